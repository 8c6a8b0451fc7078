/** A seeded year, added up in every way the API offers: the sums are the same to the cent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as exportWorker } from '../../../src/functions/export-worker/handler.ts';
import type {
  Invoice,
  InvoiceExport,
  InvoicePage,
  InvoiceSummary,
} from '../../../src/generated/operations.ts';
import { createSeed } from '../../src/world/seed/seed.ts';
import { startBackendWithExports } from './backend-with-exports.ts';
import { lambdaContext, type Backend, type TestCaller, type TestReply } from './fixture.ts';

let backend: Backend;

const now = Date.now();
const seed = createSeed({ seed: 1, now });
const partners = seed.partners.map(({ partnerId, name }) => [name, partnerId] as const);

beforeAll(async () => {
  backend = await startBackendWithExports();
  backend.dynamodb.load(backend.tableClient.name, seed.items());
});
afterAll(() => backend.close());

const sumsOf = (
  invoices: readonly {
    subtotal: number;
    tax: number;
    total: number;
    amountPaid: number;
    amountDue: number;
  }[],
) => ({
  count: invoices.length,
  subtotal: invoices.reduce((sum, { subtotal }) => sum + subtotal, 0),
  tax: invoices.reduce((sum, { tax }) => sum + tax, 0),
  total: invoices.reduce((sum, { total }) => sum + total, 0),
  amountPaid: invoices.reduce((sum, { amountPaid }) => sum + amountPaid, 0),
  amountDue: invoices.reduce((sum, { amountDue }) => sum + amountDue, 0),
});

const listAll = async (caller: TestCaller, query: Record<string, string>): Promise<InvoiceSummary[]> => {
  const all: InvoiceSummary[] = [];
  let cursor: string | null = null;
  do {
    const page: TestReply<InvoicePage> = await backend.call<InvoicePage>('listInvoices', {
      caller,
      query: { ...query, limit: '100', ...(cursor === null ? {} : { cursor }) },
    });
    expect(page.status).toBe(200);
    all.push(...page.body.data);
    cursor = page.body.nextCursor;
  } while (cursor !== null);
  return all;
};

const exported = async (caller: TestCaller, issuedFrom: string, issuedTo: string): Promise<string[][]> => {
  const body = { format: 'csv', issuedFrom, issuedTo };
  const asked = await backend.call<InvoiceExport>('createInvoiceExport', { caller, body });
  const message = { partnerId: caller.partnerId, exportId: asked.body.id };
  const record = {
    messageId: 'm',
    body: JSON.stringify(message),
    attributes: { MessageGroupId: caller.partnerId },
  };
  await exportWorker({ Records: [record] } as never, lambdaContext(60_000));
  const ready = await backend.call<InvoiceExport>('getInvoiceExport', {
    caller,
    path: { exportId: asked.body.id },
  });
  expect(ready.body.state).toBe('ready');
  const [, ...lines] = (await (await fetch(ready.body.downloadUrl ?? '')).text()).trimEnd().split('\r\n');
  return lines.map((line) => line.replaceAll(/"[^"]*"/g, 'name').split(','));
};

describe.each(partners)('the year of %s', (_, partnerId) => {
  const caller: TestCaller = { groups: ['partner'], subject: 'reconciler', kind: 'client', partnerId };
  const day = (offset: number): string => new Date(now + offset * 86_400_000).toISOString().slice(0, 10);

  it('adds up the same by lists, by states, by lines and payments, and by export', async () => {
    const all = await listAll(caller, {});
    expect(all.length).toBeGreaterThan(100);

    const states = ['draft', 'open', 'paid', 'void', 'uncollectible'];
    const byState = (await Promise.all(states.map((status) => listAll(caller, { status })))).flat();
    expect(sumsOf(byState)).toEqual(sumsOf(all));

    for (const { id } of all.filter((_invoice, index) => index % 4 === 0)) {
      const { body } = await backend.call<Invoice>('getInvoice', { caller, path: { invoiceId: id } });
      expect(body.lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(body.subtotal);
      expect(body.lines.reduce((sum, { tax }) => sum + tax, 0)).toBe(body.tax);
      expect(body.payments.reduce((sum, { amount }) => sum + amount, 0)).toBe(body.amountPaid);
      expect(body.amountDue).toBe(body.status === 'void' ? 0 : body.total - body.amountPaid);
    }

    const issued = all.filter(({ issuedAt }) => issuedAt !== null);
    const rows = await exported(caller, day(-365), day(0));
    const column = (index: number): number => rows.reduce((sum, row) => sum + Number(row[index]), 0);
    const sums = {
      count: rows.length,
      subtotal: column(6),
      tax: column(7),
      total: column(8),
      amountPaid: column(9),
      amountDue: column(10),
    };
    expect(sums).toEqual(sumsOf(issued));
    expect(rows.map(([id]) => id)).toEqual(issued.map(({ id }) => id).toReversed());
  });
});
