/** Invoices: what they are and which rules they obey. */
import { lineAmount, taxAmount, totalsOf, type Totals } from './money.ts';
import { Refusal } from './refusal.ts';

/** What is stored. `overdue` is not among them: it is open and late, so the clock decides. */
export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';

export interface InvoiceLineInput {
  readonly description: string;
  /** Whole units, at least 1. */
  readonly quantity: number;
  /** Minor units; negative for a credit. */
  readonly unitAmount: number;
  /** Basis points: 1900 is 19 %. */
  readonly taxRate: number;
}

export interface InvoiceLine extends InvoiceLineInput {
  readonly lineId: string;
  /** Minor units before tax. */
  readonly amount: number;
  readonly taxAmount: number;
}

export interface Invoice extends Totals {
  readonly invoiceId: string;
  readonly partnerId: string;
  /** Given when the invoice is finalized; a draft has none. */
  readonly number?: string;
  readonly buildingId?: string;
  readonly status: InvoiceStatus;
  /** ISO 4217. */
  readonly currency: string;
  readonly reference?: string;
  readonly memo?: string;
  readonly lines: readonly InvoiceLine[];
  readonly amountPaid: number;
  /** `total − amountPaid` of an open invoice; 0 when nothing is owed any more. */
  readonly amountDue: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly issuedAt?: string;
  /** Days between issue and due date. */
  readonly paymentTermDays: number;
  readonly dueAt?: string;
  readonly paidAt?: string;
  readonly voidedAt?: string;
  readonly markedUncollectibleAt?: string;
  /** Raised by every change: the ETag, and what a write is conditioned on. */
  readonly version: number;
}

/** Which status may follow which. */
export const invoiceTransitions: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  draft: ['open'],
  open: ['paid', 'void', 'uncollectible'],
  // A debt written off may still be paid or turn out to have been a mistake.
  uncollectible: ['paid', 'void'],
  paid: [],
  void: [],
};

const DAY = 86_400_000;

const requireTransition = (invoice: Invoice, next: InvoiceStatus, action: string): void => {
  if (invoiceTransitions[invoice.status].includes(next)) return;
  throw new Refusal(
    'invalid_state',
    `Invoice ${invoice.invoiceId} is ${invoice.status}: it cannot be ${action}.`,
  );
};

const requireDraft = (invoice: Invoice, action: string): void => {
  if (invoice.status === 'draft') return;
  throw new Refusal(
    'invalid_state',
    `Invoice ${invoice.invoiceId} is ${invoice.status}: only a draft can be ${action}.`,
  );
};

/** Lines with their amounts; ids count from `line_1`, so that equal input gives equal lines. */
export const pricedLines = (lines: readonly InvoiceLineInput[]): InvoiceLine[] =>
  lines.map((line, position) => {
    const amount = lineAmount(line.quantity, line.unitAmount);
    return { ...line, lineId: `line_${position + 1}`, amount, taxAmount: taxAmount(amount, line.taxRate) };
  });

const priced = (lines: readonly InvoiceLineInput[]) => {
  const computed = pricedLines(lines);
  const totals = totalsOf(computed);
  if (totals.total < 0) {
    throw new Refusal('invalid_request', 'The lines add up to less than nothing.', {
      errors: [{ pointer: '/lines', message: `the total must not be negative, it is ${totals.total}` }],
    });
  }
  return { lines: computed, ...totals, amountDue: totals.total };
};

export interface DraftInput {
  readonly buildingId?: string;
  readonly currency: string;
  readonly reference?: string;
  readonly memo?: string;
  readonly paymentTermDays: number;
  readonly lines: readonly InvoiceLineInput[];
}

export const draftInvoice = (
  partnerId: string,
  invoiceId: string,
  input: DraftInput,
  now: string,
): Invoice => ({
  ...input,
  ...priced(input.lines),
  invoiceId,
  partnerId,
  status: 'draft',
  amountPaid: 0,
  createdAt: now,
  updatedAt: now,
  version: 1,
});

/** `null` removes a field, absence keeps it: JSON Merge Patch (RFC 7396). */
export interface DraftChange {
  readonly buildingId?: string | null;
  readonly reference?: string | null;
  readonly memo?: string | null;
  readonly paymentTermDays?: number;
  readonly lines?: readonly InvoiceLineInput[];
}

export const changeDraft = (invoice: Invoice, change: DraftChange, now: string): Invoice => {
  requireDraft(invoice, 'changed');
  const { lines, ...fields } = change;
  const kept = Object.entries({ ...invoice, ...fields }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const next = Object.fromEntries(kept) as unknown as Invoice;
  return { ...next, ...(lines ? priced(lines) : {}), updatedAt: now, version: invoice.version + 1 };
};

/** Throws unless the draft may be deleted; what was issued stays on record and can only be voided. */
export const requireDeletable = (invoice: Invoice): void => requireDraft(invoice, 'deleted');

/** `1` → `NW-000001`. */
export const invoiceNumber = (counter: number): string => `NW-${String(counter).padStart(6, '0')}`;

/**
 * Issues the draft: it gets its number and its due date and its lines are settled for good. An invoice over nothing is
 * paid at once.
 */
export const finalizeInvoice = (invoice: Invoice, number: string, now: string): Invoice => {
  requireTransition(invoice, 'open', 'finalized');
  if (invoice.lines.length === 0) {
    throw new Refusal(
      'invalid_state',
      `Invoice ${invoice.invoiceId} has no lines: there is nothing to issue.`,
    );
  }
  const settled = invoice.total === 0;
  return {
    ...invoice,
    number,
    status: settled ? 'paid' : 'open',
    issuedAt: now,
    dueAt: new Date(Date.parse(now) + invoice.paymentTermDays * DAY).toISOString(),
    ...(settled ? { paidAt: now } : {}),
    updatedAt: now,
    version: invoice.version + 1,
  };
};

/** Voids an issued invoice: it keeps its number and is owed no more. Refused once money has been received. */
export const voidInvoice = (invoice: Invoice, now: string): Invoice => {
  requireTransition(invoice, 'void', 'voided');
  if (invoice.amountPaid > 0) {
    throw new Refusal(
      'invalid_state',
      `Invoice ${invoice.invoiceId} has payments of ${invoice.amountPaid}: it cannot be voided.`,
    );
  }
  return {
    ...invoice,
    status: 'void',
    amountDue: 0,
    voidedAt: now,
    updatedAt: now,
    version: invoice.version + 1,
  };
};

/** Writes the rest of an open invoice off; it may still be paid. */
export const markUncollectible = (invoice: Invoice, now: string): Invoice => {
  requireTransition(invoice, 'uncollectible', 'marked uncollectible');
  return {
    ...invoice,
    status: 'uncollectible',
    markedUncollectibleAt: now,
    updatedAt: now,
    version: invoice.version + 1,
  };
};

/** Open, and due before now. */
export const isOverdue = (invoice: Pick<Invoice, 'status' | 'dueAt'>, now: string): boolean =>
  invoice.status === 'open' && invoice.dueAt !== undefined && invoice.dueAt < now;
