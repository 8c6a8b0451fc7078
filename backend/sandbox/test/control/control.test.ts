/** What a test can make a running sandbox do: fail, move in time, speak as a device, tell what arrived. */
import { isConnectionError, Northwind } from '@northwind/sdk';
import { GetLockerDocument, MeDocument } from '@northwind/sdk/graphql';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { basePath } from '../../../src/generated/manifest.ts';
import {
  ControlError,
  FaultNotMetError,
  startSandbox,
  UnknownTargetError,
  type FaultOf,
  type Sandbox,
  type Target,
} from '../../src/index.ts';
import { clientOf, clientOfUser, openInvoice } from './fixture.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
});
afterEach(() => sandbox.faults.verify());
afterAll(() => sandbox.close());

/** A partner's client that does not repeat calls by itself. */
const once = { maxRetries: 0 };

describe('a REST operation that was told to fail', () => {
  it('answers with the status, so often and no more, and the SDK’s retry comes through', async () => {
    const partner = await sandbox.partner();
    const northwind = clientOf(sandbox, partner);
    const { id } = await openInvoice(northwind);
    await sandbox.fail('payInvoice', { status: 503, times: 2, retryAfter: 0, tenant: partner });
    const { invoice } = await northwind.invoices.pay(id, { amount: 100, method: 'card' });
    expect(invoice.amountPaid).toBe(100);
    const calls = await sandbox.calls('payInvoice', { tenant: partner });
    expect(calls.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(calls[0]).toMatchObject({
      target: 'payInvoice',
      method: 'POST',
      path: `${basePath}/invoices/${id}/pay`,
      body: { amount: 100, method: 'card' },
      headers: { authorization: '***', 'x-api-key': '***' },
      callers: [partner.clientId],
    });
    expect(JSON.stringify(await sandbox.calls())).not.toContain(partner.apiKey);
    expect(JSON.stringify(await sandbox.calls())).not.toContain(partner.clientSecret);
  });

  it.each([
    ['quota_exceeded', 429],
    ['rate_limited', 429],
    ['unauthenticated', 401],
    ['insufficient_scope', 403],
    ['upstream_timeout', 504],
    ['invoice_not_open', 409],
    ['service_unavailable', 503],
  ] as const)('answers with the problem document of %s', async (code, status) => {
    const partner = await sandbox.partner();
    await using _fault = await sandbox.fail('listInvoices', {
      code,
      tenant: partner,
      times: code === 'unauthenticated' ? 2 : 1,
    });
    await expect(clientOf(sandbox, partner, once).invoices.list().firstPage()).rejects.toMatchObject({
      status,
      code,
    });
  });

  it('loses the connection before the work, or the response after it', async () => {
    const partner = await sandbox.partner();
    const northwind = clientOf(sandbox, partner, once);
    const { id } = await openInvoice(northwind);
    await sandbox.fail('payInvoice', { disconnect: 'before', tenant: partner });
    await expect(northwind.invoices.pay(id, { amount: 1, method: 'card' })).rejects.toSatisfy(
      isConnectionError,
    );
    expect((await northwind.invoices.get(id)).amountPaid).toBe(0);
    await sandbox.fail('payInvoice', { disconnect: 'after', tenant: partner });
    await expect(northwind.invoices.pay(id, { amount: 1, method: 'card' })).rejects.toSatisfy(
      isConnectionError,
    );
    expect((await northwind.invoices.get(id)).amountPaid).toBe(1);
    const statuses = (await sandbox.calls('payInvoice', { tenant: partner })).map(({ status }) => status);
    expect(statuses).toEqual([null, null]);
  });

  it('leaves other tenants alone, and lets so many calls pass before', async () => {
    const [own, other] = await Promise.all([sandbox.partner(), sandbox.partner()]);
    await sandbox.fail('listInvoices', { status: 500, tenant: own, after: 1 });
    const list = (partner: typeof own) => clientOf(sandbox, partner, once).invoices.list().firstPage();
    await list(own);
    await list(other);
    await expect(list(own)).rejects.toMatchObject({ status: 500, code: 'internal_error' });
    await list(own);
  });

  it('answers late where only a delay was set', async () => {
    const partner = await sandbox.partner();
    const northwind = clientOf(sandbox, partner, once);
    await using fault = await sandbox.fail('listInvoices', { delayMs: 3_600_000, tenant: partner });
    const leaving = new AbortController();
    const listing = northwind.invoices.list({}, { signal: leaving.signal }).firstPage();
    listing.catch(() => undefined);
    await expect.poll(() => fault.met()).toBe(1);
    leaving.abort();
    await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
    // The next one is not late.
    await northwind.invoices.list().firstPage();
  });
});

describe('a request for tokens that was told to fail', () => {
  it('is refused in OAuth’s words, or fails as a server does', async () => {
    const partner = await sandbox.partner();
    await sandbox.fail('token', { error: 'invalid_client', tenant: partner });
    const list = () => clientOf(sandbox, partner, once).invoices.list().firstPage();
    await expect(list()).rejects.toMatchObject({ name: 'OAuthError' });
    await sandbox.fail('token', { status: 503, times: 1, tenant: partner });
    await expect(list()).rejects.toThrow();
    const calls = await sandbox.calls('token', { tenant: partner });
    expect(calls.map(({ status }) => status)).toEqual([400, 503]);
  });

  it('gives a token that has expired, and the SDK gets another', async () => {
    const partner = await sandbox.partner();
    await sandbox.fail('token', { expired: true, tenant: partner });
    await clientOf(sandbox, partner).invoices.list().firstPage();
    const lists = await sandbox.calls('listInvoices', { tenant: partner });
    expect(lists.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('fails a person’s sign-in too', async () => {
    const courier = await sandbox.courier();
    await sandbox.fail('token', { error: 'invalid_grant', tenant: courier });
    await expect(clientOfUser(sandbox, courier)).rejects.toThrow();
  });
});

describe('a GraphQL field that was told to fail', () => {
  it('is null with the error, or its request fails with the status', async () => {
    const locker = await sandbox.locker();
    const manager = await sandbox.manager({ buildings: [locker.buildingId] });
    const northwind = await clientOfUser(sandbox, manager);
    const get = () => northwind.graphql.query(GetLockerDocument, { lockerId: locker.lockerId });
    await sandbox.fail('Query.getLocker', {
      errorType: 'Forbidden',
      message: 'Not today.',
      tenant: manager,
    });
    await expect(get()).rejects.toMatchObject({ errorType: 'Forbidden' });
    await sandbox.fail('Query.getLocker', { status: 503, tenant: manager, times: 2, retryAfter: 0 });
    expect((await get()).getLocker.id).toBe(locker.lockerId);
    const calls = await sandbox.calls('Query.getLocker', { tenant: manager });
    expect(calls.map(({ status }) => status)).toEqual([200, 503, 503, 200]);
    expect(calls[0]).toMatchObject({ body: { variables: { lockerId: locker.lockerId } } });
  });
});

describe('the pushes of a subscription', () => {
  it.each([
    ['is lost', { drop: true }],
    ['comes twice', { duplicate: true }],
    ['comes late', { delayMs: 20 }],
    ['breaks the socket', { disconnect: true }],
  ] as const)('a push %s, and the follower has every event once, in order', async (_what, fault) => {
    const { lockerId, buildingId } = await sandbox.locker();
    const manager = await sandbox.manager({ buildings: [buildingId] });
    const northwind = await clientOfUser(sandbox, manager);
    const stream = northwind.live.lockerEvents({ lockerId, after: 0 });
    await sandbox.emit({ lockerId, type: 'DOOR_OPENED' });
    expect((await stream.next()).value).toMatchObject({ sequence: 1, type: 'DOOR_OPENED' });
    await using _set = await sandbox.fail('Subscription.onLockerEvent', { ...fault, tenant: manager });
    await sandbox.emit({ lockerId, type: 'PARCEL_IN' });
    await sandbox.emit({ lockerId, type: 'DOOR_CLOSED' });
    const next = [await stream.next(), await stream.next()].map(({ value }) => value);
    expect(next.map((event) => `${event?.sequence}`)).toEqual(['2', '3']);
    expect(next.map((event) => event?.type).sort()).toEqual(['DOOR_CLOSED', 'PARCEL_IN']);
    await stream.return?.();
  });

  it('a subscription is refused', async () => {
    const { lockerId, buildingId } = await sandbox.locker();
    const manager = await sandbox.manager({ buildings: [buildingId] });
    const northwind = await clientOfUser(sandbox, manager);
    await sandbox.fail('Subscription.onLockerEvent', { errorType: 'BadRequestException', tenant: manager });
    await expect(northwind.live.lockerEvents({ lockerId }).next()).rejects.toMatchObject({
      name: 'SubscriptionError',
    });
  });

  it('a hole in the sequence stays one', async () => {
    const { lockerId, buildingId } = await sandbox.locker();
    const northwind = await clientOfUser(sandbox, await sandbox.manager({ buildings: [buildingId] }));
    const stream = northwind.live.lockerEvents({ lockerId, after: 0 });
    await sandbox.skipSequence(lockerId, 2);
    await sandbox.emit({ lockerId, type: 'BATTERY', batteryPercent: 50 });
    await expect(stream.next()).rejects.toMatchObject({ name: 'SequenceGapError', sequence: 1 });
  });

  it('sockets of one tenant break, and the stream goes on', async () => {
    const { lockerId, buildingId } = await sandbox.locker();
    const manager = await sandbox.manager({ buildings: [buildingId] });
    const northwind = await clientOfUser(sandbox, manager);
    const stream = northwind.live.lockerEvents({ lockerId, after: 0 });
    await sandbox.emit({ lockerId, type: 'DOOR_OPENED' });
    await stream.next();
    expect(await sandbox.closeSockets({ tenant: await sandbox.courier() })).toBe(0);
    expect(await sandbox.closeSockets({ tenant: manager })).toBe(1);
    await sandbox.emit({ lockerId, type: 'DOOR_CLOSED' });
    expect((await stream.next()).value).toMatchObject({ sequence: 2 });
    await stream.return?.();
  });
});

describe('what a test holds of a tenant', () => {
  it('has the options of an SDK client, and faults and calls of its own', async () => {
    const [partner, other] = await Promise.all([sandbox.partner(), sandbox.partner()]);
    const northwind = new Northwind({ ...partner.options, ...once });
    await partner.fail('listInvoices', { status: 503 });
    await new Northwind(other.options).invoices.list().firstPage();
    await expect(northwind.invoices.list().firstPage()).rejects.toMatchObject({ status: 503 });
    await northwind.invoices.list().firstPage();
    expect((await partner.calls('listInvoices')).map(({ status }) => status)).toEqual([503, 200]);
    expect(await partner.calls('token')).toHaveLength(1);
    // A token that was refused is replaced, whoever asks.
    await partner.fail('listInvoices', { code: 'unauthenticated' });
    await Promise.all([1, 2, 3].map(() => northwind.invoices.list().firstPage()));
    expect(await partner.calls('token')).toHaveLength(2);
  });

  it('signs people in without a password, by a refresh token that is theirs', async () => {
    const courier = await sandbox.courier({ authenticator: true });
    const northwind = new Northwind({ ...courier.options, ...once });
    await courier.fail('token', { error: 'invalid_grant' });
    await expect(northwind.graphql.query(MeDocument, {})).rejects.toThrow('Token request: 400 invalid_grant');
    const { me } = await northwind.graphql.query(MeDocument, {});
    expect(me.id).toBe(courier.sub);
    const [signIn] = await courier.calls('token');
    expect(signIn).toMatchObject({ body: { grant_type: 'refresh_token', refresh_token: '***' } });
    expect(signIn?.callers).toEqual(expect.arrayContaining([courier.sub, courier.username]));
  });

  it('follows a locker live as its manager, and speaks as the locker', async () => {
    const locker = await sandbox.locker();
    const manager = await sandbox.manager({ buildings: [locker.buildingId] });
    const northwind = new Northwind(manager.options);
    const stream = northwind.live.lockerEvents({ lockerId: locker.lockerId, after: 0 });
    await locker.emit({ type: 'DOOR_OPENED' });
    expect((await stream.next()).value).toMatchObject({ sequence: 1, type: 'DOOR_OPENED' });
    expect(await manager.closeSockets()).toBe(1);
    await locker.skipSequence();
    await locker.emit({ type: 'DOOR_CLOSED' });
    await expect(stream.next()).rejects.toMatchObject({ name: 'SequenceGapError' });
  });
});

describe('a fault', () => {
  it('that was never met fails the test that set it', async () => {
    const partner = await sandbox.partner();
    await sandbox.fail('payInvoice', { status: 503, times: 2, tenant: partner });
    await expect(sandbox.faults.verify()).rejects.toThrow(FaultNotMetError);
    await expect(sandbox.faults.verify()).resolves.toBeUndefined();
    const leaving = async () => {
      await using _fault = await sandbox.fail('payInvoice', { status: 503, tenant: partner });
    };
    await expect(leaving()).rejects.toThrow(/payInvoice of .*503.*to be met once, met never/s);
    const endless = await sandbox.fail('payInvoice', { status: 503, times: Infinity });
    await expect(endless.verify()).rejects.toThrow('every time');
    const removed = await sandbox.fail('payInvoice', { status: 503 });
    await removed.remove();
  });

  it('has names of the contract only: by tsc, and at run time with the nearest one', async () => {
    expectTypeOf<
      'payInvoice' | 'Query.getLocker' | 'Subscription.onLockerEvent' | 'token'
    >().toExtend<Target>();
    expectTypeOf<'payInvoce'>().not.toExtend<Target>();
    expectTypeOf<{ drop: true }>().not.toExtend<FaultOf<'payInvoice'>>();
    // @ts-expect-error -- no operation has this name
    await expect(sandbox.fail('payInvoce', { status: 503 })).rejects.toThrow(UnknownTargetError);
    // @ts-expect-error -- no field has this name
    await expect(sandbox.fail('getLockr', { status: 503 })).rejects.toMatchObject({
      suggestion: 'getLocker',
    });
    // @ts-expect-error -- no operation has this name
    await expect(sandbox.calls('Query.getLocke')).rejects.toMatchObject({ suggestion: 'Query.getLocker' });
  });

  it.each([
    ['payInvoice', {}, 'needs one of status, code, disconnect, delayMs'],
    ['payInvoice', { status: 200 }, 'status must be an HTTP status from 400 to 599; got 200'],
    ['payInvoice', { drop: true }, 'needs one of'],
    ['payInvoice', { status: 503, code: 'not_found' }, 'code does not go with status'],
    ['payInvoice', { code: 'nope' }, 'code must be a problem code'],
    ['payInvoice', { status: 503, times: 0 }, 'times must be a positive integer'],
    ['payInvoice', { status: 503, after: -1 }, 'after must be a non-negative integer'],
    ['payInvoice', { status: 503, tenant: {} }, 'the tenant must be what partner()'],
    ['Subscription.onLockerEvent', { disconnect: 'before' }, 'disconnect must be true'],
    ['Delivery.signature', { status: 503 }, 'fields of Query and Mutation'],
  ])('of %s that is %j is refused', async (target, fault, message) => {
    await expect(sandbox.fail(target as 'payInvoice', fault as never)).rejects.toThrow(message);
  });
});

describe('what a device reports', () => {
  it('is refused where the contract does not have it', async () => {
    const { lockerId } = await sandbox.locker();
    await expect(sandbox.emit({ lockerId, type: 'BATTERY' })).rejects.toThrow(ControlError);
    await expect(sandbox.emit({ lockerId, type: 'DOOR_MOVED' as 'DOOR_OPENED' })).rejects.toThrow('emit()');
    await expect(sandbox.skipSequence('lkr_unknown')).rejects.toThrow('not found');
  });
});
