/** Exports of a partner's invoices: asked for, written by a worker, downloaded from the bucket. */
import type { ExportFormat, ExportState } from '../generated/operations.ts';
import type { InvoiceStatus } from './invoice.ts';
import { invalidInput } from './refusal.ts';

export type { ExportFormat, ExportState };

export interface InvoiceExport {
  readonly id: string;
  readonly partnerId: string;
  readonly state: ExportState;
  readonly format: ExportFormat;
  /** First and last day of issue, `YYYY-MM-DD` in UTC, both included. */
  readonly issuedFrom: string;
  readonly issuedTo: string;
  /** Only invoices in this state; absent means all that were issued. */
  readonly status?: InvoiceStatus;
  readonly invoiceCount?: number;
  readonly sizeBytes?: number;
  /** In words for the partner. */
  readonly failureReason?: string;
  readonly createdAt: string;
  readonly finishedAt?: string;
}

export interface ExportInput {
  readonly format: ExportFormat;
  readonly issuedFrom: string;
  readonly issuedTo: string;
  readonly status?: InvoiceStatus;
}

/** Longest period of one export, in days. */
const EXPORT_PERIOD_DAYS = 366;

const DAY = 86_400_000;

export const requestExport = (
  partnerId: string,
  id: string,
  input: ExportInput,
  now: string,
): InvoiceExport => {
  const days = (Date.parse(input.issuedTo) - Date.parse(input.issuedFrom)) / DAY + 1;
  if (days < 1) throw invalidInput('/issuedTo', 'must not be before issuedFrom');
  if (days > EXPORT_PERIOD_DAYS)
    throw invalidInput('/issuedTo', `the period may have ${EXPORT_PERIOD_DAYS} days, not ${days}`);
  return { ...input, id, partnerId, state: 'queued', createdAt: now };
};

/** Epoch seconds at which record and file are gone. */
export const exportExpiry = (invoiceExport: InvoiceExport): number =>
  Math.ceil((Date.parse(invoiceExport.createdAt) + EXPORT_KEPT_DAYS * DAY) / 1000);

/** Days a finished export can be downloaded. */
const EXPORT_KEPT_DAYS = 7;

/** Where the file lies in the bucket: below the partner, so that no name can reach another's. */
export const exportObjectKey = (partnerId: string, exportId: string, format: ExportFormat): string =>
  `partners/${partnerId}/exports/${exportId}.${format}`;
