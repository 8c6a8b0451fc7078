/**
 * Invoices after a Region was lost. A payment that the lost Region alone knew comes back as an item of its own; the invoice that counted it
 * has been written over by then. A call that reads the invoice with its payments counts them anew; lists read the invoice alone, so it is
 * written.
 */
import type { Payment } from '../domain/payment.ts';
import type { TenantId } from '../domain/principal.ts';
import { invoiceRepository } from './invoice-repository.ts';
import { entityAttribute, itemType } from './item-types.ts';
import { entityOf } from './items.ts';
import { scanAll } from './page.ts';
import type { TableClient } from './table-client.ts';
import { retryWhenOvertaken } from './transaction.ts';

export interface MendedInvoice {
  readonly invoiceId: string;
  /** `amountPaid`, in minor units. */
  readonly before: number;
  readonly after: number;
}

/**
 * Counts the payments of invoices anew, in the Region that is written to.
 *
 * @param since RFC 3339: invoices that were paid after it are looked at; a moment before the loss
 * @returns those that were written
 */
export const mendInvoices = async (table: TableClient, since: string): Promise<readonly MendedInvoice[]> => {
  const invoices = invoiceRepository(table);
  const looked = new Map<string, Payment>();
  const recorded = scanAll(table, [
    { attribute: entityAttribute, is: '=', value: itemType.payment },
    { attribute: 'createdAt', is: '>=', value: since },
  ]);
  for await (const item of recorded) {
    const payment = entityOf<Payment>(item);
    looked.set(payment.invoiceId, payment);
  }
  const mended: MendedInvoice[] = [];
  for (const [invoiceId, { partnerId }] of looked) {
    const tenant = partnerId as TenantId;
    const written = await retryWhenOvertaken(async () => {
      const stored = await invoices.find(tenant, invoiceId);
      const counted = (await invoices.findWithPayments(tenant, invoiceId))?.invoice;
      if (!stored || !counted || stored.version !== counted.version) return undefined;
      if (stored.amountPaid === counted.amountPaid && stored.paymentCount === counted.paymentCount)
        return undefined;
      const [version, updatedAt] = [counted.version + 1, new Date().toISOString()];
      await invoices.replace({ ...counted, version, updatedAt }, []);
      return { invoiceId, before: stored.amountPaid, after: counted.amountPaid };
    });
    if (written) mended.push(written);
  }
  return mended;
};
