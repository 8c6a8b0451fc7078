/** Slips of the hand in the YAML of the REST contract: one sentence, at the first place that is misread. */
import { expect, it } from 'vitest';
import { changed, messageOf, readText } from '../../../test/message-of.ts';
import { contractPath } from './document.ts';
import { parseContract } from './read.ts';

const contract = await readText(contractPath);
const id = '      operationId: listInvoices\n';

it.each([
  ['a tab', id, '\t operationId: listInvoices\n', 'Tabs are not allowed as indentation; indent with spaces'],
  [
    'a line too far right',
    '      summary: List invoices',
    '       summary: x',
    'indent it like its neighbours',
  ],
  ['a line too far left', id, '     operationId: listInvoices\n', 'indent it like its neighbours'],
  ['a key twice', id, id + id, 'Map keys must be unique; leave one of the two'],
  ['no colon', id, '      operationId listInvoices\n', 'write a colon and a space behind the key'],
  [
    'no space behind a colon',
    id,
    '      operationId:listInvoices\n',
    'write a colon and a space behind the key',
  ],
  [
    'a bracket that stays open',
    'tags: [invoices]',
    'tags: [invoices',
    'must be sufficiently indented and end with a ]',
  ],
  [
    'a quote that stays open',
    "InvoiceStatus' }",
    'InvoiceStatus }',
    "Missing closing 'quote; add the comma, quote",
  ],
  ['a text with a colon', 'List invoices', 'List: invoices', 'put a text with a colon into quotes'],
  [
    'a conflict of a merge',
    id,
    `<<<<<<< HEAD\n${id}=======\n${id}>>>>>>> other\n`,
    'is no YAML here: Implicit keys need to be on a single line; decide the merge conflict.',
  ],
  [
    'an alias of nothing',
    'security: &invoicesRead ',
    'security: ',
    '*invoicesRead is an alias of nothing above it; write &invoicesRead at the value',
  ],
  ['nothing', /^[\s\S]*$/, '', 'is no OpenAPI document'],
])('%s is told once', (_, from, to, message) => {
  const text = changed(contract, from, to);
  const [told = '', ...more] = messageOf(() => parseContract(text)).split('\n');
  expect(told).toContain(message);
  expect(told).toMatch(/^schema\/openapi\.yaml:\d+:\d+ \S/);
  // The others are the same mistake where its consequence is used.
  expect(more.filter((line) => !line.includes('is an alias of nothing'))).toEqual([]);
});
