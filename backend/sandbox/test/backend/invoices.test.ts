import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basePath } from '../../../src/generated/manifest.ts';
import type { Invoice, InvoicePage, PaymentReceipt } from '../../../src/generated/operations.ts';
import { identifier, partner, startBackend, type Backend, type TestReply } from './fixture.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

const line = { description: 'Locker fee', quantity: 3, unitAmount: 333, taxRateBps: 1900 };
const draft = {
  buildingId: identifier('bld', 1),
  customer: { name: 'Contoso GmbH' },
  currency: 'EUR',
  lines: [line, { ...line, quantity: 1, unitAmount: 25, taxRateBps: 1000 }],
};

const create = async (caller = partner(1), body: object = draft): Promise<Invoice> => {
  const { status, body: invoice } = await backend.call<Invoice>('createInvoice', { caller, body });
  expect(status).toBe(201);
  return invoice;
};

const finalize = async (caller = partner(1), body: object = draft): Promise<Invoice> => {
  const { id } = await create(caller, body);
  const { status, body: invoice } = await backend.call<Invoice>('finalizeInvoice', {
    caller,
    path: { invoiceId: id },
  });
  expect(status).toBe(200);
  return invoice;
};

describe('an invoice', () => {
  it('is written as a draft with its amounts computed, and read back as it was answered', async () => {
    const caller = partner(1);
    const { status, headers, body } = await backend.call<Invoice>('createInvoice', { caller, body: draft });
    expect(status).toBe(201);
    expect(headers).toMatchObject({ Location: `${basePath}/invoices/${body.id}`, ETag: '"1"' });
    expect(headers['X-Request-Id']).toBeTruthy();
    expect(headers['Access-Control-Expose-Headers']).toContain('ETag');
    // 3 × 333 = 999, 19 % of it 189.81; 25 taxed with 2.5, away from zero.
    expect(body).toMatchObject({
      subtotal: 1024,
      tax: 193,
      total: 1217,
      amountDue: 1217,
      number: null,
      status: 'draft',
    });
    const read = await backend.call<Invoice>('getInvoice', { caller, path: { invoiceId: body.id } });
    expect(read).toMatchObject({ status: 200, headers: { ETag: '"1"' }, body });
  });

  it('keeps metadata under any name, those included that JavaScript gives a meaning', async () => {
    const caller = partner(1);
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'pk', '', 'é'];
    const metadata: unknown = JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:"1"`).join()}}`);
    const entriesOf = ({ body }: TestReply<Invoice>) => Object.entries(body.metadata ?? {}).toSorted();
    const kept = names.map((name) => [name, '1']).toSorted();

    const created = await backend.call<Invoice>('createInvoice', { caller, body: { ...draft, metadata } });
    expect(created.status).toBe(201);
    expect(entriesOf(created)).toEqual(kept);
    const path = { invoiceId: created.body.id };
    expect(entriesOf(await backend.call<Invoice>('getInvoice', { caller, path }))).toEqual(kept);
    const changed = await backend.call<Invoice>('updateInvoice', {
      caller,
      path,
      headers: { 'If-Match': '"1"' },
      body: { metadata },
    });
    expect(changed.status).toBe(200);
    expect(entriesOf(changed)).toEqual(kept);
  });

  it('is changed only by who has read the current version', async () => {
    const caller = partner(1);
    const { id } = await create();
    const change = { caller, path: { invoiceId: id }, body: { memo: 'October', lines: [line] } };
    expect((await backend.refused('updateInvoice', change)).body).toMatchObject({
      status: 428,
      code: 'if_match_required',
    });
    const changed = await backend.call<Invoice>('updateInvoice', {
      ...change,
      headers: { 'If-Match': '"1"' },
    });
    expect(changed).toMatchObject({
      status: 200,
      headers: { ETag: '"2"' },
      body: { memo: 'October', total: 1189 },
    });
    const late = await backend.refused('updateInvoice', { ...change, headers: { 'If-Match': '"1"' } });
    expect(late.body).toMatchObject({ status: 412, code: 'etag_mismatch' });
  });

  it('can be deleted as a draft and never after', async () => {
    const caller = partner(1);
    const path = { invoiceId: (await create()).id };
    expect(await backend.call('deleteInvoice', { caller, path })).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect((await backend.refused('getInvoice', { caller, path })).body.code).toBe('not_found');
    const issued = await finalize();
    const refused = await backend.refused('deleteInvoice', { caller, path: { invoiceId: issued.id } });
    expect(refused.body).toMatchObject({ status: 409, code: 'invoice_not_draft' });
  });

  it('gets numbers without holes or repeats when many are finalized at once', async () => {
    const caller = partner(7);
    const drafts = await Promise.all(Array.from({ length: 8 }, () => create(caller)));
    const issued = await Promise.all(
      drafts.map(({ id }) => backend.call<Invoice>('finalizeInvoice', { caller, path: { invoiceId: id } })),
    );
    const year = new Date().getUTCFullYear();
    expect(issued.map(({ body }) => body.number).toSorted()).toEqual(
      Array.from({ length: 8 }, (_, index) => `${year}-${String(index + 1).padStart(6, '0')}`),
    );
  });

  it('is paid in parts, never beyond what is due', async () => {
    const caller = partner(1);
    const { id, total } = await finalize();
    const pay = (amount: number) => ({
      caller,
      path: { invoiceId: id },
      body: { amount, method: 'bank_transfer' },
    });
    const part = await backend.call<PaymentReceipt>('payInvoice', pay(200));
    expect(part.body.invoice).toMatchObject({ status: 'open', amountPaid: 200, amountDue: total - 200 });
    const tooMuch = await backend.refused('payInvoice', pay(total - 199));
    expect(tooMuch.body).toMatchObject({ status: 409, code: 'payment_exceeds_amount_due' });
    const rest = await backend.call<PaymentReceipt>('payInvoice', pay(total - 200));
    expect(rest.body.invoice).toMatchObject({ status: 'paid', amountPaid: total, amountDue: 0 });
    expect(rest.body.invoice.payments.map(({ amount }) => amount)).toEqual([200, total - 200]);
    expect((await backend.refused('payInvoice', pay(1))).body.code).toBe('invoice_not_open');
  });

  it('is voided while nothing has been paid, and written off when the rest will not come', async () => {
    const caller = partner(1);
    const unpaid = await finalize();
    const voided = await backend.call<Invoice>('voidInvoice', { caller, path: { invoiceId: unpaid.id } });
    expect(voided.body).toMatchObject({ status: 'void', amountDue: 0, number: unpaid.number });
    const path = { invoiceId: (await finalize()).id };
    await backend.call('payInvoice', { caller, path, body: { amount: 100, method: 'cash' } });
    expect((await backend.refused('voidInvoice', { caller, path })).body.code).toBe('invoice_has_payments');
    const written = await backend.call<Invoice>('markInvoiceUncollectible', { caller, path });
    expect(written.body).toMatchObject({ status: 'uncollectible', amountPaid: 100, amountDue: 1117 });
  });
});

describe('a list of invoices', () => {
  const caller = partner(2);
  const buildings = [identifier('bld', 1), identifier('bld', 2)];

  beforeAll(async () => {
    for (const buildingId of buildings) {
      for (let count = 0; count < 3; count += 1) await finalize(caller, { ...draft, buildingId });
      await create(caller, { ...draft, buildingId });
    }
  });

  const readAll = async (query: Record<string, string>): Promise<InvoicePage['data']> => {
    const found: InvoicePage['data'] = [];
    let cursor: string | null = null;
    do {
      const { status, body }: TestReply<InvoicePage> = await backend.call<InvoicePage>('listInvoices', {
        caller,
        query: { ...query, limit: '2', ...(cursor === null ? {} : { cursor }) },
      });
      expect(status).toBe(200);
      expect(body.data.length).toBeGreaterThan(0);
      found.push(...body.data);
      cursor = body.nextCursor;
    } while (cursor !== null);
    return found;
  };

  it('answers every combination of filters and both orders, page by page', async () => {
    const all = (await backend.call<InvoicePage>('listInvoices', { caller, query: { limit: '100' } })).body
      .data;
    expect(all).toHaveLength(8);
    const today = new Date().toISOString().slice(0, 10);
    const choices = [
      { buildingId: undefined, status: undefined },
      { buildingId: buildings[0], status: undefined },
      { buildingId: undefined, status: 'open' },
      { buildingId: undefined, status: 'draft' },
      { buildingId: buildings[1], status: 'open' },
    ];
    for (const { buildingId, status } of choices) {
      for (const [issuedFrom, issuedTo] of [
        [undefined, undefined],
        [today, undefined],
        [undefined, today],
        [today, today],
      ]) {
        const dated = issuedFrom !== undefined || issuedTo !== undefined;
        const expected = all.filter(
          (invoice) =>
            (buildingId === undefined || invoice.buildingId === buildingId) &&
            (status === undefined || invoice.status === status) &&
            (!dated || invoice.issuedAt !== null),
        );
        if (expected.length === 0) continue;
        const query = Object.fromEntries(
          Object.entries({ buildingId, status, issuedFrom, issuedTo }).filter(
            ([, value]) => value !== undefined,
          ),
        ) as Record<string, string>;
        const newest = await readAll({ ...query, sort: '-issuedAt' });
        expect(newest.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        const oldest = await readAll({ ...query, sort: 'issuedAt' });
        expect(oldest).toEqual(newest.toReversed());
      }
    }
  });

  it('shows drafts as the newest and leaves them out of periods', async () => {
    const all = await readAll({});
    expect(all.slice(0, 2).map(({ status }) => status)).toEqual(['draft', 'draft']);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const { body } = await backend.call<InvoicePage>('listInvoices', {
      caller,
      query: { issuedTo: yesterday },
    });
    expect(body).toEqual({ data: [], nextCursor: null });
  });

  it('refuses a cursor of another caller, filter, order or operation, and one that was tampered with', async () => {
    const first = await backend.call<InvoicePage>('listInvoices', {
      caller,
      query: { limit: '2', status: 'open' },
    });
    const cursor = first.body.nextCursor ?? '';
    const again = await backend.call<InvoicePage>('listInvoices', {
      caller,
      query: { status: 'open', cursor },
    });
    expect(again.status).toBe(200);
    const tampered = `${cursor.slice(0, -2)}${cursor.endsWith('AA') ? 'BB' : 'AA'}`;
    const { id } = first.body.data[0] ?? { id: '' };
    const foreign = [
      backend.refused('listInvoices', { caller: partner(1), query: { status: 'open', cursor } }),
      backend.refused('listInvoices', { caller, query: { cursor } }),
      backend.refused('listInvoices', { caller, query: { status: 'open', sort: 'issuedAt', cursor } }),
      backend.refused('listInvoices', { caller, query: { status: 'open', cursor: tampered } }),
      backend.refused('listInvoices', { caller, query: { status: 'open', cursor: 'bm90IGEgY3Vyc29y' } }),
      backend.refused('listInvoiceLines', { caller, path: { invoiceId: id }, query: { cursor } }),
      backend.refused('listDeliveries', { caller, query: { cursor } }),
    ];
    for (const { body } of await Promise.all(foreign))
      expect(body).toMatchObject({ status: 400, code: 'invalid_cursor' });
  });

  it('pages through the lines of one invoice', async () => {
    const { id, lines } = await create(caller, { ...draft, lines: Array.from({ length: 5 }, () => line) });
    const read: unknown[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor === null ? {} : { cursor }) };
      const page: { body: { data: unknown[]; nextCursor: string | null } } = await backend.call(
        'listInvoiceLines',
        {
          caller,
          path: { invoiceId: id },
          query,
        },
      );
      read.push(...page.body.data);
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(read).toEqual(lines);
  });
});
