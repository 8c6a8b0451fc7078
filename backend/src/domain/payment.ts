/** Payments towards an invoice. */
import type { Currency, PaymentMethod } from '../generated/operations.ts';
import { requireTransition, type Invoice } from './invoice.ts';
import { invalidInput, Refusal } from './refusal.ts';

export type { PaymentMethod };

export interface Payment {
  readonly id: string;
  readonly invoiceId: string;
  readonly partnerId: string;
  /** Minor units of the invoice's currency, at least 1. */
  readonly amount: number;
  readonly currency: Currency;
  readonly method: PaymentMethod;
  readonly reference?: string;
  /** When the money came. */
  readonly paidAt: string;
  /** When it was recorded. */
  readonly createdAt: string;
}

export interface PaymentInput {
  readonly amount: number;
  readonly method: PaymentMethod;
  readonly reference?: string;
  /** Default: now. */
  readonly paidAt?: string;
}

/** Most payments of one invoice: with more, an invoice and its payments would no longer be one answer. */
export const PAYMENTS_PER_INVOICE = 100;

/**
 * The invoice as its payments make it: unchanged where they add up. A payment of a Region that was lost comes back as an item of its own,
 * and the invoice that counted it has been written over by then.
 */
export const settledBy = (invoice: Invoice, payments: readonly Payment[]): Invoice => {
  const amountPaid = payments.reduce((sum, { amount }) => sum + amount, 0);
  if (amountPaid === invoice.amountPaid && payments.length === invoice.paymentCount) return invoice;
  const paymentCount = payments.length;
  if (invoice.status !== 'open' && invoice.status !== 'paid') return { ...invoice, amountPaid, paymentCount };
  const amountDue = Math.max(0, invoice.total - amountPaid);
  return { ...invoice, amountPaid, amountDue, paymentCount, status: amountDue === 0 ? 'paid' : 'open' };
};

/** Before that there was no Northwind: the time is a mistake. */
const EARLIEST_PAYMENT = '2000';

/**
 * The payment, and the invoice after it. A part lowers what is due, the rest of it settles the invoice, more than the rest is
 * refused: we hold no credit.
 */
export const payInvoice = (
  invoice: Invoice,
  id: string,
  input: PaymentInput,
  now: string,
): { readonly payment: Payment; readonly invoice: Invoice } => {
  requireTransition(invoice, 'paid');
  if (invoice.paymentCount >= PAYMENTS_PER_INVOICE) {
    throw new Refusal('payment_limit_reached', `Invoice ${invoice.id} has ${PAYMENTS_PER_INVOICE} payments.`);
  }
  if (input.amount > invoice.amountDue) {
    throw new Refusal(
      'payment_exceeds_amount_due',
      `The payment of ${input.amount} exceeds the amount due, ${invoice.amountDue}.`,
    );
  }
  if (input.paidAt !== undefined && input.paidAt < EARLIEST_PAYMENT) {
    throw invalidInput('/paidAt', 'must not be before the year 2000');
  }
  if (input.paidAt !== undefined && Date.parse(input.paidAt) > Date.parse(now)) {
    throw invalidInput('/paidAt', 'must not be in the future');
  }
  const amountDue = invoice.amountDue - input.amount;
  return {
    payment: {
      paidAt: now,
      ...input,
      id,
      invoiceId: invoice.id,
      partnerId: invoice.partnerId,
      currency: invoice.currency,
      createdAt: now,
    },
    invoice: {
      ...invoice,
      status: amountDue === 0 ? 'paid' : 'open',
      amountPaid: invoice.amountPaid + input.amount,
      amountDue,
      paymentCount: invoice.paymentCount + 1,
      updatedAt: now,
      version: invoice.version + 1,
    },
  };
};
