/** Payments towards an invoice. */
import { invoiceTransitions, type Invoice } from './invoice.ts';
import { Refusal } from './refusal.ts';

export type PaymentMethod = 'bank_transfer' | 'card' | 'direct_debit' | 'other';

export interface Payment {
  readonly paymentId: string;
  readonly invoiceId: string;
  readonly partnerId: string;
  /** Minor units, at least 1. */
  readonly amount: number;
  readonly currency: string;
  readonly method?: string;
  readonly reference?: string;
  readonly receivedAt: string;
}

/**
 * The invoice after a payment. A part lowers what is due, the rest of it settles the invoice, more than the rest is refused: we
 * hold no credit for partners.
 */
export const applyPayment = (invoice: Invoice, payment: Payment): Invoice => {
  if (!invoiceTransitions[invoice.status].includes('paid')) {
    throw new Refusal(
      'invalid_state',
      `Invoice ${invoice.invoiceId} is ${invoice.status}: it takes no payment.`,
    );
  }
  if (payment.currency !== invoice.currency) {
    throw new Refusal(
      'currency_mismatch',
      `Invoice ${invoice.invoiceId} is in ${invoice.currency}, the payment in ${payment.currency}.`,
    );
  }
  if (payment.amount > invoice.amountDue) {
    throw new Refusal(
      'payment_exceeds_amount_due',
      `The payment of ${payment.amount} exceeds the amount due, ${invoice.amountDue}.`,
    );
  }
  const amountDue = invoice.amountDue - payment.amount;
  return {
    ...invoice,
    amountPaid: invoice.amountPaid + payment.amount,
    amountDue,
    ...(amountDue === 0 ? { status: 'paid' as const, paidAt: payment.receivedAt } : {}),
    updatedAt: payment.receivedAt,
    version: invoice.version + 1,
  };
};
