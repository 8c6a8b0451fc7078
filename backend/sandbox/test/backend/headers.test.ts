/** `Idempotency-Key` and `If-Match` do what they say, for every operation of the contract that takes them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/generated/manifest.ts';
import type {
  Building,
  Delivery,
  Invoice,
  Locker,
  NewClientSecret,
  OperationId,
  User,
} from '../../../src/generated/operations.ts';
import { startBackendWithExports } from './backend-with-exports.ts';
import { admin, identifier, partner, type Backend, type TestCall, type TestCaller } from './fixture.ts';
import { startUserPool, type TestUserPool } from './user-pool.ts';

let backend: Backend;
let pool: TestUserPool;
let lockerId: string;
beforeAll(async () => {
  pool = await startUserPool();
  backend = await startBackendWithExports(pool.environment);
  lockerId = await newLocker(0);
  const online = {
    caller: admin,
    path: { lockerId },
    headers: { 'If-Match': '"1"' },
    body: { status: 'online' },
  };
  expect((await backend.call('updateLocker', online)).status).toBe(200);
});
afterAll(() => Promise.all([backend.close(), pool.close()]));

const caller = partner(1);
const nextWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
const address = { line1: 'Hafenstraße 1', postalCode: '20457', city: 'Hamburg', country: 'DE' };
const lockerBody = (number: number) => ({
  buildingId: identifier('bld', 1),
  name: `Locker ${number}`,
  address,
  compartments: { small: 60, medium: 0, large: 0 },
});
const invoiceBody = (number: number) => ({
  buildingId: identifier('bld', 1),
  customer: { name: `Customer ${number}` },
  currency: 'EUR',
  lines: [{ description: 'Locker fee', quantity: 1, unitAmount: 4711, taxRateBps: 0 }],
});
const deliveryBody = (number: number) => ({
  lockerId,
  size: 'small',
  recipient: { name: `Ada ${number}` },
  expectedOn: nextWeek,
});

const newLocker = async (number: number): Promise<string> =>
  (await backend.call<Locker>('createLocker', { caller: admin, body: lockerBody(number) })).body.id;
const draft = async (number: number): Promise<TestCall> => {
  const { body } = await backend.call<Invoice>('createInvoice', { caller, body: invoiceBody(number) });
  return { caller, path: { invoiceId: body.id }, headers: { 'If-Match': '"1"' } };
};
const open = async (number: number): Promise<TestCall> => {
  const made = await draft(number);
  const { headers } = await backend.call('finalizeInvoice', { caller, path: made.path! });
  return { ...made, headers: { 'If-Match': headers['ETag'] ?? '' } };
};
const locker = async (number: number): Promise<TestCall> => ({
  caller: admin,
  path: { lockerId: await newLocker(number) },
  headers: { 'If-Match': '"1"' },
});

const buildingBody = (number: number) => ({ name: `House ${number}`, address });
const building = async (number: number): Promise<TestCall> => {
  const { body } = await backend.call<Building>('createBuilding', {
    caller: admin,
    body: buildingBody(number),
  });
  return { caller: admin, path: { buildingId: body.id }, headers: { 'If-Match': body.etag } };
};

/** Every call about somebody else. */
let people = 0;
const userBody = (number: number) => {
  people += 1;
  return { email: `user-${people}@example.com`, name: `Ada ${number}`, groups: ['courier'] };
};
const user = async (number: number): Promise<TestCall> => {
  const { body } = await backend.call<User>('createUser', { caller: admin, body: userBody(number) });
  return { caller: admin, path: { userId: body.id }, headers: { 'If-Match': body.etag } };
};

/** A client of the partner, with one secret. */
const client = async (number: number): Promise<TestCaller> => {
  await pool.addClient(`client${number}`);
  return { ...caller, subject: `client${number}` };
};

/** A call that succeeds once, on a thing of its own; another number makes another call. */
const calls: Readonly<Partial<Record<OperationId, (number: number) => TestCall | Promise<TestCall>>>> = {
  createInvoice: (number) => ({ caller, body: invoiceBody(number) }),
  updateInvoice: async (number) => ({ ...(await draft(number)), body: { memo: `Memo ${number}` } }),
  deleteInvoice: draft,
  finalizeInvoice: draft,
  payInvoice: async (number) => {
    const { headers: _headers, ...call } = await open(number);
    return { ...call, body: { amount: 1, method: 'card' } };
  },
  voidInvoice: open,
  markInvoiceUncollectible: open,
  createInvoiceExport: (number) => ({
    caller,
    body: { format: 'csv', issuedFrom: `2026-01-${String(number).padStart(2, '0')}`, issuedTo: '2026-03-01' },
  }),
  createDelivery: (number) => ({ caller, body: deliveryBody(number) }),
  cancelDelivery: async (number) => {
    const { body } = await backend.call<Delivery>('createDelivery', { caller, body: deliveryBody(number) });
    return { caller, path: { deliveryId: body.id } };
  },
  createLocker: (number) => ({ caller: admin, body: lockerBody(number) }),
  updateLocker: async (number) => ({ ...(await locker(number)), body: { name: `Locker ${number} again` } }),
  deleteLocker: locker,
  createBuilding: (number) => ({ caller: admin, body: buildingBody(number) }),
  updateBuilding: async (number) => ({
    ...(await building(number)),
    body: { name: `House ${number} again` },
  }),
  deleteBuilding: building,
  createUser: (number) => ({ caller: admin, body: userBody(number) }),
  updateUser: async (number) => ({ ...(await user(number)), body: { name: `Ada ${number} again` } }),
  deleteUser: user,
  createClientSecret: async (number) => ({ caller: await client(number) }),
  deleteClientSecret: async (number) => {
    const own = await client(number);
    const { body } = await backend.call<NewClientSecret>('createClientSecret', { caller: own });
    return { caller: own, path: { clientSecretId: body.id } };
  },
  inviteUser: (number) => unconditionally(user(number)),
  resetUserMfa: (number) => unconditionally(user(number)),
};

const unconditionally = async (request: ReturnType<typeof user>) => {
  const { headers: _headers, ...call } = await request;
  return call;
};

const described = (wanted: (operation: (typeof operations)[OperationId]) => boolean) =>
  Object.values(operations)
    .filter(wanted)
    .map((operation) => [operation.operationId, operation] as const);

const callOf = async (operationId: OperationId, number: number): Promise<TestCall> => {
  const make = calls[operationId];
  if (make === undefined) throw new Error(`Say in this test how ${operationId} is called.`);
  return await make(number);
};

describe('Idempotency-Key', () => {
  it.each(described(({ idempotent }) => idempotent))(
    '%s does its work once, answers the second call like the first, and refuses the key for another request',
    async (operationId) => {
      const keyed = ({ headers, ...call }: TestCall): TestCall => ({
        ...call,
        headers: { ...headers, 'Idempotency-Key': `key-of-${operationId}` },
      });
      const [once, other] = [keyed(await callOf(operationId, 1)), keyed(await callOf(operationId, 2))];
      const first = await backend.call(operationId, once);
      expect(first.status, JSON.stringify(first.body)).toBeLessThan(300);
      expect(first.headers['Idempotency-Replayed']).not.toBe('true');
      const before = await backend.contents();
      const second = await backend.call(operationId, once);
      expect(second).toMatchObject({ status: first.status, headers: { 'Idempotency-Replayed': 'true' } });
      expect(second.body).toEqual(first.body);
      const reused = await backend.refused(operationId, other);
      expect(reused.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
      expect(await backend.contents()).toEqual(before);
    },
  );
});

describe('If-Match', () => {
  const conditional = described(({ ifMatch }) => ifMatch !== 'none');

  it.each(conditional)(
    '%s refuses a version that is not the current one, and writes nothing',
    async (operationId) => {
      const call = await callOf(operationId, 3);
      const before = await backend.contents();
      const { body } = await backend.refused(operationId, { ...call, headers: { 'If-Match': '"999"' } });
      expect(body).toMatchObject({ status: 412 });
      expect(await backend.contents()).toEqual(before);
      const current = await backend.call(operationId, call);
      expect(current.status, JSON.stringify(current.body)).toBeLessThan(300);
    },
  );

  it.each(conditional)(
    '%s without it answers 428 where the contract requires it',
    async (operationId, { ifMatch }) => {
      const { headers: _headers, ...call } = await callOf(operationId, 4);
      const { status } = await backend.call(operationId, call);
      if (ifMatch === 'required') expect(status).toBe(428);
      else expect(status).toBeLessThan(300);
    },
  );
});
