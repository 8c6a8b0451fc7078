import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { contractPath, type OpenApiDocument } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { apiRules } from './api-rules.ts';
import { repositoryRoot } from '../../contract/root.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- counterexamples are wrong on purpose: there is no type for them
type Loose = any;

let contract: OpenApiDocument;
beforeAll(async () => {
  contract = await readContract();
});

function findings(change: (document: Loose) => void = () => undefined): string[] {
  // By way of JSON, because YAML anchors are shared objects: a change to one operation would be a change to many.
  const document = JSON.parse(JSON.stringify(contract)) as OpenApiDocument;
  change(document);
  const operations = listOperations(document);
  return Object.entries(apiRules).flatMap(([rule, check]) =>
    check(document, operations).map(({ message }) => `${rule}: ${message}`),
  );
}

const invoices = (document: Loose): Loose => document.paths['/invoices'];
const invoice = (document: Loose): Loose => document.paths['/invoices/{invoiceId}'];
const notNamed = (name: string) => (parameter: Loose) => !String(parameter.$ref).endsWith(`/${name}`);

describe('the contract', () => {
  it('holds to every rule of the house', () => {
    expect(findings()).toEqual([]);
  });

  it.each<[rule: string, change: (document: Loose) => void, finding: string]>([
    [
      'gateway-path',
      (d) => (d.paths['/invoices/{invoiceId}.pdf'] = invoice(d)),
      '"{invoiceId}.pdf" is no path segment',
    ],
    ['gateway-path', (d) => (d.paths['/ping'] = d.paths['/health']), 'API Gateway keeps /ping'],
    ['operation-prose', (d) => (invoices(d).get.description = 'Lists.'), 'listInvoices: needs a description'],
    ['operation-prose', (d) => delete invoices(d).get.summary, 'listInvoices: has no summary'],
    ['operation-prose', (d) => invoices(d).get.tags.push('health'), 'listInvoices: needs exactly one tag'],
    [
      'operation-function',
      (d) => delete d.tags[0]['x-northwind-function'],
      'Tag invoices names no x-northwind-function',
    ],
    ['operation-function', (d) => delete d.paths['/health'], 'Tag health has no operation'],
    [
      'operation-security',
      (d) => (invoices(d).get.security[0].oauth2 = []),
      'listInvoices: asks for no scope',
    ],
    [
      'operation-security',
      (d) => delete invoices(d).get.security[0].apiKey,
      'listInvoices: asks for no API key',
    ],
    [
      'operation-security',
      (d) => d.paths['/lockers'].get.security.pop(),
      'listLockers: needs two alternatives',
    ],
    [
      'operation-security',
      (d) => (d.paths['/lockers'].post.security[0].apiKey = []),
      'createLocker: asks for an API key, which only partners have',
    ],
    [
      'operation-security',
      (d) => (d.paths['/lockers'].get.security[1].oauth2 = ['northwind/lockers.write']),
      'listLockers: has alternatives with other scopes',
    ],
    [
      'operation-security',
      (d) => delete invoices(d).get['x-northwind-groups'],
      'listInvoices: names no x-northwind-groups',
    ],
    [
      'operation-security',
      (d) => (invoices(d).get['x-northwind-groups'] = ['boss']),
      'names the unknown group boss',
    ],
    [
      'operation-security',
      (d) => (d.paths['/health'].get['x-northwind-groups'] = ['admin']),
      'is open and yet names groups',
    ],
    [
      'idempotency-key',
      (d) => (invoices(d).post.parameters = []),
      'createInvoice: is unsafe and takes no Idempotency-Key',
    ],
    [
      'idempotency-key',
      (d) => invoices(d).get.parameters.push({ $ref: '#/components/parameters/IdempotencyKey' }),
      'listInvoices: is safe and needs no Idempotency-Key',
    ],
    ['idempotency-key', (d) => delete invoices(d).post.responses['422'], 'createInvoice: documents no 422'],
    [
      'idempotency-key',
      (d) => delete invoices(d).post.responses['201'].headers['Idempotency-Replayed'],
      'its 201 does not document Idempotency-Replayed',
    ],
    [
      'optimistic-locking',
      (d) => (invoice(d).patch.parameters = invoice(d).patch.parameters.filter(notNamed('IfMatch'))),
      'updateInvoice: changes a resource without If-Match',
    ],
    [
      'optimistic-locking',
      (d) => delete invoice(d).delete.responses['412'],
      'deleteInvoice: documents no 412',
    ],
    [
      'optimistic-locking',
      (d) => delete invoice(d).patch.responses['428'],
      'updateInvoice: documents no 428',
    ],
    ['error-responses', (d) => delete invoices(d).get.responses['403'], 'listInvoices: documents no 403'],
    ['error-responses', (d) => delete invoice(d).get.responses['404'], 'getInvoice: documents no 404'],
    ['error-responses', (d) => delete invoices(d).post.responses['413'], 'createInvoice: documents no 413'],
    [
      'error-responses',
      (d) => (d.components.responses.NotFound.content = { 'application/json': {} }),
      'getInvoice: its 404 is no application/problem+json',
    ],
    [
      'error-responses',
      (d) => delete invoices(d).get.responses['200'].headers['X-Request-Id'],
      'listInvoices: its 200 does not document X-Request-Id',
    ],
    [
      'error-responses',
      (d) => delete d.components.responses.TooManyRequests.headers['Retry-After'],
      'listInvoices: its 429 does not document Retry-After',
    ],
    [
      'examples',
      (d) => delete invoices(d).post.requestBody.content['application/json'].example,
      'createInvoice: has no example of a request',
    ],
    [
      'examples',
      (d) => delete invoices(d).get.responses['200'].content['application/json'].example,
      'listInvoices: has no example of a 200',
    ],
    [
      'pagination',
      (d) => (invoices(d).get.parameters = invoices(d).get.parameters.filter(notNamed('Cursor'))),
      'listInvoices: is a list without limit and cursor',
    ],
    [
      'pagination',
      (d) => delete d.components.schemas.InvoicePage.properties.nextCursor,
      'listInvoices: is a list and does not answer',
    ],
    ['pagination', (d) => (invoices(d).get.operationId = 'searchInvoices'), 'searchInvoices: takes a cursor'],
    [
      'request-schema',
      (d) => (d.components.schemas.Customer.properties.email.nullable = true),
      'createInvoice: takes null in its body',
    ],
    [
      'request-schema',
      (d) => delete d.components.schemas.Customer.additionalProperties,
      'createInvoice: takes unknown properties',
    ],
    [
      'request-schema',
      (d) => delete d.components.schemas.InvoiceCreate.properties.lines.maxItems,
      'createInvoice: takes a list without maxItems',
    ],
    [
      'request-schema',
      (d) => (d.components.schemas.InvoiceCreate.properties.lines.uniqueItems = true),
      'createInvoice: asks for uniqueItems',
    ],
    [
      'request-schema',
      (d) => delete d.components.schemas.Metadata.maxProperties,
      'createInvoice: takes a map without maxProperties',
    ],
    [
      'request-schema',
      (d) => delete d.components.schemas.Customer.properties.name.maxLength,
      'createInvoice: takes a string without maxLength',
    ],
    [
      'request-schema',
      (d) => (d.components.schemas.Customer.properties.name.pattern = '^(a+)+$'),
      'createInvoice: matches ^(a+)+$, which can take exponential time',
    ],
    ['schema-composition', (d) => (d.components.schemas.Health.oneOf = []), 'Schema Health uses oneOf'],
    [
      'schema-composition',
      (d) => (d.components.schemas.Health_2 = { type: 'object' }),
      'Schema Health_2: model names',
    ],
    [
      'problem-catalogue',
      (d) => d.components.schemas.ProblemCode.enum.push('too_early'),
      'ProblemCode too_early has no status and title',
    ],
    ['problem-catalogue', (d) => d.components.schemas.ProblemCode.enum.pop(), 'which is no ProblemCode'],
  ])('breaks %s', (rule, change, finding) => {
    const found = findings(change);
    expect(found.join('\n')).toContain(finding);
    expect(found.some((message) => message.startsWith(`${rule}: `))).toBe(true);
  });
});

describe('redocly lint', () => {
  it('runs every rule of the house, and is red when one is broken', async () => {
    const configuration = await readFile(path.join(repositoryRoot, '.config/redocly.yaml'), 'utf8');
    for (const rule of Object.keys(apiRules)) expect(configuration).toContain(`northwind/${rule}: error`);

    const folder = await mkdtemp(path.join(tmpdir(), 'northwind-lint-'));
    const text = await readFile(path.join(repositoryRoot, contractPath), 'utf8');
    const file = path.join(folder, 'openapi.yaml');
    await writeFile(file, text.replace('operationId: listLockers', 'operationId: searchLockers'));
    const lint = promisify(execFile)(path.join(repositoryRoot, 'node_modules/.bin/redocly'), [
      'lint',
      '--config',
      path.join(repositoryRoot, '.config/redocly.yaml'),
      file,
    ]);
    await expect(lint).rejects.toMatchObject({
      stdout: expect.stringContaining('searchLockers: takes a cursor') as string,
    });
  });
});
