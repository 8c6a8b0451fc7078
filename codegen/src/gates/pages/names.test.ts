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
    ['a function in a table', '| deliveries-apy | 7.8 |', '1:3 deliveries-apy is nowhere in the code'],
    ['a header', 'Send If-Metch.', '1:6 If-Metch is nowhere in the code'],
    ['a script', 'Run `npm run sandboxes`.', '1:14 sandboxes is no script of package.json'],
    ['a word for a script', '```sh\nnpm run invoices\n```', '2:9 invoices is no script of package.json'],
    ['an option of another script', '`npm run codegen -- --seed 7`', '1:21 --seed is no option of codegen'],
    [
      'an option of another program',
      '```sh\nnode codegen/src/drift/main.ts --check\n```',
      '2:32 --check is no option of codegen/src/drift/main.ts',
    ],
    [
      'the scope of another call',
      "`northwind.lockers.list({}, { scopes: ['northwind/lockers.write'] })`",
      '1:41 northwind/lockers.write is not the scope of lockers.list',
    ],
    [
      'the scope of another operation, without the server',
      '| `payInvoice` | `invoices.read` |',
      '1:19 invoices.read is not the scope of payInvoice',
    ],
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
  [
    'what belongs together',
    '`npm run test:drift -- --seed 7`, `npm run dev --workspace x`, `node codegen/src/main.ts --only x`',
  ],
  ['a call and its scope', '| `payInvoice`, `invoices.create` | `northwind/invoices.write` |'],
  ['a comment of a command', '```sh\nnpm test # Whatevr\n```'],
  [
    'another program’s line',
    '```sh\naws backup update-region-settings \\\n  --resource-type-opt-in-preference 1\n```',
  ],
])('%s is not told', (_, text) => {
  expect(told(text)).toEqual([]);
});
