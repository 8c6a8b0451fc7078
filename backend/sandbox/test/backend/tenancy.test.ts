/** Partner A reads and changes nothing of partner B, by any operation of the contract. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientItem, userItem } from '../../../src/data/items.ts';
import { newUser } from '../../../src/domain/user.ts';
import gateway from '../../../src/generated/gateway.json' with { type: 'json' };
import { operations, type OperationDescription } from '../../../src/generated/manifest.ts';
import type {
  Delivery,
  Invoice,
  InvoiceExport,
  Locker,
  OperationId,
  Problem,
} from '../../../src/generated/operations.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { buckets, queues } from '../../../src/functions/resources.ts';
import { startS3, type S3 } from '../../src/services/s3/start.ts';
import { startSqs, type Sqs } from '../../src/services/sqs/start.ts';
import { admin, identifier, manager, partner, startBackend, type Backend, type TestCall } from './fixture.ts';

let backend: Backend;
let sqs: Sqs<'exports'>;
let s3: S3;

const owner = partner(2);
const stranger = partner(1);
const building = identifier('bld', 1);
const address = { line1: 'Hafenstraße 1', postalCode: '20457', city: 'Hamburg', country: 'DE' };
const draft = {
  buildingId: building,
  customer: { name: 'Secret customer of the owner' },
  currency: 'EUR',
  lines: [{ description: 'Locker fee', quantity: 1, unitAmount: 4711, taxRateBps: 0 }],
};

/** What the owner has. */
const owned = { draftId: '', invoiceId: '', exportId: '', deliveryId: '', lockerId: '' };

beforeAll(async () => {
  sqs = await startSqs({ port: 0, queues });
  s3 = await startS3({ port: 0, buckets, secretOf: () => 'test' });
  backend = await startBackend({
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    EXPORT_QUEUE_URL: sqs.queues.exports.url,
    EXPORTS_BUCKET: 'exports',
  });
  const locker = await backend.call<Locker>('createLocker', {
    caller: admin,
    body: { buildingId: building, name: 'Lobby', address, compartments: { small: 5, medium: 0, large: 0 } },
  });
  owned.lockerId = locker.body.id;
  await backend.call('updateLocker', {
    caller: admin,
    path: { lockerId: owned.lockerId },
    headers: { 'If-Match': '"1"' },
    body: { status: 'online' },
  });
  owned.draftId = (await backend.call<Invoice>('createInvoice', { caller: owner, body: draft })).body.id;
  owned.invoiceId = (await backend.call<Invoice>('createInvoice', { caller: owner, body: draft })).body.id;
  await backend.call('finalizeInvoice', { caller: owner, path: { invoiceId: owned.invoiceId } });
  const period = { format: 'csv', issuedFrom: '2026-01-01', issuedTo: '2026-12-31' };
  const made = await backend.call<InvoiceExport>('createInvoiceExport', { caller: owner, body: period });
  expect(made.status).toBe(202);
  owned.exportId = made.body.id;
  const delivery = await backend.call<Delivery>('createDelivery', {
    caller: owner,
    body: {
      lockerId: owned.lockerId,
      size: 'small',
      recipient: { name: 'Ada' },
      expectedOn: new Date().toISOString().slice(0, 10),
    },
  });
  owned.deliveryId = delivery.body.id;
});
afterAll(async () => {
  await backend.close();
  await Promise.all([sqs.close(), s3.close()]);
});

const bodies: Partial<Record<OperationId, unknown>> = {
  updateInvoice: { memo: 'mine now' },
  payInvoice: { amount: 1, method: 'card' },
  createInvoice: draft,
  createInvoiceExport: { format: 'csv', issuedFrom: '2026-01-01', issuedTo: '2026-12-31' },
  createDelivery: {
    lockerId: 'set below',
    size: 'small',
    recipient: { name: 'Ada' },
    expectedOn: new Date().toISOString().slice(0, 10),
  },
};

/** Everything a stranger could put into a call to reach the owner's things. */
const attempt = ({ operationId, path, ifMatch }: OperationDescription, invoiceId: string): TestCall => ({
  caller: stranger,
  path: Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [
      name,
      { ...owned, invoiceId }[name as 'invoiceId'],
    ]),
  ),
  headers: {
    ...(ifMatch === 'required' ? { 'If-Match': '"1"' } : {}),
    'x-partner-id': owner.partnerId ?? '',
  },
  ...(operationId === 'createDelivery'
    ? { body: { ...(bodies.createDelivery as object), lockerId: owned.lockerId } }
    : bodies[operationId] === undefined
      ? {}
      : { body: bodies[operationId] }),
});

/** Operations whose resource belongs to a partner; lockers are everybody's, health is nobody's, users are the admins' business. */
const ofPartners = Object.values(operations).filter(
  ({ groups, tag }) => groups.includes('partner') && tag !== 'lockers',
);
const onResource = ofPartners.filter(({ path }) => path.includes('{'));
const onCollection = ofPartners.filter(({ path }) => !path.includes('{'));

/** A reply byte by byte, but for ids and what is each request's own. */
const blurred = (reply: { status: number; headers: Record<string, string>; body: Problem }): string =>
  JSON.stringify({
    ...reply,
    headers: { ...reply.headers, 'X-Request-Id': '' },
    body: { ...reply.body, requestId: '' },
  }).replaceAll(/(bld|inv|exp|dlv|lkr)_\w{26}/g, 'ID');

describe("another partner's things", () => {
  it('are the subject of every operation but those on lockers, users and health', () => {
    const rest = Object.values(operations).filter((operation) => !ofPartners.includes(operation));
    expect(new Set(rest.map(({ tag }) => tag))).toEqual(new Set(['lockers', 'users', 'health']));
    expect(onResource.length + onCollection.length).toBe(ofPartners.length);
    expect(onResource.length).toBeGreaterThan(8);
  });

  it.each(onResource.map((operation) => [operation.operationId, operation] as const))(
    '%s answers exactly like an id that does not exist, and writes nothing',
    async (operationId, operation) => {
      const before = await backend.contents();
      for (const invoiceId of [owned.draftId, owned.invoiceId]) {
        const call = attempt(operation, invoiceId);
        const foreign = await backend.refused(operationId, call);
        expect(foreign.body).toMatchObject({ status: 404, code: 'not_found' });
        const absent = Object.fromEntries(
          Object.entries(call.path ?? {}).map(([name, id]) => [name, `${id.slice(0, 4)}${'7'.repeat(26)}`]),
        );
        const unknown = await backend.refused(operationId, { ...call, path: absent });
        expect(blurred(foreign)).toBe(blurred(unknown));
      }
      expect(await backend.contents()).toEqual(before);
    },
  );

  it.each(onCollection.map((operation) => [operation.operationId, operation] as const))(
    '%s shows none of them',
    async (operationId, operation) => {
      const reply = await backend.call(operationId, attempt(operation, owned.invoiceId));
      expect(reply.status).toBeLessThan(300);
      const text = JSON.stringify(reply);
      const { lockerId: _everybodys, ...secrets } = owned;
      for (const secret of [...Object.values(secrets), owner.partnerId ?? ''])
        expect(text).not.toContain(secret);
    },
  );

  it('are not reached by a token without a partner', async () => {
    const { partnerId: _none, ...nobody } = stranger;
    for (const operation of ofPartners) {
      const { body } = await backend.refused(operation.operationId, {
        ...attempt(operation, owned.invoiceId),
        caller: nobody,
      });
      expect(body).toMatchObject({ status: 403, code: 'access_denied' });
    }
  });
});

describe('a locker of a building that somebody else manages', () => {
  const stranger = manager(identifier('bld', 2));
  const onLocker = Object.values(operations).filter(
    ({ path, groups }) => path.includes('{lockerId}') && groups.includes('manager'),
  );

  it.each(onLocker.map((operation) => [operation.operationId, operation] as const))(
    '%s answers a manager exactly like an id that does not exist, and writes nothing',
    async (operationId, { ifMatch }) => {
      const before = await backend.contents();
      const call = (lockerId: string): TestCall => ({
        caller: stranger,
        path: { lockerId },
        headers: ifMatch === 'none' ? {} : { 'If-Match': '"1"' },
        ...(operationId === 'updateLocker' ? { body: { name: 'mine now' } } : {}),
      });
      const foreign = await backend.refused(operationId, call(owned.lockerId));
      expect(foreign.body).toMatchObject({ status: 404, code: 'not_found' });
      expect(blurred(foreign)).toBe(
        blurred(await backend.refused(operationId, call(identifier('lkr', 999_999)))),
      );
      expect(await backend.contents()).toEqual(before);
    },
  );
});

describe('an id of somebody else in a query or a body', () => {
  const lonelyBuilding = identifier('bld', 77);
  const buildingManager = manager(identifier('bld', 2));
  let lonelyLockerId = '';
  let ownersCursor: Record<string, string> = {};
  const cursorOf = async (operationId: OperationId, call: TestCall): Promise<string> => {
    const page = await backend.call<{ nextCursor: string }>(operationId, { ...call, query: { limit: '1' } });
    return page.body.nextCursor;
  };

  beforeAll(async () => {
    const installed = await backend.call<Locker>('createLocker', {
      caller: admin,
      body: {
        buildingId: lonelyBuilding,
        name: 'Yard',
        address,
        compartments: { small: 2, medium: 0, large: 0 },
      },
    });
    lonelyLockerId = installed.body.id;
    const ofLocker = { caller: admin, path: { lockerId: lonelyLockerId }, headers: { 'If-Match': '"1"' } };
    await backend.call('updateLocker', { ...ofLocker, body: { status: 'online' } });
    for (let count = 0; count < 2; count += 1) {
      const invoice = { ...draft, buildingId: lonelyBuilding };
      expect((await backend.call('createInvoice', { caller: owner, body: invoice })).status).toBe(201);
      const parcel = { ...(bodies.createDelivery as object), lockerId: lonelyLockerId };
      expect((await backend.call('createDelivery', { caller: owner, body: parcel })).status).toBe(201);
    }
    const path = { invoiceId: owned.draftId };
    ownersCursor = {
      listInvoices: await cursorOf('listInvoices', { caller: owner }),
      listDeliveries: await cursorOf('listDeliveries', { caller: owner }),
      listLockers: await cursorOf('listLockers', { caller: admin }),
      listInvoiceLines: await cursorOf('listInvoiceLines', { caller: owner, path }),
    };
  });

  it('is tried in every query parameter that takes one', () => {
    const parameters = Object.entries(gateway.paths).flatMap(([, methods]) =>
      Object.values(
        methods as Record<string, { operationId?: string; parameters?: { name: string; in: string }[] }>,
      )
        .filter(({ operationId }) => operationId !== undefined)
        .flatMap(({ operationId, parameters: all = [] }) =>
          all
            .filter(({ name, in: place }) => place === 'query' && name.endsWith('Id'))
            .map(({ name }) => `${operationId} ${name}`),
        ),
    );
    expect(parameters.toSorted()).toEqual([
      'listDeliveries lockerId',
      'listInvoices buildingId',
      'listLockers buildingId',
    ]);
  });

  it('finds what an id that does not exist finds: nothing', async () => {
    const lists: [OperationId, TestCall['caller'], string, string][] = [
      ['listInvoices', stranger, 'buildingId', lonelyBuilding],
      ['listDeliveries', stranger, 'lockerId', lonelyLockerId],
      ['listLockers', buildingManager, 'buildingId', lonelyBuilding],
    ];
    for (const [operationId, caller, name, id] of lists) {
      const ask = async (value: string) =>
        backend.call<Problem>(operationId, { caller, query: { [name]: value } });
      const absent = `${id.slice(0, 4)}${'7'.repeat(26)}`;
      expect(blurred(await ask(id)), operationId).toBe(blurred(await ask(absent)));
      expect((await ask(id)).body, operationId).toMatchObject({ data: [] });
    }
  });

  it('is no cursor: another one’s is refused like a damaged one', async () => {
    const paginated = Object.values(operations).filter((operation) => operation.paginated);
    expect(paginated.length).toBeGreaterThan(2);
    for (const { operationId } of paginated.filter((each) => ownersCursor[each.operationId])) {
      const caller = operationId === 'listLockers' ? buildingManager : stranger;
      const ask = (cursor: string) => backend.refused(operationId, { caller, query: { cursor } });
      const cursor = ownersCursor[operationId] ?? '';
      const refused = await ask(cursor);
      expect(refused.body, operationId).toMatchObject({ status: 400, code: 'invalid_cursor' });
      expect(blurred(refused), operationId).toBe(blurred(await ask(`${cursor.slice(0, -4)}AAAA`)));
    }
  });

  it('makes a manager no locker in a building that is not theirs, whether it exists or not', async () => {
    const before = await backend.contents();
    const create = (buildingId: string) =>
      backend.refused('createLocker', {
        caller: buildingManager,
        body: { buildingId, name: 'Mine', address, compartments: { small: 1, medium: 0, large: 0 } },
      });
    const foreign = await create(lonelyBuilding);
    expect(blurred(foreign)).toBe(blurred(await create(identifier('bld', 999_999))));
    expect(await backend.contents()).toEqual(before);
  });

  it('makes nobody a courier: an account that is none answers like one that does not exist', async () => {
    const announce = (courierId: string) =>
      backend.refused('createDelivery', {
        caller: stranger,
        body: { ...(bodies.createDelivery as object), lockerId: lonelyLockerId, courierId },
      });
    const sub = '5f0c1c1e-0000-4000-8000-000000000001';
    const somebody = {
      email: 'somebody@example.com',
      name: 'Somebody',
      groups: ['manager'] as const,
      buildings: [lonelyBuilding],
    };
    const { name, client } = backend.tableClient;
    await client.send(
      new PutCommand({
        TableName: name,
        Item: userItem(newUser(sub, somebody, new Date().toISOString())),
      }),
    );
    const other = await announce(sub);
    expect(blurred(other)).toBe(blurred(await announce('5f0c1c1e-0000-4000-8000-000000000002')));
  });
});

describe('an operation', () => {
  it.each(
    Object.values(operations)
      .filter(({ open }) => !open)
      .map((operation) => [operation.operationId, operation] as const),
  )(
    '%s is refused without a token, without its scope and without its group',
    async (operationId, operation) => {
      const before = await backend.contents();
      const call = attempt(operation, owned.invoiceId);
      const { caller: _caller, ...anonymous } = call;
      expect((await backend.refused(operationId, anonymous)).body).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      });
      const scopeless = { ...call, caller: { ...stranger, scopes: ['northwind/other'] } };
      expect((await backend.refused(operationId, scopeless)).body).toMatchObject({
        status: 403,
        code: 'insufficient_scope',
      });
      const courier = {
        ...call,
        caller: { ...stranger, groups: ['courier'] as const, scopes: operation.scopes },
      };
      expect((await backend.refused(operationId, courier)).body).toMatchObject({
        status: 403,
        code: 'access_denied',
      });
      expect(await backend.contents()).toEqual(before);
    },
  );
});

describe('a token', () => {
  it("carries its client's partner, groups and digests of API keys, and no scope beyond them", async () => {
    const { handler } = await import('../../../src/functions/pre-token-generation/handler.ts');
    const { name, client } = backend.tableClient;
    const Item = clientItem({
      clientId: 'machine-1',
      partnerId: identifier('prt', 1),
      groups: ['partner'],
      apiKeyHashes: ['digest-of-a-key'],
    });
    await client.send(new PutCommand({ TableName: name, Item }));
    const event = (clientId: string, triggerSource: string, request: object) => ({
      version: '3' as const,
      triggerSource,
      region: 'us-east-1',
      userPoolId: 'us-east-1_Ab1Cd2Ef3',
      userName: clientId,
      callerContext: { awsSdkVersion: '', clientId },
      request: { userAttributes: {}, groupConfiguration: {}, ...request },
      response: { claimsAndScopeOverrideDetails: {} },
    });
    const scopes = ['northwind/invoices.read', 'northwind/lockers.write'];
    const machine = await handler(
      event('machine-1', 'TokenGeneration_ClientCredentials', { scopes }),
      {} as never,
    );
    expect(machine.response.claimsAndScopeOverrideDetails.accessTokenGeneration).toEqual({
      claimsToAddOrOverride: {
        partner_id: identifier('prt', 1),
        groups: ['partner'],
        buildings: [],
        api_key_hashes: ['digest-of-a-key'],
      },
      scopesToSuppress: ['northwind/lockers.write'],
    });
    const unknown = handler(event('machine-2', 'TokenGeneration_ClientCredentials', { scopes }), {} as never);
    await expect(unknown).rejects.toThrow('machine-2');
    const person = await handler(
      event('ada', 'TokenGeneration_Authentication', {
        userAttributes: { sub: 'nobody-in-the-table' },
        groupConfiguration: { groupsToOverride: ['manager'] },
      }),
      {} as never,
    );
    expect(person.response.claimsAndScopeOverrideDetails.accessTokenGeneration).toEqual({
      claimsToAddOrOverride: { buildings: [] },
      scopesToAdd: ['northwind/lockers.read', 'northwind/lockers.write'],
    });
  });
});
