/** An export as CSV (RFC 4180): UTF-8, a header line, one line per invoice, amounts in minor units. */
import type { Invoice } from '../../domain/invoice.ts';

type Cell = (invoice: Invoice) => string | number;

/** The contract's columns, in its order. */
const columns: Readonly<Record<string, Cell>> = {
  id: (invoice) => invoice.id,
  number: (invoice) => invoice.number ?? '',
  status: (invoice) => invoice.status,
  buildingId: (invoice) => invoice.buildingId,
  customerName: (invoice) => invoice.customer.name,
  currency: (invoice) => invoice.currency,
  subtotal: (invoice) => invoice.subtotal,
  tax: (invoice) => invoice.tax,
  total: (invoice) => invoice.total,
  amountPaid: (invoice) => invoice.amountPaid,
  amountDue: (invoice) => invoice.amountDue,
  issuedAt: (invoice) => invoice.issuedAt ?? '',
  dueAt: (invoice) => invoice.dueAt ?? '',
};

/**
 * Where a spreadsheet would take text for a formula: at the beginning of a cell, and behind what separates cells in another locale or
 * dialect, since it is the reader's program that decides where a cell begins. The full-width forms count as their ASCII ones.
 */
const formulaStart = /^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=[=+\-@＝＋－＠])/g;

/** Text from outside behind an apostrophe, by which a spreadsheet knows it for text ("CSV Injection", OWASP). */
const withoutFormula = (text: string): string => text.replaceAll(formulaStart, "'");

const quoted = (value: string | number): string => {
  const text = typeof value === 'number' ? String(value) : withoutFormula(value);
  return /[";,\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const line = (values: readonly (string | number)[]): string => `${values.map(quoted).join(',')}\r\n`;

export const toCsv = (invoices: readonly Invoice[]): Buffer => {
  const cells = Object.values(columns);
  const lines = invoices.map((invoice) => line(cells.map((cell) => cell(invoice))));
  return Buffer.from(line(Object.keys(columns)) + lines.join(''), 'utf8');
};
