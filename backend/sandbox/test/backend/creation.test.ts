/** What a call makes has the identifier of its Idempotency-Key, so that two Regions which both carry it out make one thing. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { mendInvoices } from '../../../src/data/invoice-mending.ts';
import { paymentItem } from '../../../src/data/items.ts';
import { buildingPartition, sortPrefix } from '../../../src/data/keys.ts';
import type { OperationId, Invoice } from '../../../src/generated/operations.ts';
import type { Payment } from '../../../src/domain/payment.ts';
import { table } from '../../../src/data/table.ts';
import { marshallItem } from '../../src/world/seed/marshall.ts';
import { admin, identifier, manager, partner, startBackend, type Backend, type TestCall } from './fixture.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());
afterEach(() => {
  vi.useRealTimers();
});

const [caller, buildingId] = [partner(1), identifier('bld', 1)];
const address = { line1: 'Main St 1', postalCode: '10115', city: 'Berlin', country: 'DE' };
const draft = {
  buildingId,
  customer: { name: 'Contoso GmbH' },
  currency: 'EUR',
  lines: [{ description: 'Locker fee', quantity: 10, unitAmount: 1000, taxRateBps: 0 }],
};
const keyed = (idempotencyKey: string, call: TestCall): TestCall => ({
  ...call,
  headers: { 'Idempotency-Key': idempotencyKey },
});
const create = async (idempotencyKey: string) =>
  (await backend.call<Invoice>('createInvoice', keyed(idempotencyKey, { caller, body: draft }))).body;

/** Deletes what a Region has not heard of. It has heard of the building. */
async function forget(hasNotHeardOf: (sortKey: string) => boolean = () => true): Promise<void> {
  const { client, name: TableName } = backend.tableClient;
  for (const { pk, sk } of [...backend.dynamodb.items(table.name)])
    if (pk?.S !== buildingPartition(buildingId) && hasNotHeardOf(sk?.S ?? ''))
      await client.send(new DeleteCommand({ TableName, Key: { pk: pk?.S, sk: sk?.S } }));
}

describe('a creation', () => {
  it.each<[OperationId, TestCall]>([
    ['createInvoice', { caller, body: draft }],
    ['createBuilding', { caller: admin, body: { name: 'Hafenkontor', address } }],
    [
      'createLocker',
      {
        caller: manager(buildingId),
        body: {
          buildingId,
          name: 'Hall',
          address,
          compartments: { small: 2, medium: 1, large: 0 },
        },
      },
    ],
  ])('%s makes the same in a Region that has not heard of it', async (operationId, call) => {
    const ids = async (key: string): Promise<readonly string[]> => {
      type Created = { readonly id: string; readonly compartments?: readonly { readonly id: string }[] };
      const { body } = await backend.call<Created>(operationId, keyed(key, call));
      return [body.id, ...(body.compartments ?? []).map(({ id }) => id)];
    };
    const first = await ids('both');
    const other = await ids('other');
    await forget();
    expect(await ids('both')).toEqual(first);
    expect(new Set([...first, ...other]).size).toBe(2 * first.length);
  });

  it('makes another thing of another partner, and without a key', async () => {
    const call = keyed('of-two', { caller: partner(2), body: draft });
    const others = await backend.call<Invoice>('createInvoice', call);
    const own = await create('of-two');
    const unkeyed = await Promise.all(
      [1, 2].map(() => backend.call<Invoice>('createInvoice', { caller, body: draft })),
    );
    expect(new Set([others.body.id, own.id, ...unkeyed.map(({ body }) => body.id)]).size).toBe(4);
  });

  it('makes another thing once the key’s time is over', async () => {
    const before = await create('old');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
    const after = await create('old');
    expect(after.id).not.toBe(before.id);
    expect(await create('old')).toEqual(after);
  });

  it('waits for its answer where that has not arrived with what it made', async () => {
    await create('in-part');
    await forget((sortKey) => sortKey.startsWith(sortPrefix.idempotency));
    const { body } = await backend.refused('createInvoice', keyed('in-part', { caller, body: draft }));
    expect(body).toMatchObject({ status: 409, code: 'write_conflict' });
  });
});

it('an invoice to which a payment comes back counts it, in lists once it is mended', async () => {
  const { id } = await create('returned');
  await backend.call('finalizeInvoice', { caller, path: { invoiceId: id } });
  const since = new Date().toISOString();
  const pay = (amount: number) =>
    backend.call('payInvoice', { caller, path: { invoiceId: id }, body: { amount, method: 'card' } });
  await pay(4_000);
  const payment: Payment = {
    ...{ id: identifier('pay', 1), invoiceId: id, partnerId: identifier('prt', 1), amount: 6_000 },
    ...{ currency: 'EUR', method: 'card', paidAt: since, createdAt: since },
  };
  backend.dynamodb.load(table.name, [marshallItem(paymentItem(payment))]);

  const counted = { status: 'paid', amountPaid: 10_000, amountDue: 0 };
  const read = async () =>
    (await backend.call<Invoice>('getInvoice', { caller, path: { invoiceId: id } })).body;
  const listed = async () => {
    const { body } = await backend.call<{ data: readonly Invoice[] }>('listInvoices', { caller });
    return body.data.find((invoice) => invoice.id === id);
  };
  expect(await read()).toMatchObject(counted);
  expect(await listed()).toMatchObject({ status: 'open', amountPaid: 4_000 });
  expect(await mendInvoices(backend.tableClient, since)).toEqual([
    { invoiceId: id, before: 4_000, after: 10_000 },
  ]);
  expect(await listed()).toMatchObject(counted);
  expect(await read()).toMatchObject(counted);
  expect(await mendInvoices(backend.tableClient, since)).toEqual([]);
});
