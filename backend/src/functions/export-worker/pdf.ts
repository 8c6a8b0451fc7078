/** An export as PDF: one line per invoice, a sum per currency at the end. */
import type { Invoice } from '../../domain/invoice.ts';
import type { InvoiceExport } from '../../domain/invoice-export.ts';
import { PAGE_HEIGHT, PAGE_WIDTH, writePdf, type Text } from './pdf-document.ts';

const MARGIN = 40;
const LINE_HEIGHT = 14;
const SIZE = 8;
const TOP = PAGE_HEIGHT - 90;
const LINES_PER_PAGE = Math.floor((TOP - MARGIN) / LINE_HEIGHT) - 2;

/** Minor units for people: `33308` → `333.08`. All of the contract's currencies have two decimals. */
export const decimal = (minorUnits: number): string =>
  `${Math.floor(minorUnits / 100)}.${String(minorUnits % 100).padStart(2, '0')}`;

interface Column {
  readonly title: string;
  readonly x: number;
  readonly align?: 'left' | 'right';
  readonly cell: (invoice: Invoice) => string;
}

/** Left edges, and right edges where amounts end. */
const columns: readonly Column[] = [
  { title: 'Number', x: MARGIN, cell: ({ number }) => number ?? '' },
  { title: 'Issued', x: 105, cell: ({ issuedAt }) => (issuedAt ?? '').slice(0, 10) },
  { title: 'Due', x: 165, cell: ({ dueAt }) => (dueAt ?? '').slice(0, 10) },
  { title: 'Customer', x: 225, cell: ({ customer }) => shortened(customer.name, 24) },
  { title: 'Status', x: 348, cell: ({ status }) => status },
  { title: 'Total', x: 480, align: 'right', cell: ({ total, currency }) => `${decimal(total)} ${currency}` },
  {
    title: 'Due amount',
    x: PAGE_WIDTH - MARGIN,
    align: 'right',
    cell: ({ amountDue }) => decimal(amountDue),
  },
];

const shortened = (text: string, length: number): string => {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 2).join('')}..`;
};

const heading = (title: string, page: number, pages: number): Text[] => [
  { x: MARGIN, y: PAGE_HEIGHT - 50, size: 13, text: title, bold: true },
  {
    x: PAGE_WIDTH - MARGIN,
    y: PAGE_HEIGHT - 50,
    size: SIZE,
    text: `Page ${page} of ${pages}`,
    align: 'right',
  },
  ...columns.map(({ title: text, x, align = 'left' }): Text => ({
    x,
    y: TOP,
    size: SIZE,
    text,
    align,
    bold: true,
  })),
];

const row = (y: number, invoice: Invoice): Text[] =>
  columns.map(({ x, align = 'left', cell }) => ({ x, y, size: SIZE, text: cell(invoice), align }));

const sumLines = (invoices: readonly Invoice[]): string[] => {
  const sums = new Map<string, { total: number; due: number; count: number }>();
  for (const { currency, total, amountDue } of invoices) {
    const sum = sums.get(currency) ?? { total: 0, due: 0, count: 0 };
    sums.set(currency, { total: sum.total + total, due: sum.due + amountDue, count: sum.count + 1 });
  }
  if (sums.size === 0) return ['No invoices were issued in this period.'];
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([currency, { total, due, count }]) =>
        `${count} invoices, ${decimal(total)} ${currency}, due ${decimal(due)} ${currency}`,
    );
};

export const toPdf = (
  invoices: readonly Invoice[],
  request: Pick<InvoiceExport, 'issuedFrom' | 'issuedTo'>,
): Buffer => {
  const title = `Invoices issued ${request.issuedFrom} to ${request.issuedTo}`;
  const lines: ((y: number) => Text[])[] = [
    ...invoices.map((invoice) => (y: number) => row(y, invoice)),
    ...sumLines(invoices).map((text) => (y: number): Text[] => [
      { x: MARGIN, y, size: SIZE, text, bold: true },
    ]),
  ];
  const pageCount = Math.ceil(lines.length / LINES_PER_PAGE);
  const pages = Array.from({ length: pageCount }, (_, page) => [
    ...heading(title, page + 1, pageCount),
    ...lines
      .slice(page * LINES_PER_PAGE, (page + 1) * LINES_PER_PAGE)
      .flatMap((line, index) => line(TOP - (index + 1.5) * LINE_HEIGHT)),
  ]);
  return writePdf(pages);
};
