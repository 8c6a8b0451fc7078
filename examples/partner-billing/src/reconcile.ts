import type { InvoiceSummary } from '@northwind/sdk';
import type { ExportLine } from './csv-export.ts';

/** One disagreement between the API and the export. */
export interface Difference {
  id: string;
  what: string;
}

export interface Reconciliation {
  differences: Difference[];
  /** What is due by currency, in minor units, as the API and the export add up to. */
  due: Map<string, { api: number; export: number }>;
}

const compared = ['currency', 'subtotal', 'tax', 'total', 'amountPaid', 'amountDue'] as const;

/** Compares every invoice of the API with its line in the export, to the cent, and adds both sides up by currency. */
export function reconcile(invoices: readonly InvoiceSummary[], lines: readonly ExportLine[]): Reconciliation {
  const differences: Difference[] = [];
  const due: Reconciliation['due'] = new Map();
  const unmatched = new Map(lines.map((line) => [line.id, line]));

  const add = (side: 'api' | 'export', currency: string, amount: number): void => {
    const sum = due.get(currency) ?? { api: 0, export: 0 };
    due.set(currency, { ...sum, [side]: sum[side] + amount });
  };

  for (const line of lines) add('export', line.currency, line.amountDue);
  for (const invoice of invoices) {
    add('api', invoice.currency, invoice.amountDue);
    const line = unmatched.get(invoice.id);
    unmatched.delete(invoice.id);
    if (line === undefined) {
      differences.push({ id: invoice.id, what: 'is not in the export' });
      continue;
    }
    for (const field of compared) {
      if (invoice[field] !== line[field]) {
        differences.push({
          id: invoice.id,
          what: `${field}: the API says ${invoice[field]}, the export ${line[field]}`,
        });
      }
    }
  }
  for (const id of unmatched.keys()) differences.push({ id, what: 'is in the export only' });
  return { differences, due };
}
