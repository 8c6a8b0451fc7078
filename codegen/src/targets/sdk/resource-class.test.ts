import { describe, expect, it } from 'vitest';
import type { OpenApiDocument, OperationObject } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { models } from './models.ts';
import { fileName, methodName, singularNoun } from '../../contract/openapi/names.ts';
import { resourceClass, resourcesIndex } from './resource-class.ts';

const contract = await readContract();

/** The contract with one more operation in it. */
function withOperation(
  path: string,
  method: 'get' | 'post',
  change: Partial<OperationObject>,
): OpenApiDocument {
  const document = structuredClone(contract);
  const like = structuredClone(document.paths['/invoices/{invoiceId}/void']!.post!);
  document.paths[path] = { ...document.paths[path], [method]: { ...like, ...change } };
  return document;
}

function generate(document: OpenApiDocument, tag: string): string {
  const operations = listOperations(document).filter((operation) => operation.tag.name === tag);
  return resourceClass(
    document,
    document.tags.find(({ name }) => name === tag)!,
    operations,
  );
}

describe('a new endpoint in the contract', () => {
  const invoiceId = {
    name: 'invoiceId',
    in: 'path',
    required: true,
    description: 'The invoice.',
    schema: { type: 'string' },
    example: 'inv_1',
  } as const;

  it('becomes a method with its name, path, types and documentation', () => {
    const document = withOperation('/invoices/{invoiceId}/archive', 'post', {
      operationId: 'archiveInvoice',
      summary: 'Archive an invoice',
      parameters: [invoiceId],
    });
    const text = generate(document, 'invoices');
    expect(text).toContain('archive(invoiceId: string, options?: RequestOptions): ApiPromise<Invoice> {');
    expect(text).toContain(
      "call(this.#context, 'POST archiveInvoice', path`/invoices/${invoiceId}/archive`, options)",
    );
    expect(text).toContain('* Archive an invoice.');
    expect(text).toContain("* const invoice = await northwind.invoices.archive('inv_1');");
  });

  it('that requires If-Match gets an options parameter that cannot be left out', () => {
    const ifMatch = {
      name: 'If-Match',
      in: 'header',
      required: true,
      schema: { type: 'string' },
      example: '"3"',
    } as const;
    const document = withOperation('/invoices/{invoiceId}/archive', 'post', {
      operationId: 'archiveInvoice',
      parameters: [invoiceId, ifMatch],
    });
    expect(generate(document, 'invoices')).toContain(
      'archive(invoiceId: string, options: IfMatchRequestOptions)',
    );
  });

  it('whose name lacks the noun of its tag is refused', () => {
    const document = withOperation('/x', 'post', { operationId: 'archiveThing', parameters: [] });
    expect(() => generate(document, 'invoices')).toThrow(
      'archiveThing does not name the noun of its tag "invoices"',
    );
  });
});

it('every operation of the contract has a method, told apart from all others of its tag', () => {
  for (const { name } of contract.tags) {
    const methods = listOperations(contract)
      .filter((operation) => operation.tag.name === name)
      .map(methodName);
    expect(new Set(methods).size, name).toBe(methods.length);
    for (const method of methods)
      expect(generate(contract, name)).toMatch(new RegExp(`^  ${method}\\(`, 'm'));
  }
});

it('every tag is attached to the client', () => {
  const text = resourcesIndex(contract.tags);
  for (const { name } of contract.tags) expect(text).toContain(`this.${name} = new `);
});

it('a property with a default may be left out of a request', () => {
  expect(models(contract, [])).toMatch(
    /export interface InvoiceCreate \{[\s\S]*?paymentTermDays\?: number \| undefined;/,
  );
});

describe('nouns', () => {
  it.each([
    ['invoices', 'Invoice', 'invoices'],
    ['invoiceExports', 'InvoiceExport', 'invoice-exports'],
    ['deliveries', 'Delivery', 'deliveries'],
    ['health', 'Health', 'health'],
    ['boxes', 'Box', 'boxes'],
    ['addresses', 'Address', 'addresses'],
  ])('%s', (tag, singular, file) => {
    expect([singularNoun({ name: tag }), fileName(tag)]).toEqual([singular, file]);
  });
});
