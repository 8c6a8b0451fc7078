import type { Invoice, InvoiceSummary, Northwind } from '@northwind/sdk';

export interface PaidOnce {
  /** The invoice as read after both calls. */
  invoice: Invoice;
  /** Payments that the two calls recorded: the same id twice. */
  paymentIds: [string, string];
  /** Whether Northwind marked the second answer as the first one's replay. */
  replayed: boolean;
}

/**
 * Pays what is due of an invoice, twice with one idempotency key: what happens when a program crashes after paying and runs
 * again. The key is made of what the payment is for, so that the second run makes the same one.
 */
export async function payOnce(
  northwind: Northwind,
  { id, amountDue, currency }: InvoiceSummary,
): Promise<PaidOnce> {
  const body = { amount: amountDue, method: 'bank_transfer', reference: `run of ${id}` } as const;
  const options = { idempotencyKey: `partner-billing-${id}-${amountDue}-${currency}` };
  const first = await northwind.invoices.pay(id, body, options);
  const second = await northwind.invoices.pay(id, body, options).withResponse();
  return {
    invoice: await northwind.invoices.get(id),
    paymentIds: [first.payment.id, second.data.payment.id],
    replayed: second.response.headers.get('idempotency-replayed') === 'true',
  };
}
