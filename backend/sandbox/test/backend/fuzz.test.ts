/**
 * Random requests to every operation of the REST contract: none is answered with a fault of ours, and one that is refused has written
 * nothing. Bounded by runs; NORTHWIND_FUZZ_SEED replaces the seed, and a failure prints it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import gateway from '../../../src/generated/gateway.json' with { type: 'json' };
import { operations, type OperationDescription } from '../../../src/generated/manifest.ts';
import type { OperationId } from '../../../src/generated/operations.ts';
import { startBackendWithExports } from './backend-with-exports.ts';
import {
  admin,
  identifier,
  manager,
  partner,
  type Backend,
  type TestCall,
  type TestCaller,
} from './fixture.ts';
import { startUserPool, type TestUserPool } from './user-pool.ts';

const seed = Number(process.env['NORTHWIND_FUZZ_SEED'] ?? 20_261_127);
const numRuns = 15;
const owner = partner(1);
const building = identifier('bld', 1);

let backend: Backend;
let pool: TestUserPool;
/** Things that are there, by the name of the path's parameter. */
const owned: Record<string, string> = {};

/** Bodies that are valid: requests begin with them and have something wrong. */
const valid: Partial<Record<OperationId, () => Record<string, unknown>>> = {
  createInvoice: () => ({
    buildingId: building,
    customer: { name: 'Contoso', email: 'a@contoso.example' },
    currency: 'EUR',
    lines: [{ description: 'Locker fee', quantity: 1, unitAmount: 4711, taxRateBps: 1900 }],
    metadata: { order: '7' },
  }),
  updateInvoice: () => ({ memo: 'a memo', metadata: { order: '8' } }),
  payInvoice: () => ({ amount: 1, method: 'card' }),
  createInvoiceExport: () => ({ format: 'csv', issuedFrom: '2026-01-01', issuedTo: '2026-12-31' }),
  createDelivery: () => ({
    lockerId: owned['lockerId'],
    size: 'small',
    recipient: { name: 'Ada' },
    expectedOn: new Date().toISOString().slice(0, 10),
  }),
  createLocker: () => ({
    buildingId: building,
    name: 'Lobby',
    address: { line1: 'Hafenstraße 1', postalCode: '20457', city: 'Hamburg', country: 'DE' },
    compartments: { small: 1, medium: 1, large: 1 },
  }),
  updateLocker: () => ({ name: 'Courtyard', status: 'online' }),
  createBuilding: () => ({
    name: 'Hafenkontor',
    address: { line1: 'Am Kaiserkai 12', postalCode: '20457', city: 'Hamburg', country: 'DE' },
  }),
  updateBuilding: () => ({ name: 'Speicherhof' }),
  createUser: () => ({ email: 'ada@example.com', name: 'Ada', groups: ['manager'], buildings: [building] }),
  updateUser: () => ({ name: 'Ada Lovelace', buildings: [building] }),
};

beforeAll(async () => {
  console.log(`NORTHWIND_FUZZ_SEED=${seed}`);
  pool = await startUserPool();
  await pool.addClient(partner(1).subject);
  backend = await startBackendWithExports(pool.environment);
  const make = async (operationId: OperationId, caller: TestCaller) => {
    const { body } = await backend.call<{ id: string }>(operationId, {
      caller,
      body: valid[operationId]?.(),
    });
    expect(body, operationId).toHaveProperty('id');
    return body.id;
  };
  owned['lockerId'] = await make('createLocker', admin);
  await backend.call('updateLocker', {
    caller: admin,
    path: { lockerId: owned['lockerId'] },
    headers: { 'If-Match': '"1"' },
    body: { status: 'online' },
  });
  owned['buildingId'] = await make('createBuilding', admin);
  owned['userId'] = await make('createUser', admin);
  owned['invoiceId'] = await make('createInvoice', owner);
  owned['exportId'] = await make('createInvoiceExport', owner);
  owned['deliveryId'] = await make('createDelivery', owner);
});
afterAll(() => Promise.all([backend.close(), pool.close()]));

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '__proto__', 'constructor', '%', '\0', '../..', '=1+1', '🔑', 'a'.repeat(5_000)),
  fc.constantFrom('0000-01-01', '9999-12-31', '2026-02-30', '2026-11-27T24:00:00Z', '-1', '1e999'),
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom<unknown>(null, true, 0, -1, 0.1, 2 ** 31, 2 ** 53, 1e308, [], {}, [[]]),
  fc.jsonValue({ maxDepth: 3 }),
);

interface Change {
  /** Which place of the value, counted round it. */
  readonly place: number;
  readonly kind: 'replace' | 'remove' | 'add';
  readonly name: string;
  readonly value: unknown;
}
const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(30),
  kind: fc.constantFrom('replace', 'remove', 'add'),
  name: text,
  value: anything,
});

type Container = Record<string, unknown>;
const placesOf = (value: unknown): { in: Container; name: string }[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, inner]) => [
        { in: value as Container, name },
        ...placesOf(inner),
      ]);

function changed(body: Container, changes: readonly Change[]): Container {
  for (const { place, kind, name, value } of changes) {
    const places = placesOf(body);
    const at = places[place % Math.max(1, places.length)];
    if (at === undefined) continue;
    if (kind === 'remove' && !Array.isArray(at.in)) delete at.in[at.name];
    // As JSON.parse does, so that `__proto__` is a name like another.
    else
      Object.defineProperty(at.in, kind === 'add' && !Array.isArray(at.in) ? name : at.name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return body;
}

type Parameter = { readonly name: string; readonly in: string };
const parametersOf = ({ method, path }: OperationDescription): readonly Parameter[] => {
  const methods = (gateway.paths as Record<string, Record<string, { parameters?: Parameter[] }>>)[path];
  return methods?.[method.toLowerCase()]?.parameters ?? [];
};

const callerOf = ({ groups }: OperationDescription): TestCaller | undefined =>
  groups.includes('partner')
    ? owner
    : groups.includes('admin')
      ? admin
      : groups.includes('manager')
        ? manager(building)
        : undefined;

function requestTo(operation: OperationDescription): fc.Arbitrary<TestCall> {
  const named = (where: string) => parametersOf(operation).filter((parameter) => parameter.in === where);
  const sometimes = (where: string, value: (name: string) => fc.Arbitrary<string>) =>
    fc
      .record(Object.fromEntries(named(where).map(({ name }) => [name, fc.option(value(name))])))
      .map(
        (values) =>
          Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Record<
            string,
            string
          >,
      );
  const ids = (name: string) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(0).map(() => owned[name] ?? '') },
      {
        weight: 1,
        arbitrary: fc.constant(0).map(() => `${(owned[name] ?? '').slice(0, 4)}${'7'.repeat(26)}`),
      },
      { weight: 1, arbitrary: text },
    );
  const body = valid[operation.operationId];
  return fc
    .record({
      path: fc.record(Object.fromEntries(named('path').map(({ name }) => [name, ids(name)]))),
      query: sometimes('query', () =>
        fc.oneof(text, fc.constantFrom('1', '200', 'true', 'open', '2026-01-01')),
      ),
      headers: sometimes('header', (name) =>
        fc.oneof(
          { weight: 3, arbitrary: fc.constant(name === 'If-Match' ? '"1"' : 'a-key') },
          { weight: 1, arbitrary: text },
        ),
      ),
      changes: fc.array(change, { maxLength: 3 }),
      raw: fc.option(fc.oneof(text, fc.json()), { freq: 8 }),
    })
    .map(({ path, query, headers, changes, raw }) => ({
      caller: callerOf(operation),
      path: path as Record<string, string>,
      query,
      headers,
      ...(body === undefined ? {} : { body: raw ?? changed(body(), changes) }),
    }));
}

/** What is stored, but for the records of idempotent calls: those say that a call was refused. */
const stored = async () =>
  (await backend.contents()).filter(
    (item) => !String(item['pk']).includes('IDEMPOTENCY#') && !String(item['sk']).includes('IDEMPOTENCY#'),
  );

describe('whatever is sent to', () => {
  it('an operation with a body begins with a valid one', () => {
    const methods = Object.values(gateway.paths).flatMap((path) => Object.values(path) as object[]);
    const withBody = methods.flatMap((method) =>
      'requestBody' in method && 'operationId' in method ? [String(method.operationId)] : [],
    );
    expect(withBody.toSorted()).toEqual(Object.keys(valid).toSorted());
  });

  it.each(Object.values(operations).map((operation) => [operation.operationId, operation] as const))(
    '%s is no fault of ours, and writes nothing when it is refused',
    async (operationId, operation) => {
      await fc.assert(
        fc.asyncProperty(requestTo(operation), async (call) => {
          const before = await stored();
          const { status, body } = await backend.call(operationId, call);
          expect(status, JSON.stringify(body)).toBeLessThan(500);
          if (status >= 400 || operation.method === 'GET') expect(await stored()).toEqual(before);
        }),
        { seed, numRuns, endOnFailure: true },
      );
    },
  );
});
