import type { components } from '../../generated/openapi.ts';
import { restShapes } from '../../generated/testing/shapes.ts';
import { DAY_MINUTES, later, SAMPLE_DAY } from '../time.ts';
import type { Overrides } from '../shape.ts';
import type { Rule, Rules } from './rule.ts';

type Schemas = components['schemas'];
type Invoice = Schemas['Invoice'];
type Line = Schemas['InvoiceLine'];
type Payment = Schemas['Payment'];

/** The contract's maximum. */
const MAX_UNIT_AMOUNT = restShapes['InvoiceLine']?.properties?.['unitAmount']?.maximum ?? 0;

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

const line: Rule<Line> = ({ unitAmount, taxRateBps }, { given, random }) => {
  const quantity = given.quantity ?? random.integer(1, 20);
  const amount = quantity * unitAmount;
  return { quantity, amount, tax: Math.round((amount * taxRateBps) / 10_000) };
};

const inOrder = (lines: readonly Line[], given: Overrides<Line[]> = []): Line[] =>
  lines.map((one, index) => ({ ...one, position: given[index]?.position ?? index + 1 }));

/** Who gives a total gets one untaxed line of it, if a line can hold that much. */
function linesOf(sample: Invoice, { lines, subtotal, tax, total }: Overrides<Invoice>): Line[] {
  const ordered = inOrder(sample.lines, lines);
  const [first] = ordered;
  const isFree = lines === undefined && subtotal === undefined && tax === undefined && first !== undefined;
  if (!isFree || total === undefined || total < 1 || total > MAX_UNIT_AMOUNT) return ordered;
  return [{ ...first, quantity: 1, unitAmount: total, taxRateBps: 0, amount: total, tax: 0 }];
}

/** Of an open invoice a third is paid, or nothing. */
function paidOf(
  { payments }: Invoice,
  given: Overrides<Invoice>,
  total: number,
  status: string,
  coin: number,
): number {
  if (given.payments !== undefined) return sum(payments, ({ amount }) => amount);
  if (given.amountPaid !== undefined) return given.amountPaid;
  if (status === 'paid') return total;
  if (status !== 'open' && status !== 'uncollectible') return 0;
  return given.amountDue === undefined ? coin * Math.floor(total / 3) : total - given.amountDue;
}

const invoice: Rule<Invoice> = (sample, { given, random, make }) => {
  const { id, currency } = sample;
  const coin = random.integer(0, 1);
  const status = given.status ?? (given.overdue ? 'open' : sample.status);
  const lines = linesOf(sample, given);
  const subtotal = given.subtotal ?? sum(lines, ({ amount }) => amount);
  const tax = given.tax ?? sum(lines, (one) => one.tax);
  const total = given.total ?? subtotal + tax;
  const amountPaid = paidOf(sample, given, total, status, coin);
  const isDraft = status === 'draft';
  const issuedAt = isDraft ? null : (given.issuedAt ?? sample.issuedAt ?? SAMPLE_DAY);
  const paidAt = issuedAt && later(issuedAt, DAY_MINUTES);
  const payments = given.payments
    ? sample.payments.map((one, index) => ({
        ...one,
        invoiceId: given.payments?.[index]?.invoiceId ?? id,
        currency: given.payments?.[index]?.currency ?? currency,
      }))
    : amountPaid > 0 && paidAt !== null
      ? [make<Payment>('Payment', { invoiceId: id, amount: amountPaid, currency, paidAt })]
      : [];
  return {
    status,
    lines,
    subtotal,
    tax,
    total,
    amountPaid,
    amountDue: status === 'void' ? 0 : total - amountPaid,
    payments,
    number: isDraft ? null : `2026-${String(random.integer(1, 999_999)).padStart(6, '0')}`,
    issuedAt,
    dueAt: issuedAt && later(issuedAt, sample.paymentTermDays * DAY_MINUTES),
    overdue: false,
    ...(issuedAt !== null && { createdAt: later(issuedAt, -DAY_MINUTES) }),
    updatedAt: later(paidAt ?? sample.createdAt, 5),
  };
};

/** The same invoice as `invoice` makes of the seed, as a list shows it. */
const summary: Rule<Schemas['InvoiceSummary']> = (_sample, { given, make }) => {
  const { lines: _lines, payments: _payments, ...rest } = make<Invoice>('Invoice', given);
  return rest;
};

const receipt: Rule<Schemas['PaymentReceipt']> = (sample, { given, make }) => {
  if (given.payment === undefined) {
    const paid = make<Invoice>('Invoice', { status: 'paid', ...given.invoice });
    return { invoice: paid, payment: paid.payments.at(-1) ?? sample.payment };
  }
  const { amount, currency } = sample.payment;
  const paid = make<Invoice>('Invoice', { status: 'paid', total: amount, currency, ...given.invoice });
  const payment = { ...sample.payment, invoiceId: given.payment.invoiceId ?? paid.id };
  return { payment, invoice: { ...paid, payments: [payment] } };
};

/** Each state of an export has what is known by then. */
const invoiceExport: Rule<Schemas['InvoiceExport']> = ({ id, partnerId, state, format, createdAt }) => {
  const isReady = state === 'ready';
  const finishedAt = isReady || state === 'failed' ? later(createdAt, 2) : null;
  return {
    issuedFrom: '2026-11-01',
    issuedTo: '2026-11-30',
    invoiceCount: isReady ? 48 : null,
    sizeBytes: isReady ? 9312 : null,
    downloadUrl: isReady ? `${EXPORTS_URL}/${partnerId}/${id}.${format}` : null,
    downloadUrlExpiresAt: isReady && finishedAt !== null ? later(finishedAt, 60) : null,
    failureReason: state === 'failed' ? 'The period has too many invoices for one file.' : null,
    finishedAt,
  };
};

export const EXPORTS_URL = 'https://exports.northwind-lockers.example';

export const invoiceRules: Rules<Schemas> = {
  InvoiceLine: line,
  InvoiceLinePage: ({ data }, { given }) => ({ data: inOrder(data, given.data) }),
  Invoice: invoice,
  InvoiceSummary: summary,
  Payment: ({ paidAt, amount }, { given }) => ({
    createdAt: later(paidAt, 5),
    amount: given.amount ?? Math.max(1, amount),
  }),
  PaymentReceipt: receipt,
  InvoiceExport: invoiceExport,
  InvoiceExportCreate: () => ({ issuedFrom: '2026-11-01', issuedTo: '2026-11-30' }),
};
