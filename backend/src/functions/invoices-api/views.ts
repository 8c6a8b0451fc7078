/** Domain → contract: how invoices, payments and exports look over REST. */
import { etagOf } from '../../domain/etag.ts';
import { isOverdue, type Invoice } from '../../domain/invoice.ts';
import type { InvoiceExport } from '../../domain/invoice-export.ts';
import type { Payment } from '../../domain/payment.ts';
import { view } from '../../domain/view.ts';
import {
  invoiceExportFields,
  invoiceFields,
  invoiceSummaryFields,
  paymentFields,
} from '../../generated/operation-fields.ts';

const summarized = (invoice: Invoice, now: string) => ({
  ...invoice,
  overdue: isOverdue(invoice, now),
  etag: etagOf(invoice.version),
});

export const invoiceSummary = (invoice: Invoice, now: string) =>
  view(invoiceSummaryFields, summarized(invoice, now));

export const paymentView = (payment: Payment) => view(paymentFields, payment);

export const invoiceView = (invoice: Invoice, payments: readonly Payment[], now: string) =>
  view(invoiceFields, { ...summarized(invoice, now), payments: payments.map(paymentView) });

/** Where a finished export can be downloaded, for as long as its link works. */
export interface DownloadLink {
  readonly url: string;
  readonly expiresAt: string;
}

export const exportView = (invoiceExport: InvoiceExport, link?: DownloadLink) =>
  view(invoiceExportFields, {
    ...invoiceExport,
    downloadUrl: link?.url,
    downloadUrlExpiresAt: link?.expiresAt,
  });
