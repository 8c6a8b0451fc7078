import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sortPrefix } from '../../../src/data/keys.ts';
import { onHop } from '../../src/support/trace.ts';
import type { Invoice, PaymentReceipt } from '../../../src/generated/operations.ts';
import { identifier, partner, startBackend, type Backend } from './fixture.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

const caller = partner(1);
const draft = {
  buildingId: identifier('bld', 1),
  customer: { name: 'Contoso GmbH' },
  currency: 'EUR',
  lines: [{ description: 'Locker fee', quantity: 10, unitAmount: 1000, taxRateBps: 0 }],
};

const openInvoice = async (): Promise<Invoice> => {
  const created = await backend.call<Invoice>('createInvoice', { caller, body: draft });
  const path = { invoiceId: created.body.id };
  return (await backend.call<Invoice>('finalizeInvoice', { caller, path })).body;
};

const payment = (invoiceId: string, key: string, amount = 1000) => ({
  caller,
  path: { invoiceId },
  headers: { 'Idempotency-Key': key },
  body: { amount, method: 'card' },
});

const read = async (invoiceId: string): Promise<Invoice> =>
  (await backend.call<Invoice>('getInvoice', { caller, path: { invoiceId } })).body;

/** Requests to the table while the work runs, by their names. */
const requestsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const requests: string[] = [];
  const stop = onHop(({ hop, detail }) => {
    if (hop === 'dynamodb') requests.push(detail.split(' ')[0] ?? '');
  });
  onTestFinished(stop);
  await work();
  stop();
  return requests;
};

/** Another transaction keeps writing to the items whose sort key begins so. */
const keepBusy = (prefix: string) =>
  backend.dynamodb.injectTransactionConflict(({ key }) => key['sk']?.S?.startsWith(prefix) ?? false);

describe('an Idempotency-Key', () => {
  it('records one payment however many replays race, and gives all of them its answer', async () => {
    const { id } = await openInvoice();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => backend.call<PaymentReceipt>('payInvoice', payment(id, 'race-1'))),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(replies.filter(({ headers }) => headers['Idempotency-Replayed'] === undefined)).toHaveLength(1);
    expect(await read(id)).toMatchObject({ amountPaid: 1000, amountDue: 9000, payments: [{ amount: 1000 }] });
  });

  it('gives the first answer again, with its status and headers, but a request id of its own', async () => {
    const call = { caller, body: draft, headers: { 'Idempotency-Key': 'create-1' } };
    const first = await backend.call<Invoice>('createInvoice', call);
    const again = await backend.call<Invoice>('createInvoice', call);
    const { 'X-Request-Id': firstId, ...headers } = first.headers;
    const { 'X-Request-Id': secondId, 'Idempotency-Replayed': replayed, ...sameHeaders } = again.headers;
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(sameHeaders).toEqual(headers);
    expect(replayed).toBe('true');
    expect(secondId).not.toBe(firstId);
  });

  it('is refused with another body, another resource or another operation', async () => {
    const [one, other] = [await openInvoice(), await openInvoice()];
    await backend.call('payInvoice', payment(one.id, 'reused-1'));
    const refusals = await Promise.all([
      backend.refused('payInvoice', payment(one.id, 'reused-1', 999)),
      backend.refused('payInvoice', payment(other.id, 'reused-1')),
      backend.refused('voidInvoice', {
        caller,
        path: { invoiceId: other.id },
        headers: { 'Idempotency-Key': 'reused-1' },
      }),
    ]);
    for (const { body } of refusals)
      expect(body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect((await read(other.id)).amountPaid).toBe(0);
  });

  it("belongs to its partner: another's same key is another intention", async () => {
    const mine = await backend.call<Invoice>('createInvoice', {
      caller,
      body: draft,
      headers: { 'Idempotency-Key': 'shared' },
    });
    const theirs = await backend.call<Invoice>('createInvoice', {
      caller: partner(2),
      body: draft,
      headers: { 'Idempotency-Key': 'shared' },
    });
    expect(theirs.headers['Idempotency-Replayed']).toBeUndefined();
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('does not remember a refusal: the same call succeeds once it may', async () => {
    const created = await backend.call<Invoice>('createInvoice', { caller, body: draft });
    const call = payment(created.body.id, 'too-early');
    expect((await backend.refused('payInvoice', call)).body.code).toBe('invoice_not_open');
    await backend.call('finalizeInvoice', { caller, path: call.path });
    const paid = await backend.call('payInvoice', call);
    expect(paid.status).toBe(200);
    expect(paid.headers['Idempotency-Replayed']).toBeUndefined();
  });

  it('pays once even when the function died before it could answer', async () => {
    const { id } = await openInvoice();
    const first = await backend.call<PaymentReceipt>('payInvoice', payment(id, 'crash-1', 10_000));
    // The invoice is paid, so the rules alone would refuse; the answer was written with the payment.
    const again = await backend.call<PaymentReceipt>('payInvoice', payment(id, 'crash-1', 10_000));
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers['Idempotency-Replayed']).toBe('true');
    expect((await backend.refused('payInvoice', payment(id, 'crash-1', 9_999))).body.code).toBe(
      'idempotency_key_reused',
    );
    expect(await read(id)).toMatchObject({ amountPaid: 10_000, payments: [{ amount: 10_000 }] });
  });

  it('costs no request of its own: a payment reads the invoice and writes all there is to write', async () => {
    const { id } = await openInvoice();
    const requests = await requestsOf(() => backend.call('payInvoice', payment(id, 'count-1')));
    expect(requests).toEqual(['Query', 'TransactWriteItems']);
  });

  it('of a call that still runs answers 409 with Retry-After once waiting would take too long', async () => {
    const { id } = await openInvoice();
    const release = keepBusy(sortPrefix.idempotency);
    const hurried = await backend.refused('payInvoice', payment(id, 'slow-1'));
    expect(hurried.body).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    expect(hurried.headers['Retry-After']).toBe('1');
    release();
    expect((await backend.call('payInvoice', payment(id, 'slow-1'))).status).toBe(200);
  });
});

describe('a busy item', () => {
  it('is waited for, and given up as 409 write_conflict with nothing written', async () => {
    const { id } = await openInvoice();
    const release = keepBusy(sortPrefix.invoice);
    const { body, headers } = await backend.refused('payInvoice', payment(id, 'busy-1'));
    expect(body).toMatchObject({ status: 409, code: 'write_conflict' });
    expect(headers['Retry-After']).toBe('1');
    release();
    expect(await read(id)).toMatchObject({ amountPaid: 0, payments: [] });
  });
});

describe('concurrent payments of different intentions', () => {
  it('are all recorded, and never more than is due', async () => {
    const { id } = await openInvoice();
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        backend.call('payInvoice', payment(id, `part-${index}`, 2_000)),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(1);
    const invoice = await read(id);
    expect(invoice).toMatchObject({ status: 'paid', amountPaid: 10_000, amountDue: 0 });
    expect(invoice.payments).toHaveLength(5);
  });
});
