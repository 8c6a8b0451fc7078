import type { InvoiceSummary, Northwind } from '@northwind/sdk';
import { SingleBar } from 'cli-progress';

/** Reads all open invoices, page by page, under a progress bar; `expected` is how many the export counted. */
export async function openInvoices(northwind: Northwind, expected: number): Promise<InvoiceSummary[]> {
  const bar = new SingleBar({
    format: '  open invoices [{bar}] {value}/{total}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    stream: process.stdout,
  });
  // A bar moves on a terminal only; in a log file it would be a line for every step.
  if (process.stdout.isTTY) bar.start(expected, 0);
  const invoices: InvoiceSummary[] = [];
  for await (const invoice of northwind.invoices.list({ status: 'open', limit: 50 })) {
    invoices.push(invoice);
    bar.update(invoices.length);
  }
  bar.stop();
  if (!process.stdout.isTTY) console.log(`  open invoices: ${invoices.length} of ${expected}`);
  return invoices;
}
