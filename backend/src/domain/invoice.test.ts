import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as rules from './invoice.ts';
import { PAYMENTS_PER_INVOICE, payInvoice } from './payment.ts';
import { Refusal } from './refusal.ts';

const now = '2026-11-02T09:30:00.000Z';
const input: rules.DraftInput = {
  buildingId: 'bld_1',
  customer: { name: 'Contoso GmbH' },
  currency: 'EUR',
  lines: [{ description: 'Locker fee', quantity: 2, unitAmount: 5000, taxRateBps: 1900 }],
};
const draft = rules.draftInvoice('prt_1', 'inv_1', input, now);
const open = rules.finalizeInvoice(draft, '2026-000001', now);
const pay = (invoice: rules.Invoice, amount: number, at = now) =>
  payInvoice(invoice, 'pay_1', { amount, method: 'card' }, at).invoice;

/** One invoice in each state. */
const inState: Record<rules.InvoiceStatus, rules.Invoice> = {
  draft,
  open,
  paid: pay(open, open.total),
  void: rules.voidInvoice(open, now),
  uncollectible: rules.markUncollectible(open, now),
};

/** What brings an invoice into each state. */
const into: Record<rules.InvoiceStatus, (invoice: rules.Invoice) => rules.Invoice> = {
  draft: (invoice) => rules.changeDraft(invoice, { memo: 'x' }, now),
  open: (invoice) => rules.finalizeInvoice(invoice, '2026-000002', now),
  paid: (invoice) => pay(invoice, invoice.amountDue),
  void: (invoice) => rules.voidInvoice(invoice, now),
  uncollectible: (invoice) => rules.markUncollectible(invoice, now),
};

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};

describe('the states of an invoice', () => {
  // Rows: from. Columns: to. `-` is refused because it is no draft, `!` because it is not open.
  const table: Record<rules.InvoiceStatus, string> = {
    //              draft open paid void uncollectible
    draft: '        yes   yes  !    !    !',
    open: '         -     -    yes  yes  yes',
    paid: '         -     -    !    !    !',
    void: '         -     -    !    !    !',
    uncollectible: '-     -    !    !    !',
  };
  const targets = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;
  const rows = Object.entries(table).flatMap(([from, row]) =>
    row
      .trim()
      .split(/\s+/)
      .map((cell, index) => [from as rules.InvoiceStatus, targets[index] ?? 'draft', cell] as const),
  );

  it.each(rows)('%s → %s: %s', (from, to, cell) => {
    const code = codeOf(() => expect(into[to](inState[from]).status).toBe(to));
    expect(code).toBe({ yes: undefined, '-': 'invoice_not_draft', '!': 'invoice_not_open' }[cell]);
  });

  it('raise the version with every step and keep what was issued', () => {
    for (const next of [inState.paid, inState.void, inState.uncollectible]) {
      expect(next).toMatchObject({ version: 3, number: '2026-000001', issuedAt: now, lines: open.lines });
    }
  });
});

describe('an issued invoice', () => {
  it('falls due its payment term after issue', () => {
    expect(open.dueAt).toBe('2026-12-02T09:30:00.000Z');
  });

  it('is overdue when open and past its due date, and in no other state', () => {
    const later = '2026-12-02T09:30:00.001Z';
    expect(rules.isOverdue(open, open.dueAt ?? '')).toBe(false);
    expect(rules.isOverdue(open, later)).toBe(true);
    for (const status of ['draft', 'paid', 'void', 'uncollectible'] as const) {
      expect(rules.isOverdue({ ...inState[status], dueAt: now }, later)).toBe(false);
    }
  });

  it('is numbered by year with six digits at least', () => {
    expect(rules.invoiceNumber('2026', 123)).toBe('2026-000123');
    expect(rules.invoiceNumber('2026', 1_234_567)).toBe('2026-1234567');
  });

  it('with payments cannot be voided', () => {
    expect(codeOf(() => rules.voidInvoice(pay(open, 1), now))).toBe('invoice_has_payments');
  });
});

describe('payments', () => {
  it('in any parts add up to the total and never beyond', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 8_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(parts, (amounts) => {
        let invoice = open;
        for (const amount of amounts) {
          const before = invoice;
          const code = codeOf(() => (invoice = pay(invoice, amount)));
          if (before.status === 'paid') expect(code).toBe('invoice_not_open');
          else if (amount > before.amountDue) expect(code).toBe('payment_exceeds_amount_due');
          else expect(code).toBeUndefined();
          expect(invoice.amountPaid + invoice.amountDue).toBe(invoice.total);
          expect(invoice.status === 'paid').toBe(invoice.amountDue === 0);
        }
      }),
    );
  });

  it('are at most a hundred, and never dated in the future', () => {
    const full = { ...open, paymentCount: PAYMENTS_PER_INVOICE };
    expect(codeOf(() => pay(full, 1))).toBe('payment_limit_reached');
    const future = { amount: 1, method: 'card' as const, paidAt: '2026-11-02T09:30:00.001Z' };
    expect(codeOf(() => payInvoice(open, 'pay_1', future, now))).toBe('invalid_request');
  });
});

describe('a draft', () => {
  it('gets its defaults and every amount from its lines', () => {
    expect(draft).toMatchObject({
      paymentTermDays: 30,
      memo: '',
      metadata: {},
      subtotal: 10_000,
      tax: 1_900,
      amountDue: 11_900,
    });
  });

  it('keeps what a change does not name and recomputes what it does', () => {
    const changed = rules.changeDraft(draft, { lines: [{ ...input.lines[0]!, quantity: 1 }] }, now);
    expect(changed).toMatchObject({ customer: draft.customer, total: 5_950, amountDue: 5_950, version: 2 });
  });
});
