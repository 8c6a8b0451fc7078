/** A partner's program pays an invoice in parts, each with an Idempotency-Key of its own. */
import type { Northwind } from '@northwind/sdk';
import { createWriter, type Channel } from './channel.ts';

/** Minor units. */
const partAmount = 100;

export interface RestChannel extends Channel {
  readonly invoiceId: string;
  /** Where an amount is not the sum of the payments. */
  miscounted(): Promise<readonly string[]>;
}

export async function restChannel(
  partner: Northwind,
  buildingId: string,
  now: () => number,
): Promise<RestChannel> {
  const draft = await partner.invoices.create({
    buildingId,
    customer: { name: 'Contoso GmbH' },
    currency: 'EUR',
    lines: [{ description: 'Deliveries', quantity: 1, unitAmount: 1_000_000, taxRateBps: 1_900 }],
  });
  const { id: invoiceId } = await partner.invoices.finalize(draft.id);
  let count = 0;
  const writer = createWriter(
    now,
    () => `payment-${(count += 1)}`,
    (reference) =>
      partner.invoices.pay(
        invoiceId,
        { amount: partAmount, method: 'bank_transfer', reference },
        { idempotencyKey: `${invoiceId}-${reference}` },
      ),
  );
  return {
    ...writer,
    name: 'REST',
    invoiceId,
    async miscounted() {
      const invoice = await partner.invoices.get(invoiceId);
      const { data } = await partner.invoices.list().firstPage();
      const sum = invoice.payments.reduce((total, { amount }) => total + amount, 0);
      return [invoice, ...data.filter(({ id }) => id === invoiceId)]
        .filter(({ amountPaid, amountDue }) => amountPaid !== sum || amountDue !== invoice.total - sum)
        .map(({ amountPaid }) => `${amountPaid} paid, and payments of ${sum}`);
    },
    async read() {
      const { payments } = await partner.invoices.get(invoiceId);
      return payments.map(({ reference }) => reference ?? '');
    },
  };
}
