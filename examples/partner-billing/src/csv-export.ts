import { setTimeout as sleep } from 'node:timers/promises';
import type { InvoiceExport, Northwind } from '@northwind/sdk';
import { parse } from 'csv-parse/sync';

/** One line of the CSV export; the columns are those that `createInvoiceExport` documents. Amounts are minor units. */
export interface ExportLine {
  id: string;
  number: string;
  currency: string;
  subtotal: number;
  tax: number;
  total: number;
  amountPaid: number;
  amountDue: number;
}

const amounts = ['subtotal', 'tax', 'total', 'amountPaid', 'amountDue'] as const;

/** Asks for an export of the open invoices of a period and waits until it is ready. */
export async function exportOpenInvoices(
  northwind: Northwind,
  period: { issuedFrom: string; issuedTo: string },
): Promise<InvoiceExport> {
  let current = await northwind.invoiceExports.create({ format: 'csv', status: 'open', ...period });
  while (current.state === 'queued' || current.state === 'running') {
    await sleep(200);
    current = await northwind.invoiceExports.get(current.id);
  }
  if (current.state === 'failed') throw new Error(`export ${current.id} failed: ${current.failureReason}`);
  return current;
}

/** Downloads a ready export. The URL is signed: it takes no token, and must not get one. */
export async function downloadExport(ready: InvoiceExport): Promise<ExportLine[]> {
  if (ready.downloadUrl === null) throw new Error(`export ${ready.id} is ${ready.state}, not ready`);
  const answer = await fetch(ready.downloadUrl);
  if (!answer.ok) throw new Error(`download of ${ready.id}: ${answer.status} ${answer.statusText}`);
  return parseExport(await answer.text());
}

/** Reads the export's text; throws on a column that is missing and on an amount that is no whole number. */
export function parseExport(csv: string): ExportLine[] {
  const rows = parse(csv, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
  return rows.map((row, index) => {
    const text = (column: string): string => {
      const value = row[column];
      if (value === undefined) throw new Error(`the export has no column ${column}`);
      return value;
    };
    const [subtotal, tax, total, amountPaid, amountDue] = amounts.map((column) => {
      const amount = Number(text(column));
      if (text(column) === '' || !Number.isSafeInteger(amount)) {
        throw new Error(
          `line ${index + 2} of the export: ${column} is "${text(column)}", not whole minor units`,
        );
      }
      return amount;
    }) as [number, number, number, number, number];
    return {
      id: text('id'),
      number: text('number'),
      currency: text('currency'),
      subtotal,
      tax,
      total,
      amountPaid,
      amountDue,
    };
  });
}
