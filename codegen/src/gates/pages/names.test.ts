/** A name that prose writes and nothing has is told with its place. */
import { describe, expect, it } from 'vitest';
import { readKnown, readPages, unknownNames } from './names.ts';

const known = readKnown();
const told = (text: string): string[] =>
  unknownNames([{ file: 'page.md', text }], known).map(
    ({ line, column, message }) => `${line}:${column} ${message.split(';')[0]}`,
  );

it('the pages, the contracts’ descriptions and the doc comments name what is there', () => {
  expect(readPages().length).toBeGreaterThan(100);
  expect(unknownNames(readPages(), known)).toEqual([]);
});

describe('told is', () => {
  it.each([
    ['a field', 'It has `amountDoe`.', '1:9 amountDoe is nowhere in the code'],
    ['a field that stands between words', '\nThe amountDoe counts.', '2:5 amountDoe is nowhere in the code'],
    ['an option', 'Start it with `--persit <folder>`.', '1:16 --persit is an option of no command here'],
    ['a scope', '`northwind/payments.read`', '1:2 northwind/payments.read is nowhere in the code'],
    [
      'a route',
      '`GET /invoices/{invoiceId}/line`',
      '1:6 /invoices/{invoiceId}/line is no path of the contract or of the code',
    ],
    ['a variable', 'Set NORTHWIND_APYKEY.', '1:5 NORTHWIND_APYKEY is nowhere in the code'],
    ['a function', 'Look into `invoices-app`.', '1:12 invoices-app is nowhere in the code'],
    ['a header', 'Send If-Metch.', '1:6 If-Metch is nowhere in the code'],
    ['a command', '```sh\nnpm run sandbax # starts it\n```', '2:9 sandbax is nowhere in the code'],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toContain(expected);
  });
});

it.each([
  [
    'what there is',
    '`amountDue`, `--persist`, `northwind/invoices.read`, `invoices.read`, `GET /invoices/{invoiceId}/lines`, If-Match',
  ],
  ['a comment of a command', '```sh\nnpm test # Whatevr\n```'],
  [
    'another program’s line',
    '```sh\naws backup update-region-settings \\\n  --resource-type-opt-in-preference 1\n```',
  ],
])('%s is not told', (_, text) => {
  expect(told(text)).toEqual([]);
});
