/** Makes one export: from the message to the file. */
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ExportRepository } from '../../data/export-repository.ts';
import type { InvoiceRepository } from '../../data/invoice-repository.ts';
import type { Invoice } from '../../domain/invoice.ts';
import { exportObjectKey, type InvoiceExport } from '../../domain/invoice-export.ts';
import type { TenantId } from '../../domain/principal.ts';
import { toCsv } from './csv.ts';
import { toPdf } from './pdf.ts';

export interface ExportServices {
  readonly exports: ExportRepository;
  readonly invoices: InvoiceRepository;
  readonly s3: S3Client;
  readonly bucket: string;
}

/** What came of a message; `skipped` when the export is finished or gone, as it is when a message comes twice. */
export type Outcome = 'made' | 'skipped';

const render = (
  invoices: readonly Invoice[],
  request: InvoiceExport,
): { body: Buffer; contentType: string } =>
  request.format === 'csv'
    ? { body: toCsv(invoices), contentType: 'text/csv; charset=utf-8' }
    : { body: toPdf(invoices, request), contentType: 'application/pdf' };

/**
 * Reads the period, writes the file, then says that it is ready. Each step may be repeated: the file has one name, and a finished
 * export is not touched again.
 */
export const makeExport = async (
  services: ExportServices,
  tenant: TenantId,
  exportId: string,
): Promise<Outcome> => {
  const { exports, invoices, s3, bucket } = services;
  const request = await exports.find(tenant, exportId);
  if (!request || !(await exports.advance(tenant, exportId, { state: 'running' }))) return 'skipped';

  const found: Invoice[] = [];
  const { status, issuedFrom, issuedTo } = request;
  for await (const invoice of invoices.each(tenant, { status, issuedFrom, issuedTo })) found.push(invoice);
  const { body, contentType } = render(found, request);
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: exportObjectKey(tenant, exportId, request.format),
      Body: body,
      ContentType: contentType,
    }),
  );
  await exports.advance(tenant, exportId, {
    state: 'ready',
    finishedAt: new Date().toISOString(),
    invoiceCount: found.length,
    sizeBytes: body.length,
  });
  return 'made';
};
