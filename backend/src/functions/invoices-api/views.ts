/** Domain → contract: how invoices, payments and exports look over REST. */
import { etagOf } from '../../domain/etag.ts';
import { isOverdue, type Invoice } from '../../domain/invoice.ts';
import type { InvoiceExport } from '../../domain/invoice-export.ts';
import type { Payment } from '../../domain/payment.ts';
import type * as contract from '../../generated/operations.ts';

const customerView = ({ name, email, taxId }: Invoice['customer']) => ({ name, email, taxId });

export const invoiceSummary = (
  invoice: Invoice,
  now: string,
): contract.Complete<contract.InvoiceSummary> => ({
  id: invoice.invoiceId,
  partnerId: invoice.partnerId,
  number: invoice.number ?? null,
  status: invoice.status,
  buildingId: invoice.buildingId,
  customer: customerView(invoice.customer),
  currency: invoice.currency as contract.Currency,
  subtotal: invoice.subtotal,
  tax: invoice.tax,
  total: invoice.total,
  amountPaid: invoice.amountPaid,
  amountDue: invoice.amountDue,
  paymentTermDays: invoice.paymentTermDays,
  issuedAt: invoice.issuedAt ?? null,
  dueAt: invoice.dueAt ?? null,
  overdue: isOverdue(invoice, now),
  memo: invoice.memo,
  metadata: { ...invoice.metadata },
  createdAt: invoice.createdAt,
  updatedAt: invoice.updatedAt,
  etag: etagOf(invoice.version),
});

export const paymentView = (payment: Payment): contract.Complete<contract.Payment> => ({
  id: payment.paymentId,
  invoiceId: payment.invoiceId,
  amount: payment.amount,
  currency: payment.currency as contract.Currency,
  method: payment.method,
  reference: payment.reference ?? null,
  paidAt: payment.paidAt,
  createdAt: payment.createdAt,
});

export const invoiceView = (
  invoice: Invoice,
  payments: readonly Payment[],
  now: string,
): contract.Complete<contract.Invoice> => ({
  ...invoiceSummary(invoice, now),
  lines: invoice.lines,
  payments: payments.map(paymentView),
});

/** Where a finished export can be downloaded, for as long as its link works. */
export interface DownloadLink {
  readonly url: string;
  readonly expiresAt: string;
}

export const exportView = (
  one: InvoiceExport,
  link?: DownloadLink,
): contract.Complete<contract.InvoiceExport> => ({
  id: one.exportId,
  partnerId: one.partnerId,
  state: one.state,
  format: one.format,
  issuedFrom: one.issuedFrom,
  issuedTo: one.issuedTo,
  status: one.status ?? null,
  invoiceCount: one.invoiceCount ?? null,
  sizeBytes: one.sizeBytes ?? null,
  downloadUrl: link?.url ?? null,
  downloadUrlExpiresAt: link?.expiresAt ?? null,
  failureReason: one.failureReason ?? null,
  createdAt: one.createdAt,
  finishedAt: one.finishedAt ?? null,
});
