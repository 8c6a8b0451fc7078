import { beforeAll, describe, expect, it } from 'vitest';
import { httpMethods, type OpenApiDocument } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { accessChanges, breakingChanges } from './rest-changes.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- changes reach deep into the document, where every step may be absent
type Loose = any;
type Mutation = [what: string, change: (document: Loose) => void];

/** A few operations and answers are enough to see every kind of change, and compare in a fraction of the time. */
const paths = ['/invoices', '/invoices/{invoiceId}', '/invoice-exports', '/lockers', '/health'];
const statuses = ['200', '201', '202', '404', '409', '503'];

let contract: OpenApiDocument;
beforeAll(async () => {
  contract = await readContract();
  contract.paths = Object.fromEntries(
    Object.entries(contract.paths).filter(([route]) => paths.includes(route)),
  );
  for (const item of Object.values(contract.paths)) {
    for (const method of httpMethods) {
      const operation = item[method];
      if (operation === undefined) continue;
      const documented = Object.entries(operation.responses);
      operation.responses = Object.fromEntries(documented.filter(([status]) => statuses.includes(status)));
    }
  }
});

function changes(change: (document: Loose) => void): string[] {
  const copy = (): OpenApiDocument => JSON.parse(JSON.stringify(contract)) as OpenApiDocument;
  const before = copy();
  // The contract has no such field, and should one come it may not go.
  schema(before, 'InvoiceUpdate').properties.memo.nullable = true;
  const after = structuredClone(before);
  change(after);
  return breakingChanges(before, after).map(({ where, path, what }) => `${where} ${path}: ${what}`);
}

const schema = (document: Loose, name: string): Loose => document.components.schemas[name];
const without = (list: string[], name: string): string[] => list.filter((entry) => entry !== name);
const list = (document: Loose): Loose => document.paths['/invoices'].get;
const create = (document: Loose): Loose => document.paths['/invoices'].post;

const breaking: Mutation[] = [
  ['an operation is gone', (d) => delete d.paths['/invoices'].post],
  ['a path is gone', (d) => delete d.paths['/invoice-exports']],
  ['an operation has another name', (d) => (list(d).operationId = 'listBills')],
  [
    'a document that no operation answers lost a field',
    (d) => delete schema(d, 'GraphQLDiscovery').properties.host,
  ],
  [
    'a field of a document that no operation answers may be absent',
    (d) => (schema(d, 'GraphQLDiscovery').required = ['host']),
  ],
  ['an operation is under another tag', (d) => (list(d).tags = ['lockers'])],
  [
    'a field of an answer is gone',
    (d) => {
      delete schema(d, 'InvoiceSummary').properties.memo;
      schema(d, 'InvoiceSummary').required = without(schema(d, 'InvoiceSummary').required, 'memo');
    },
  ],
  [
    'a field of an answer may be absent',
    (d) => (schema(d, 'InvoiceSummary').required = without(schema(d, 'InvoiceSummary').required, 'memo')),
  ],
  ['a field of an answer may be null', (d) => (schema(d, 'InvoiceSummary').properties.memo.nullable = true)],
  [
    'a field of an answer has another type',
    (d) => (schema(d, 'InvoiceSummary').properties.memo.type = 'integer'),
  ],
  [
    'a header of an answer is gone',
    (d) => delete d.paths['/invoices/{invoiceId}'].get.responses['200'].headers.ETag,
  ],
  [
    'success has another status',
    (d) => {
      create(d).responses['200'] = create(d).responses['201'];
      delete create(d).responses['201'];
    },
  ],
  [
    'an error is not documented any more',
    (d) => delete d.paths['/invoices/{invoiceId}'].get.responses['404'],
  ],
  [
    'a new field of a request is required',
    (d) => {
      schema(d, 'InvoiceCreate').properties.colour = { type: 'string' };
      schema(d, 'InvoiceCreate').required.push('colour');
    },
  ],
  ['a field with a default is required', (d) => schema(d, 'InvoiceCreate').required.push('memo')],
  ['a field of a request is gone', (d) => delete schema(d, 'InvoiceCreate').properties.memo],
  [
    'a field of a request has another type',
    (d) => (schema(d, 'InvoiceCreate').properties.memo.type = 'integer'),
  ],
  [
    'a field of a request may not be null any more',
    (d) => delete schema(d, 'InvoiceUpdate').properties.memo.nullable,
  ],
  ['a text may be less long', (d) => (schema(d, 'InvoiceCreate').properties.memo.maxLength = 10)],
  ['a list may be less long', (d) => (schema(d, 'InvoiceCreate').properties.lines.maxItems = 10)],
  ['an object may have fewer fields', (d) => (schema(d, 'Metadata').maxProperties = 5)],
  ['a change must name more fields', (d) => (schema(d, 'InvoiceUpdate').minProperties = 2)],
  ['a number must be larger', (d) => (schema(d, 'InvoiceLineInput').properties.quantity.minimum = 2)],
  ['a request may not hold a value any more', (d) => schema(d, 'ExportFormat').enum.pop()],
  ['an identifier looks otherwise', (d) => (schema(d, 'BuildingId').pattern = '^b_')],
  [
    'a body has another content type',
    (d) =>
      (create(d).requestBody.content = {
        'application/xml': create(d).requestBody.content['application/json'],
      }),
  ],
  [
    'a new parameter is required',
    (d) =>
      list(d).parameters.push({ name: 'year', in: 'query', required: true, schema: { type: 'integer' } }),
  ],
  ['a parameter is required', (d) => (list(d).parameters[1].required = true)],
  ['a parameter is gone', (d) => list(d).parameters.shift()],
  ['a parameter has another type', (d) => (d.paths['/health'].get.parameters[0].schema.type = 'string')],
  ['a page may be less long', (d) => (d.components.parameters.Limit.schema.maximum = 50)],
  ['a page is longer unless asked', (d) => (d.components.parameters.Limit.schema.default = 50)],
  ['an open operation is closed', (d) => (d.paths['/health'].get.security = [{ apiKey: [] }])],
  ['a further scope is asked', (d) => list(d).security[0].oauth2.push('northwind/lockers.read')],
  ['another scope is asked', (d) => (list(d).security[0].oauth2 = ['northwind/lockers.read'])],
  ['a group may not call any more', (d) => d.paths['/lockers'].get['x-northwind-groups'].shift()],
  ['production is elsewhere', (d) => (d.servers[0].url = 'https://api.northwind-lockers.example/v2')],
  [
    'a body is asked for where there was none',
    (d) => (d.paths['/invoices/{invoiceId}'].get.requestBody = create(d).requestBody),
  ],
  ['a body is gone', (d) => delete create(d).requestBody],
  ['a format of a response is another', (d) => (schema(d, 'Timestamp').format = 'date')],
  ['a format of a response is gone', (d) => delete schema(d, 'Timestamp').format],
  ['a pattern of a response is another', (d) => (schema(d, 'InvoiceId').pattern = '^i_')],
  ['a field of a response may be any text', (d) => delete schema(d, 'InvoiceStatus').enum],
  ['a header of a response may be absent', (d) => (d.components.headers.ETag.required = false)],
  [
    'a component has another name',
    (d) => {
      d.components.schemas.Bill = schema(d, 'Customer');
      delete d.components.schemas.Customer;
      schema(d, 'InvoiceSummary').properties.customer = { $ref: '#/components/schemas/Bill' };
      schema(d, 'InvoiceCreate').properties.customer = { $ref: '#/components/schemas/Bill' };
      schema(d, 'InvoiceUpdate').properties.customer = { $ref: '#/components/schemas/Bill' };
    },
  ],
  [
    'a problem has another status',
    (d) => (schema(d, 'ProblemCode')['x-northwind-problems'].not_found.status = 410),
  ],
  ['a problem is gone', (d) => delete schema(d, 'ProblemCode')['x-northwind-problems'].not_found],
  ['problems have another type', (d) => (d['x-northwind-problem-type-base'] = 'https://elsewhere.example/')],
  ["the key's header has another name", (d) => (d.components.securitySchemes.apiKey.name = 'x-key')],
  [
    'tokens come from elsewhere',
    (d) => (d.components.securitySchemes.oauth2.flows.clientCredentials.tokenUrl = 'https://x.example'),
  ],
  ["the SDK's token URL is another", (d) => (d.servers[0]['x-northwind-token-url'] = 'https://x.example')],
  [
    "the SDK's GraphQL URL is another",
    (d) => (d.servers[0]['x-northwind-graphql-url'] = 'https://x.example'),
  ],
  [
    'a scope is gone',
    (d) =>
      delete d.components.securitySchemes.oauth2.flows.clientCredentials.scopes['northwind/invoices.read'],
  ],
  ['a further success', (d) => (list(d).responses['202'] = list(d).responses['200'])],
  ['a number must be a multiple', (d) => (schema(d, 'InvoiceLineInput').properties.quantity.multipleOf = 2)],
  ['who answers GraphQL is said elsewhere', (d) => (d['x-northwind-graphql-discovery-path'] = '/elsewhere')],
  ['a body may be less large', (d) => (d['x-northwind-max-body-bytes'] = 1024)],
];

const compatible: Mutation[] = [
  ['nothing', () => undefined],
  [
    'a new operation',
    (d) => (d.paths['/status'] = { get: { ...d.paths['/health'].get, operationId: 'getStatus' } }),
  ],
  ['a new field in an answer', (d) => (schema(d, 'InvoiceSummary').properties.colour = { type: 'string' })],
  [
    'a new field that every answer has',
    (d) => {
      schema(d, 'InvoiceSummary').properties.colour = { type: 'string' };
      schema(d, 'InvoiceSummary').required.push('colour');
    },
  ],
  ['a new value in an answer', (d) => schema(d, 'ExportState').enum.push('expired')],
  ['a new problem code', (d) => schema(d, 'ProblemCode').enum.push('too_early')],
  [
    'a new header in an answer',
    (d) => (list(d).responses['200'].headers.Age = { schema: { type: 'integer' } }),
  ],
  ['a new error', (d) => (list(d).responses['409'] = create(d).responses['409'])],
  [
    'a field that is never null any more',
    (d) => delete schema(d, 'InvoiceSummary').properties.number.nullable,
  ],
  [
    'a new optional field in a request',
    (d) => (schema(d, 'InvoiceCreate').properties.colour = { type: 'string' }),
  ],
  [
    'a field that is not required any more',
    (d) => (schema(d, 'InvoiceCreate').required = without(schema(d, 'InvoiceCreate').required, 'currency')),
  ],
  ['a longer text', (d) => (schema(d, 'InvoiceCreate').properties.memo.maxLength = 5000)],
  ['more fields in an object', (d) => (schema(d, 'Metadata').maxProperties = 50)],
  ['a new value in a request', (d) => schema(d, 'ExportFormat').enum.push('xlsx')],
  [
    'a new optional parameter',
    (d) => list(d).parameters.push({ name: 'year', in: 'query', schema: { type: 'integer' } }),
  ],
  ['longer pages when asked', (d) => (d.components.parameters.Limit.schema.maximum = 500)],
  ['an operation that asks for nothing any more', (d) => (list(d).security = [])],
  ['a further group', (d) => list(d)['x-northwind-groups'].push('admin')],
  [
    'a format that a response has beside',
    (d) => (schema(d, 'InvoiceSummary').properties.memo.format = 'uri'),
  ],
  ['groups in another order', (d) => d.paths['/lockers'].get['x-northwind-groups'].reverse()],
  ['other words', (d) => (list(d).description = 'Other words, and quite a few of them at that.')],
  ['another example', (d) => (create(d).requestBody.content['application/json'].example.memo = 'x')],
  ['a component that nobody uses', (d) => (d.components.schemas.Colour = { type: 'string' })],
  [
    'a further field of a document that no operation answers',
    (d) => (schema(d, 'GraphQLDiscovery').properties.region = { type: 'string' }),
  ],
  ['a larger body', (d) => (d['x-northwind-max-body-bytes'] = 1_048_576)],
  [
    'a further server',
    (d) => d.servers.push({ ...d.servers[0], url: 'https://eu.northwind-lockers.example/v1' }),
  ],
];

describe('a program is broken when', () => {
  it.each(breaking)('%s', (_, change) => {
    expect(changes(change)).not.toEqual([]);
  });
});

describe('a program is not broken by', () => {
  it.each(compatible)('%s', (_, change) => {
    expect(changes(change)).toEqual([]);
  });
});

describe('access', () => {
  const access = (change: (document: Loose) => void): string[] => {
    const after = JSON.parse(JSON.stringify(contract)) as OpenApiDocument;
    change(after);
    return accessChanges(contract, after).map(({ where, what }) => `${where}: ${what}`);
  };

  it('that is wider than it was is told', () => {
    expect(access((d) => list(d)['x-northwind-groups'].push('admin'))).toEqual([
      'listInvoices: members of admin may call it now',
    ]);
    expect(access((d) => (list(d).security = []))).toEqual(['listInvoices: anybody may call it now']);
    expect(access((d) => d.paths['/lockers'].get['x-northwind-groups'].reverse())).toEqual([]);
  });
});

describe('a breaking change', () => {
  it('is told with its operation, its place and what happened, once', () => {
    expect(changes((d) => (create(d).operationId = 'addInvoice'))).toEqual([
      'createInvoice operationId: "createInvoice" became "addInvoice"',
    ]);
  });

  it('leaves both documents as they were', () => {
    const before = JSON.stringify(contract);
    breakingChanges(contract, contract);
    expect(JSON.stringify(contract)).toBe(before);
  });
});
