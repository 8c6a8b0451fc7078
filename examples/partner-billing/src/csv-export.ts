import type { Northwind } from '@northwind/sdk';
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

/** Downloads an export of the open invoices of a period; the SDK waits until it is made. */
export async function exportOpenInvoices(
  northwind: Northwind,
  period: { issuedFrom: string; issuedTo: string },
): Promise<{ id: string; bytes: number; lines: ExportLine[] }> {
  const { id } = await northwind.invoiceExports.create({ format: 'csv', status: 'open', ...period });
  let bytes = 0;
  const file = await northwind.invoiceExports.download(id, {
    onProgress: ({ transferredBytes }) => (bytes = transferredBytes),
  });
  const lines = parseExport(await file.text());
  return { id, bytes, lines };
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
