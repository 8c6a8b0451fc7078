/** Exports of a partner's invoices: asked for, written by a worker, downloaded from the bucket. */

export type ExportFormat = 'csv' | 'pdf';
export type ExportStatus = 'queued' | 'running' | 'ready' | 'failed';

export interface InvoiceExport {
  readonly exportId: string;
  readonly partnerId: string;
  readonly format: ExportFormat;
  /** First and last day of issue, `YYYY-MM-DD` in UTC, both included. */
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly status: ExportStatus;
  /** How many invoices it holds, once ready. */
  readonly invoiceCount?: number;
  /** Why it failed, in words for the partner. */
  readonly failure?: string;
  readonly createdAt: string;
  readonly readyAt?: string;
  /** When record and file are deleted. */
  readonly deletedAt: string;
}

/** Days a finished export can be downloaded. */
export const EXPORT_KEPT_DAYS = 7;

/** Where the file lies in the bucket: below the partner, so that no name can reach another's. */
export const exportObjectKey = (partnerId: string, exportId: string, format: ExportFormat): string =>
  `partners/${partnerId}/exports/${exportId}.${format}`;
