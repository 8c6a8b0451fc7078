/** Invoices: what they are and which rules they obey. */
import type { Currency, InvoiceStatus } from '../generated/operations.ts';
import { lineAmount, taxAmount, totalsOf, type Totals } from './money.ts';
import { Refusal } from './refusal.ts';

export type { InvoiceStatus };

export interface Customer {
  readonly name: string;
  readonly email?: string;
  readonly taxId?: string;
}

export interface InvoiceLineInput {
  readonly description: string;
  /** Whole units, at least 1. */
  readonly quantity: number;
  /** Net price of one, in minor units. */
  readonly unitAmount: number;
  /** Basis points: 1900 is 19 %. */
  readonly taxRateBps: number;
}

export interface InvoiceLine extends InvoiceLineInput {
  /** Place on the invoice, from 1. */
  readonly position: number;
  /** Net, in minor units. */
  readonly amount: number;
  readonly tax: number;
}

export interface Invoice extends Totals {
  readonly id: string;
  readonly partnerId: string;
  /** Given when the invoice is finalized; a draft has none. */
  readonly number?: string;
  readonly status: InvoiceStatus;
  readonly buildingId: string;
  readonly customer: Customer;
  readonly currency: Currency;
  readonly lines: readonly InvoiceLine[];
  readonly amountPaid: number;
  /** `total − amountPaid`; 0 once void. */
  readonly amountDue: number;
  readonly paymentCount: number;
  /** Days between issue and due date. */
  readonly paymentTermDays: number;
  readonly memo: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly issuedAt?: string;
  readonly dueAt?: string;
  /** Raised by every change: the ETag, and what a write is conditioned on. */
  readonly version: number;
}

/** Which status may follow which. The last three are final. */
export const invoiceTransitions: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  draft: ['open'],
  open: ['paid', 'void', 'uncollectible'],
  paid: [],
  void: [],
  uncollectible: [],
};

const DAY = 86_400_000;

/** Throws unless `next` may follow the invoice's status. */
export const requireTransition = (invoice: Invoice, next: InvoiceStatus): void => {
  if (invoiceTransitions[invoice.status].includes(next)) return;
  const code = next === 'open' ? 'invoice_not_draft' : 'invoice_not_open';
  throw new Refusal(code, `Invoice ${invoice.id} is ${invoice.status}.`);
};

/** Throws unless the invoice is a draft: what was issued stays in the books as it is. */
export const requireDraft = (invoice: Invoice): void => {
  if (invoice.status !== 'draft') {
    throw new Refusal('invoice_not_draft', `Invoice ${invoice.id} is ${invoice.status}.`);
  }
};

/** Lines with their place and their amounts. */
export const pricedLines = (lines: readonly InvoiceLineInput[]): InvoiceLine[] =>
  lines.map((line, index) => {
    const amount = lineAmount(line.quantity, line.unitAmount);
    return { ...line, position: index + 1, amount, tax: taxAmount(amount, line.taxRateBps) };
  });

const priced = (input: readonly InvoiceLineInput[]) => {
  const lines = pricedLines(input);
  const totals = totalsOf(lines);
  return { lines, ...totals, amountDue: totals.total };
};

export interface DraftInput {
  readonly buildingId: string;
  readonly customer: Customer;
  readonly currency: Currency;
  readonly lines: readonly InvoiceLineInput[];
  /** Default 30. */
  readonly paymentTermDays?: number;
  /** Default empty. */
  readonly memo?: string;
  /** Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export const draftInvoice = (partnerId: string, id: string, input: DraftInput, now: string): Invoice => ({
  paymentTermDays: 30,
  memo: '',
  metadata: {},
  ...input,
  ...priced(input.lines),
  id,
  partnerId,
  status: 'draft',
  amountPaid: 0,
  paymentCount: 0,
  createdAt: now,
  updatedAt: now,
  version: 1,
});

/** Replaces the given fields of a draft; `lines` as a whole, with the amounts computed anew. */
export const changeDraft = (invoice: Invoice, change: Partial<DraftInput>, now: string): Invoice => {
  requireDraft(invoice);
  const { lines, ...fields } = change;
  return {
    ...invoice,
    ...fields,
    ...(lines ? priced(lines) : {}),
    updatedAt: now,
    version: invoice.version + 1,
  };
};

/** The 123rd invoice a partner issued in 2026 is `2026-000123`. */
export const invoiceNumber = (year: string, counter: number): string =>
  `${year}-${String(counter).padStart(6, '0')}`;

/** The UTC year an invoice issued now is numbered in. */
export const numberingYear = (now: string): string => now.slice(0, 4);

/** Issues the draft: it gets its number and its due date, and its content is settled for good. */
export const finalizeInvoice = (invoice: Invoice, number: string, now: string): Invoice => {
  requireTransition(invoice, 'open');
  return {
    ...invoice,
    number,
    status: 'open',
    issuedAt: now,
    dueAt: new Date(Date.parse(now) + invoice.paymentTermDays * DAY).toISOString(),
    updatedAt: now,
    version: invoice.version + 1,
  };
};

/** It should never have been issued: it keeps its number and nothing is due any more. Refused once money has come. */
export const voidInvoice = (invoice: Invoice, now: string): Invoice => {
  requireTransition(invoice, 'void');
  if (invoice.paymentCount > 0) {
    throw new Refusal('invoice_has_payments', `Invoice ${invoice.id} has payments of ${invoice.amountPaid}.`);
  }
  return { ...invoice, status: 'void', amountDue: 0, updatedAt: now, version: invoice.version + 1 };
};

/** Nobody expects the rest to be paid any more; `amountDue` keeps what it is. */
export const markUncollectible = (invoice: Invoice, now: string): Invoice => {
  requireTransition(invoice, 'uncollectible');
  return { ...invoice, status: 'uncollectible', updatedAt: now, version: invoice.version + 1 };
};

/** Open, and due before now. */
export const isOverdue = (invoice: Pick<Invoice, 'status' | 'dueAt'>, now: string): boolean =>
  invoice.status === 'open' && invoice.dueAt !== undefined && invoice.dueAt < now;
