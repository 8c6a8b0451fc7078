/**
 * No field of the REST contract is idle: each one of a request body changes what is read back, and each one of an answer has been seen
 * with a value. The types hold the tables below to the contract, so that an optional field that is added there is missed here.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportItem } from '../../../src/data/items.ts';
import { table } from '../../../src/data/table.ts';
import gateway from '../../../src/generated/gateway.json' with { type: 'json' };
import { operations } from '../../../src/generated/manifest.ts';
import type { OperationId, Operations } from '../../../src/generated/operations.ts';
import { createSeed } from '../../src/world/seed/seed.ts';
import { marshallItem } from '../../src/world/seed/marshall.ts';
import { startBackendWithExports } from './backend-with-exports.ts';
import { admin, identifier, partner, type Backend, type TestCall } from './fixture.ts';
import { startUserPool, type TestUserPool } from './user-pool.ts';
import { fieldsOf, leavesOf, seenFields, withLeaf, type Leaves } from './fields.ts';

type Body<Id extends OperationId> = Operations[Id]['request']['body'];
type WithBody = { [Id in OperationId]: Body<Id> extends undefined ? never : Id }[OperationId];
type Filled<Value> = Value extends object ? { [Name in keyof Value]-?: Filled<Value[Name]> } : Value;

const lockers = { one: '', other: '' };
const line = { description: 'Locker fee', quantity: 1, unitAmount: 999, taxRateBps: 1900 };
const otherLine = { description: 'Repair', quantity: 2, unitAmount: 500, taxRateBps: 700 };
const address = {
  line1: 'Kaistrasse 1',
  line2: 'Entrance B',
  postalCode: '20457',
  city: 'Hamburg',
  country: 'DE',
};
const otherAddress = {
  line1: 'Rue Haute 2',
  line2: 'Floor 3',
  postalCode: '69001',
  city: 'Lyon',
  country: 'FR',
};
const invoice: Filled<Body<'createInvoice'>> = {
  buildingId: identifier('bld', 1),
  customer: { name: 'Contoso', email: 'bills@contoso.example', taxId: 'DE1' },
  currency: 'EUR',
  lines: [line],
  paymentTermDays: 30,
  memo: 'Thank you',
  metadata: { project: 'one' },
};
const otherInvoice: Filled<Body<'createInvoice'>> = {
  buildingId: identifier('bld', 2),
  customer: { name: 'Fabrikam', email: 'bills@fabrikam.example', taxId: 'FR2' },
  currency: 'SEK',
  lines: [otherLine],
  paymentTermDays: 14,
  memo: 'Pay soon',
  metadata: { project: 'other' },
};

/** Two bodies of each operation that takes one: every field is in both, and has another value. */
const bodies = (): { [Id in WithBody]: readonly [Filled<Body<Id>>, Filled<Body<Id>>] } => ({
  createInvoice: [invoice, otherInvoice],
  updateInvoice: [invoice, otherInvoice],
  payInvoice: [
    { amount: 100, method: 'card', reference: 'one', paidAt: '2026-01-02T00:00:00.000Z' },
    { amount: 200, method: 'cash', reference: 'other', paidAt: '2026-01-03T00:00:00.000Z' },
  ],
  createInvoiceExport: [
    { format: 'csv', issuedFrom: '2026-01-01', issuedTo: '2026-01-31', status: 'open' },
    { format: 'pdf', issuedFrom: '2026-01-02', issuedTo: '2026-01-30', status: 'paid' },
  ],
  createDelivery: [
    {
      lockerId: lockers.one,
      size: 'small',
      recipient: { name: 'Ada', email: 'ada@example.com', phone: '+4940123456' },
      reference: 'one',
      courierId: couriers[0]!.sub,
      expectedOn: daysFromNow(7),
    },
    {
      lockerId: lockers.other,
      size: 'large',
      recipient: { name: 'Grace', email: 'grace@example.com', phone: '+4940654321' },
      reference: 'other',
      courierId: couriers[1]!.sub,
      expectedOn: daysFromNow(8),
    },
  ],
  createLocker: [
    {
      buildingId: identifier('bld', 1),
      name: 'Lobby',
      address,
      compartments: { small: 1, medium: 1, large: 1 },
    },
    {
      buildingId: identifier('bld', 2),
      name: 'Garage',
      address: otherAddress,
      compartments: { small: 2, medium: 2, large: 2 },
    },
  ],
  updateLocker: [
    { name: 'Lobby', address, status: 'online' },
    { name: 'Garage', address: otherAddress, status: 'maintenance' },
  ],
  createBuilding: [
    { name: 'Hafenkontor', address },
    { name: 'Speicherhof', address: otherAddress },
  ],
  updateBuilding: [
    { name: 'Hafenkontor', address },
    { name: 'Speicherhof', address: otherAddress },
  ],
  createUser: [
    {
      email: 'ada@example.com',
      name: 'Ada',
      groups: ['manager'],
      buildings: [identifier('bld', 1)],
      partnerId: identifier('prt', 1),
    },
    {
      email: 'grace@example.com',
      name: 'Grace',
      groups: ['partner'],
      buildings: [identifier('bld', 2)],
      partnerId: identifier('prt', 2),
    },
  ],
  updateUser: [
    {
      name: 'Ada',
      groups: ['manager'],
      buildings: [identifier('bld', 1)],
      partnerId: identifier('prt', 1),
    },
    {
      name: 'Grace',
      groups: ['courier'],
      buildings: [identifier('bld', 3)],
      partnerId: identifier('prt', 3),
    },
  ],
});

/** What is in the contract and deliberately not served yet: `createInvoice: memo`, `Invoice.memo`, each with the reason. */
const unserved: Readonly<Record<string, string>> = {};

let backend: Backend;
let pool: TestUserPool;
const seen = new Set<string>();
const called = new Set<string>();
/** Values that paths were called with, by the parameter's name, and by whom. */
const met = new Map<string, Set<string>>();
const callers = new Set<TestCall['caller']>();
const seed = createSeed({ now: Date.UTC(2026, 10, 21, 12) });
const caller = partner(1);
const couriers = seed.users.filter(({ groups }) => groups.includes('courier'));
const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

type Answer = Record<string, unknown> & { readonly id: string };

const call = async (operationId: OperationId, request: TestCall): Promise<Answer> => {
  const { status, body } = await backend.call<Answer>(operationId, request);
  expect(status, `${operationId}: ${JSON.stringify(body)}`).toBe(operations[operationId].successStatus);
  for (const field of seenFields(gateway, operationId, body)) seen.add(field);
  called.add(operationId);
  callers.add(request.caller);
  for (const [name, value] of Object.entries(request.path ?? {}))
    met.set(name, (met.get(name) ?? new Set()).add(value));
  return body;
};

/** What only reads and was not called yet, of everything and by everybody that the calls above were about. */
const readOthers = async (): Promise<void> => {
  for (const { operationId, method, path } of Object.values(operations)) {
    if (method !== 'GET' || called.has(operationId)) continue;
    let paths: Record<string, string>[] = [{}];
    for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g))
      paths = paths.flatMap((some) =>
        [...(met.get(name) ?? [])].map((value) => ({ ...some, [name]: value })),
      );
    for (const caller of callers)
      for (const each of paths) {
        const { status, body } = await backend.call(operationId, { caller, path: each });
        if (status !== operations[operationId].successStatus) continue;
        for (const field of seenFields(gateway, operationId, body)) seen.add(field);
      }
  }
};
const version = ({ etag }: Answer) => ({ 'If-Match': String(etag) });

/** Sends the body to something new, and reads back what came of it. */
const effect: { readonly [Id in WithBody]: (body: object) => Promise<Answer> } = {
  createInvoice: async (body) => readInvoice((await call('createInvoice', { caller, body })).id),
  async updateInvoice(body) {
    const draft = await call('createInvoice', { caller, body: otherInvoice });
    const path = { invoiceId: draft.id };
    await call('updateInvoice', { caller, path, headers: version(draft), body });
    return readInvoice(draft.id);
  },
  async payInvoice(body) {
    const path = { invoiceId: (await call('createInvoice', { caller, body: invoice })).id };
    await call('finalizeInvoice', { caller, path });
    await call('payInvoice', { caller, path, body });
    return readInvoice(path.invoiceId);
  },
  async createInvoiceExport(body) {
    const { id } = await call('createInvoiceExport', { caller, body });
    return call('getInvoiceExport', { caller, path: { exportId: id } });
  },
  async createDelivery(body) {
    const { id } = await call('createDelivery', { caller, body });
    const delivery = await call('getDelivery', { caller, path: { deliveryId: id } });
    await call('cancelDelivery', { caller, path: { deliveryId: id } });
    return delivery;
  },
  createLocker: async (body) => readLocker((await call('createLocker', { caller: admin, body })).id),
  async updateLocker(body) {
    const locker = await call('createLocker', { caller: admin, body: bodies().createLocker[1] });
    const path = { lockerId: locker.id };
    await call('updateLocker', { caller: admin, path, headers: version(locker), body });
    return readLocker(locker.id);
  },
  createBuilding: async (body) => readBuilding((await call('createBuilding', { caller: admin, body })).id),
  async updateBuilding(body) {
    const building = await call('createBuilding', { caller: admin, body: bodies().createBuilding[1] });
    const path = { buildingId: building.id };
    await call('updateBuilding', { caller: admin, path, headers: version(building), body });
    return readBuilding(building.id);
  },
  async createUser(body) {
    const { id } = await call('createUser', { caller: admin, body });
    const user = await readUser(id);
    // The address is free for the next.
    await call('deleteUser', { caller: admin, path: { userId: id } });
    return user;
  },
  async updateUser(body) {
    const user = await call('createUser', { caller: admin, body: bodies().createUser[1] });
    const path = { userId: user.id };
    await call('updateUser', { caller: admin, path, headers: version(user), body });
    const changed = await readUser(user.id);
    await call('deleteUser', { caller: admin, path });
    return changed;
  },
};
const readInvoice = (invoiceId: string) => call('getInvoice', { caller, path: { invoiceId } });
const readUser = (userId: string) => call('getUser', { caller: admin, path: { userId } });
const readBuilding = (buildingId: string) => call('getBuilding', { caller: admin, path: { buildingId } });
const readLocker = (lockerId: string) => call('getLocker', { caller: admin, path: { lockerId } });

const newLocker = async (): Promise<string> => {
  const locker = await call('createLocker', {
    caller: admin,
    body: { ...bodies().createLocker[0], compartments: { small: 2, medium: 2, large: 2 } },
  });
  await call('updateLocker', {
    caller: admin,
    path: { lockerId: locker.id },
    headers: version(locker),
    body: { status: 'online' },
  });
  return locker.id;
};

beforeAll(async () => {
  pool = await startUserPool();
  backend = await startBackendWithExports(pool.environment);
  backend.dynamodb.load(table.name, seed.items());
  lockers.one = await newLocker();
  lockers.other = await newLocker();
});
afterAll(() => Promise.all([backend.close(), pool.close()]));

describe('a field of a request body', () => {
  it.each(Object.keys(bodies()) as WithBody[])('of %s changes what is read back', async (operationId) => {
    const [body, other] = bodies()[operationId];
    const [first, second] = [
      leavesOf(await effect[operationId](body)),
      leavesOf(await effect[operationId](body)),
    ];
    const answer = ([path, value]: readonly [string, unknown]) => second.get(path) === value;
    const stable: Leaves = new Map([...first].filter(answer));
    const idle: string[] = [];
    for (const [path, value] of leavesOf(other)) {
      expect(leavesOf(body).get(path), `${path} has one value in both bodies`).not.toBe(value);
      const changed = leavesOf(await effect[operationId](withLeaf(body, path, value)));
      if ([...stable].every(([place, before]) => changed.get(place) === before))
        idle.push(`${operationId}: ${path}`);
    }
    const listed = Object.keys(unserved).filter((name) => name.startsWith(`${operationId}: `));
    expect(idle, 'fields that nothing reads: read them, or say in `unserved` why not').toEqual(listed);
  });
});

describe('a field of an answer', () => {
  it('has been seen with a value', async () => {
    const [own] = seed.partners.map(({ partnerId }) => ({ ...partner(1), partnerId }));
    const query = { limit: '100' };
    await call('getHealth', { query: { deep: 'true' } });
    for (const status of ['open', 'paid']) {
      const { data } = await call('listInvoices', { caller: own, query: { limit: '2', status } });
      for (const { id: invoiceId } of data as Answer[]) {
        await call('getInvoice', { caller: own, path: { invoiceId } });
      }
    }
    await call('listInvoiceLines', {
      caller,
      path: { invoiceId: (await call('createInvoice', { caller, body: twoLines })).id },
      query: { limit: '1' },
    });
    for (const status of ['delivered', 'picked_up', 'cancelled']) {
      await call('listDeliveries', { caller: own, query: { limit: '1', status } });
    }
    await call('listLockers', { caller: admin, query: { ...query, limit: '1' } });
    for (const list of ['listBuildings', 'listUsers'] as const)
      await call(list, { caller: admin, query: { limit: '1' } });
    await pool.addClient(caller.subject);
    await call('createClientSecret', { caller });
    await call('listClientSecrets', { caller });
    await call('listClientSecrets', { caller, query: { limit: '1' } });
    await call('getLocker', { caller: admin, path: { lockerId: lockers.one } });
    for (const [number, one] of [ready, failed].entries()) {
      const exportId = identifier('exp', number);
      backend.dynamodb.load(table.name, [marshallItem(exportItem({ ...one, id: exportId }))]);
      await call('getInvoiceExport', { caller, path: { exportId } });
    }
    await readOthers();

    const idle = [...fieldsOf(gateway, operations)].filter((field) => !seen.has(field));
    const listed = Object.keys(unserved).filter((name) => !name.includes(': '));
    expect(idle, 'fields that nothing serves: serve them, or say in `unserved` why not').toEqual(listed);
  });
});

const twoLines = { ...invoice, lines: [line, otherLine] };
const finishedAt = new Date().toISOString();
const finished = {
  partnerId: identifier('prt', 1),
  format: 'csv',
  issuedFrom: '2026-01-01',
  issuedTo: '2026-01-31',
  status: 'open',
  createdAt: finishedAt,
  finishedAt,
} as const;
const ready = { ...finished, state: 'ready', invoiceCount: 3, sizeBytes: 300 } as const;
const failed = { ...finished, state: 'failed', failureReason: 'Too many invoices.' } as const;
