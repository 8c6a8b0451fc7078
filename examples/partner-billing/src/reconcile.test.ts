import type { InvoiceSummary } from '@northwind/sdk';
import { describe, expect, it } from 'vitest';
import { parseExport } from './csv-export.ts';
import { reconcile } from './reconcile.ts';

const header =
  'id,number,status,buildingId,customerName,currency,subtotal,tax,total,amountPaid,amountDue,issuedAt,dueAt';
const line = (id: string, due: number): string =>
  `${id},N-1,open,bld_1,"Müller, Söhne & Co",EUR,${due},0,${due},0,${due},2026-01-01T00:00:00Z,2026-02-01T00:00:00Z`;
const invoice = (id: string, amountDue: number): InvoiceSummary =>
  ({
    id,
    currency: 'EUR',
    subtotal: amountDue,
    tax: 0,
    total: amountDue,
    amountPaid: 0,
    amountDue,
  }) as InvoiceSummary;

describe('reconcile', () => {
  it('finds nothing to say when both sides agree, and adds them up', () => {
    const { differences, due } = reconcile(
      [invoice('inv_1', 1999), invoice('inv_2', 1)],
      parseExport([header, line('inv_1', 1999), line('inv_2', 1)].join('\n')),
    );
    expect(differences).toEqual([]);
    expect(due).toEqual(new Map([['EUR', { api: 2000, export: 2000 }]]));
  });

  it('sees a single cent', () => {
    const { differences, due } = reconcile(
      [invoice('inv_1', 2000)],
      parseExport([header, line('inv_1', 1999)].join('\n')),
    );
    expect(differences.map(({ what }) => what)).toContain('amountDue: the API says 2000, the export 1999');
    expect(due.get('EUR')).toEqual({ api: 2000, export: 1999 });
  });

  it('names what only one side has', () => {
    const { differences } = reconcile(
      [invoice('inv_1', 5)],
      parseExport([header, line('inv_2', 5)].join('\n')),
    );
    expect(differences).toEqual([
      { id: 'inv_1', what: 'is not in the export' },
      { id: 'inv_2', what: 'is in the export only' },
    ]);
  });

  it('refuses an amount that is no whole number of minor units', () => {
    expect(() => parseExport([header, line('inv_1', 19.99)].join('\n'))).toThrow(
      'line 2 of the export: subtotal is "19.99"',
    );
  });
});
