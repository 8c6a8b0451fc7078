import { describe, expect, it } from 'vitest';
import { draftInvoice, finalizeInvoice, type Invoice } from '../../domain/invoice.ts';
import { toCsv } from './csv.ts';
import { decimal, toPdf } from './pdf.ts';
import { writePdf } from './pdf-document.ts';

const now = '2026-11-02T09:30:00.000Z';
const invoice = (name: string, currency: Invoice['currency'] = 'EUR'): Invoice =>
  finalizeInvoice(
    draftInvoice(
      'prt_1',
      'inv_1',
      {
        buildingId: 'bld_1',
        customer: { name },
        currency,
        lines: [{ description: 'Fee', quantity: 1, unitAmount: 12345, taxRateBps: 0 }],
      },
      now,
    ),
    '2026-000001',
    now,
  );
const period = { issuedFrom: '2026-11-01', issuedTo: '2026-11-30' };

/** Every object that the cross-reference table names, by where it says the object begins. */
const objectsOf = (pdf: string): string[] => {
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(pdf)?.[1]);
  const entries = pdf.slice(start).match(/\d{10} \d{5} n/g) ?? [];
  return entries.map((entry) => pdf.slice(Number(entry.slice(0, 10))).split('endobj')[0] ?? '');
};

describe('an export as CSV', () => {
  it('quotes what would break a line or a column', () => {
    const [, line] = toCsv([invoice('A "B", C\nD')])
      .toString()
      .split(/\r\n/);
    expect(line).toContain('"A ""B"", C\nD"');
  });

  it.each([
    ['=HYPERLINK("https://evil.example")', `"'=HYPERLINK(""https://evil.example"")"`],
    ['+49 40 1', "'+49 40 1"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"'\t'=1"`],
    ['\r=1', `"'\r'=1"`],
    ['＝1+1', "'＝1+1"],
    ['Contoso;=1+1', `"Contoso;'=1+1"`],
    ['Contoso\n=1+1', `"Contoso\n'=1+1"`],
    ['Müller - Söhne', 'Müller - Söhne'],
    ['sales@contoso.example', 'sales@contoso.example'],
  ])('writes the name %j as text, never as a formula', (name, cell) => {
    const file = toCsv([invoice(name)]).toString();
    expect(file.slice(file.indexOf('\r\n') + 2)).toContain(`,bld_1,${cell},EUR,`);
  });

  it('is the header alone when nothing was issued', () => {
    expect(toCsv([]).toString().split('\r\n')).toHaveLength(2);
  });
});

describe('an export as PDF', () => {
  it('has a cross-reference table that points at each object, and streams as long as they say', () => {
    const pdf = toPdf(
      Array.from({ length: 200 }, () => invoice('Contoso')),
      period,
    ).toString('latin1');
    const objects = objectsOf(pdf);
    objects.forEach((object, index) => expect(object.startsWith(`${index + 1} 0 obj\n`)).toBe(true));
    const pages = Number(/\/Count (\d+)/.exec(pdf)?.[1]);
    expect(pages).toBeGreaterThan(3);
    expect(objects.filter((object) => object.includes('/Type /Page '))).toHaveLength(pages);
    for (const object of objects) {
      const [, length, stream] = /\/Length (\d+) >>\nstream\n([\s\S]*)\nendstream/.exec(object) ?? [];
      if (length !== undefined) expect(stream).toHaveLength(Number(length));
    }
  });

  it('names the period, each invoice and a sum for each currency', () => {
    const pdf = toPdf([invoice('Contoso'), invoice('Fabrikam', 'CHF'), invoice('Contoso')], period).toString(
      'latin1',
    );
    expect(pdf).toContain('(Invoices issued 2026-11-01 to 2026-11-30)');
    expect(pdf).toContain('(2026-000001)');
    expect(pdf).toContain('(1 invoices, 123.45 CHF, due 123.45 CHF)');
    expect(pdf).toContain('(2 invoices, 246.90 EUR, due 246.90 EUR)');
  });

  it('cannot be broken by a customer name', () => {
    const pdf = toPdf([invoice('a) Tj ET (\\ ß € 漢')], period).toString('latin1');
    expect(pdf).toContain('(a\\) Tj ET \\(\\\\ \\337 \\200 ?)');
  });

  it('is the same bytes for the same invoices', () => {
    expect(toPdf([invoice('Contoso')], period).equals(toPdf([invoice('Contoso')], period))).toBe(true);
    expect(writePdf([[]]).toString()).toContain('/Count 1');
  });

  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [33308, '333.08'],
  ])('writes %i minor units as %s', (amount, text) => {
    expect(decimal(amount)).toBe(text);
  });
});
