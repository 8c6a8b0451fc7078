/** A partner's program replaces its client secret: two of them in the user pool, and what is known of them in the table. */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClientSecretPage, NewClientSecret } from '../../../src/generated/operations.ts';
import {
  admin,
  identifier,
  manager,
  partner,
  startBackend,
  type Backend,
  type TestCaller,
  type TestReply,
} from './fixture.ts';
import { startUserPool, type TestUserPool } from './user-pool.ts';

let backend: Backend;
let users: TestUserPool;
let caller: TestCaller;

beforeAll(async () => {
  users = await startUserPool();
  backend = await startBackend(users.environment);
});
afterAll(() => Promise.all([backend.close(), users.close()]));
beforeEach(async () => {
  caller = { ...partner(1), subject: `client${randomUUID().replaceAll('-', '')}` };
  await users.addClient(caller.subject);
});

const valuesOf = ({ subject }: TestCaller) =>
  users.pool.client(subject)?.clientSecrets.map(({ value }) => value) ?? [];
const create = (headers: Record<string, string> = {}, by = caller) =>
  backend.call<NewClientSecret>('createClientSecret', { caller: by, headers });
const list = async (by = caller) =>
  (await backend.call<ClientSecretPage>('listClientSecrets', { caller: by })).body.data;
const refused = async (operationId: 'createClientSecret' | 'deleteClientSecret', call: object) =>
  (await backend.refused(operationId, { caller, ...call })).body;
const remove = (clientSecretId: string, headers: Record<string, string> = {}) =>
  backend.call('deleteClientSecret', { caller, path: { clientSecretId }, headers });

describe('a second secret', () => {
  it('works beside the first, and is told by its fingerprint', async () => {
    const { status, body } = await create();
    expect(status).toBe(201);
    const [first, second] = await list();
    expect(valuesOf(caller)).toEqual([expect.any(String), body.clientSecret]);
    expect(first).toMatchObject({ fingerprint: null });
    const { clientSecret, ...shown } = body;
    expect(second).toEqual(shown);
    expect(second?.fingerprint).toBe(createHash('sha256').update(clientSecret).digest('hex'));
    expect(Date.parse(shown.rotateBy) - Date.parse(shown.createdAt)).toBe(90 * 86_400_000);
  });

  it('is the last for now: a third is refused', async () => {
    await create();
    expect(await refused('createClientSecret', {})).toMatchObject({
      status: 409,
      code: 'client_secret_limit_reached',
    });
    expect(valuesOf(caller)).toHaveLength(2);
  });

  it('is one and the same, however often the call is repeated, at once or later', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const replies = await Promise.all([create(key), create(key)]);
    replies.push(await create(key));
    // Of two at once the slower may be told to come again, as the SDK does.
    const isLate = ({ status, headers }: TestReply<unknown>) =>
      status === 409 && headers['Retry-After'] === '1';
    const answered = replies.filter((reply) => !isLate(reply));
    expect(new Set(answered.map(({ body }) => body.clientSecret))).toEqual(
      new Set(valuesOf(caller).slice(1)),
    );
    expect(replies.at(-1)).toMatchObject({ status: 201, headers: { 'Idempotency-Replayed': 'true' } });
  });

  it('lies nowhere in the table, and its key opens nothing for another client of the partner', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const { body } = await create(key);
    expect(JSON.stringify(await backend.contents())).not.toContain(body.clientSecret);
    const sibling = { ...caller, subject: `${caller.subject}x` };
    await users.addClient(sibling.subject);
    expect(await refused('createClientSecret', { caller: sibling, headers: key })).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    expect(valuesOf(sibling)).toHaveLength(1);
  });

  it('takes the place of one that a call made and died before it could tell', async () => {
    const client = users.pool.client(caller.subject)!;
    const lost = { id: `${caller.subject}--lost`, value: 'lost'.repeat(13), createdAt: Date.now() - 60_000 };
    await users.pool.putClient({ ...client, clientSecrets: [...client.clientSecrets, lost] });
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(valuesOf(caller)).toEqual([client.clientSecrets[0]?.value, body.clientSecret]);
  });
});

describe('a secret that is deleted', () => {
  it('ends at once, and the other one stays, which cannot be deleted', async () => {
    const { body } = await create();
    const [first] = await list();
    const key = { 'Idempotency-Key': randomUUID() };
    expect(await remove(first!.id, key)).toMatchObject({ status: 204 });
    expect(await remove(first!.id, key)).toMatchObject({
      status: 204,
      headers: { 'Idempotency-Replayed': 'true' },
    });
    expect(valuesOf(caller)).toEqual([body.clientSecret]);
    expect(await refused('deleteClientSecret', { path: { clientSecretId: body.id } })).toMatchObject({
      status: 409,
      code: 'last_client_secret',
    });
    expect(valuesOf(caller)).toEqual([body.clientSecret]);
  });

  it('may be the new one, if its value was lost', async () => {
    const { body } = await create();
    await remove(body.id);
    expect(await list()).toMatchObject([{ fingerprint: null }]);
  });

  it('is completed by a repetition where the first call died between pool and table', async () => {
    const { body } = await create();
    const client = users.pool.client(caller.subject)!;
    await users.pool.putClient({ ...client, clientSecrets: client.clientSecrets.slice(0, 1) });
    expect(await remove(body.id)).toMatchObject({ status: 204 });
    expect(await refused('deleteClientSecret', { path: { clientSecretId: body.id } })).toMatchObject({
      status: 404,
    });
  });
});

describe('whose secrets they are', () => {
  it('says the token: the id of another client’s secret is one that there is not', async () => {
    const other = { ...caller, subject: `${caller.subject}x` };
    await users.addClient(other.subject);
    await create({}, other);
    await create();
    const [theirs] = await list(other);
    const foreign = await refused('deleteClientSecret', { path: { clientSecretId: theirs!.id } });
    expect(foreign).toMatchObject({ status: 404, code: 'not_found' });
    expect(valuesOf(other)).toHaveLength(2);
  });

  it.each([
    [
      'a person of the partner',
      { groups: ['partner' as const], subject: 'user-1', partnerId: identifier('prt', 1) },
    ],
    ['a manager', manager()],
    ['an admin', admin],
  ])('is never %s', async (_who, person) => {
    for (const operationId of ['listClientSecrets', 'createClientSecret', 'deleteClientSecret'] as const) {
      const { body } = await backend.refused(operationId, {
        caller: person,
        path: { clientSecretId: 'x--1' },
      });
      expect(body.status).toBe(403);
    }
  });
});
