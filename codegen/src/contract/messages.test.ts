/** The commonest mistakes in a contract, and what its author is told: the place and what to do. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { shortened } from '../command.ts';
import { parseEventSchema } from './events/read.ts';
import { listDocuments } from './graphql/documents.ts';
import { buildContract, schemaPath } from './graphql/schema.ts';
import { parseFile } from './graphql/supported.ts';
import { contractPath } from './openapi/document.ts';
import { parseContract } from './openapi/read.ts';
import { repositoryRoot } from './root.ts';
import { ContractError } from './finding.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- mistakes reach deep into the document, where every step may be absent
type Loose = any;

const text = await readFile(path.join(repositoryRoot, contractPath), 'utf8');
const sdl = await readFile(path.join(repositoryRoot, schemaPath), 'utf8');

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    // Anything else is a crash of ours, whatever it says.
    expect(error).toBeInstanceOf(ContractError);
    return (error as Error).message;
  }
  return 'accepted';
}

function rest(change: (document: Loose) => void): string {
  const document = JSON.parse(JSON.stringify(parse(text))) as Loose;
  change(document);
  return messageOf(() => parseContract(stringify(document, { aliasDuplicateObjects: false })));
}

const list = (d: Loose): Loose => d.paths['/invoices'].get;
const create = (d: Loose): Loose => d.paths['/invoices'].post;
const invoice = (d: Loose): Loose => d.paths['/invoices/{invoiceId}'];
const schemas = (d: Loose): Loose => d.components.schemas;
const query = (change: object): object => ({
  name: 'year',
  in: 'query',
  schema: { type: 'string' },
  ...change,
});

const mistakes: [what: string, change: (document: Loose) => void, message: string][] = [
  ['no operationId', (d) => delete list(d).operationId, 'GET /invoices: has no operationId; give it one'],
  ['a path without anything', (d) => (d.paths['/nothing'] = null), 'the path /nothing is empty'],
  [
    'a scope that is not declared',
    (d) => (list(d).security[0].oauth2 = ['northwind/invoices.reed']),
    'asks for the scope northwind/invoices.reed, which securitySchemes does not declare',
  ],
  [
    'a parameter twice',
    (d) => list(d).parameters.push(query({ description: 'a' }), query({ description: 'b' })),
    'listInvoices: has the query parameter "year" twice; leave one',
  ],
  ['links', (d) => (list(d).responses['200'].links = {}), 'its 200 has links, which are not supported'],
  [
    'a required property that there is not',
    (d) => schemas(d).Customer.required.push('nothing'),
    'requires "nothing", which is none of its properties',
  ],
  [
    'an enum value of another type',
    (d) => (schemas(d).Customer.properties.name = { type: 'string', enum: [1] }),
    'enum lists 1, which is not of type string',
  ],
  [
    'a default of another type',
    (d) => (schemas(d).Customer.properties.name = { type: 'integer', default: 'x' }),
    'default "x" is not a value that the schema takes',
  ],
  [
    'a default that the enum lacks',
    (d) => (schemas(d).Customer.properties.name = { type: 'string', enum: ['a'], default: 'b' }),
    'default "b" is not a value that the schema takes',
  ],
  [
    'bounds that nothing is between',
    (d) => (schemas(d).Customer.properties.name = { type: 'integer', minimum: 5, maximum: 1 }),
    'minimum 5 is above maximum 1: no value fits',
  ],
  ['an operationId that is no name', (d) => (list(d).operationId = 'List invoices'), 'must be camelCase'],
  [
    'an operationId in lower case',
    (d) => (list(d).operationId = 'listinvoices'),
    'does not name the noun of its tag "invoices"',
  ],
  [
    'an operationId twice',
    (d) => (create(d).operationId = 'listInvoices'),
    'another operation has this operationId',
  ],
  [
    'no security',
    (d) => delete list(d).security,
    'listInvoices: states no security; say who may call, or `security: []`',
  ],
  ['no tags', (d) => delete list(d).tags, 'listInvoices: has no tags; name exactly one'],
  ['an undeclared tag', (d) => (list(d).tags = ['bills']), 'its tag "bills" is not declared; add it to tags'],
  ['a tag with spaces', (d) => (d.tags[0].name = 'my invoices'), 'the tag "my invoices" must be camelCase'],
  ['a tag named raw', (d) => (d.tags[0].name = 'raw'), "is a property that the SDK's client has already"],
  [
    'a tag without function',
    (d) => delete d.tags[0]['x-northwind-function'],
    'names no x-northwind-function',
  ],
  ['no description', (d) => delete list(d).description, 'listInvoices: has no description'],
  ['no responses', (d) => delete list(d).responses, 'documents no success'],
  [
    'a page without content',
    (d) => delete list(d).responses['200'].content,
    'so its 200 must be { data: […], nextCursor }',
  ],
  [
    'content without schema',
    (d) => delete list(d).responses['200'].content['application/json'].schema,
    'its 200 has content without a schema',
  ],
  [
    'a range of statuses',
    (d) => (list(d).responses['2XX'] = { description: 'x' }),
    'documents the response "2XX"',
  ],
  [
    'the response default',
    (d) => (list(d).responses['default'] = { description: 'x' }),
    'documents the response "default"',
  ],
  [
    'CSV',
    (d) => (list(d).responses['200'].content = { 'text/csv': { schema: { type: 'string' } } }),
    'its 200 is text/csv; it must be application/json alone',
  ],
  [
    'a media type with a charset',
    (d) =>
      (create(d).requestBody.content = {
        'application/json; charset=utf-8': create(d).requestBody.content['application/json'],
      }),
    'a body is application/json',
  ],
  [
    'a list as body',
    (d) =>
      (create(d).requestBody.content['application/json'].schema = {
        type: 'array',
        items: { type: 'string' },
      }),
    'its body must be one object',
  ],
  ['an optional body', (d) => delete create(d).requestBody.required, 'its body must say required: true'],
  [
    'a body and a query',
    (d) => (create(d).parameters = [...create(d).parameters, query({})]),
    'has a body and query parameters',
  ],
  [
    'a cookie',
    (d) => list(d).parameters.push(query({ in: 'cookie' })),
    'the cookie parameter "year" is not supported',
  ],
  [
    'a list in the query',
    (d) => list(d).parameters.push(query({ schema: { type: 'array', items: { type: 'string' } } })),
    'is of type array; API Gateway passes one string',
  ],
  [
    'brackets in the query',
    (d) => list(d).parameters.push(query({ name: 'filter[year]' })),
    'has characters that API Gateway cannot map',
  ],
  [
    'a parameter with content',
    (d) => list(d).parameters.push({ name: 'f', in: 'query', content: {} }),
    'content is not supported, use a schema',
  ],
  [
    'a required header',
    (d) => list(d).parameters.push(query({ in: 'header', name: 'X-Year', required: true })),
    'no SDK method has an option for it',
  ],
  [
    'a path parameter with a dash',
    (d) => {
      d.paths['/invoices/{invoice-id}'] = invoice(d);
    },
    '"{invoice-id}" is no path segment',
  ],
  [
    'a path parameter named options',
    (d) => {
      d.paths['/files/{options}'] = {
        get: { ...invoice(d).get, parameters: [query({ in: 'path', name: 'options', required: true })] },
      };
    },
    'has a name that the generated method uses itself',
  ],
  [
    'an undeclared path parameter',
    (d) => {
      d.paths['/invoices/{other}'] = { get: { ...invoice(d).get } };
    },
    'the path has {other} and no parameter of that name',
  ],
  ['OPTIONS', (d) => (d.paths['/invoices'].options = {}), 'options of a path is not supported'],
  [
    'a wrong reference',
    (d) => (list(d).responses['200'] = { $ref: '#/components/responses/Nobody' }),
    'names no component; check its spelling',
  ],
  [
    'a reference into a schema',
    (d) => (schemas(d).Colour = { $ref: '#/components/schemas/Invoice/properties/id' }),
    'must name a whole component',
  ],
  [
    'words beside a reference',
    (d) => (schemas(d).Colour = { $ref: '#/components/schemas/Invoice', description: 'x' }),
    '"description" beside $ref is ignored',
  ],
  ['oneOf', (d) => (schemas(d).Colour = { oneOf: [] }), 'the keyword oneOf is not supported: use one object'],
  ['anyOf', (d) => (schemas(d).Colour = { anyOf: [] }), 'the keyword anyOf is not supported'],
  ['const', (d) => (schemas(d).Colour = { type: 'string', const: 'x' }), 'use an enum of one value'],
  [
    'a schema without a type',
    (d) => (schemas(d).Colour = { description: 'x' }),
    'has no type; say one of object',
  ],
  ['two types', (d) => (schemas(d).Colour = { type: ['string', 'null'] }), 'for null say nullable: true'],
  ['an array of anything', (d) => (schemas(d).Colour = { type: 'array' }), 'is an array without items'],
  [
    'a set of objects',
    (d) =>
      (schemas(d).Colour = {
        type: 'array',
        uniqueItems: true,
        items: { $ref: '#/components/schemas/Customer' },
      }),
    'uniqueItems of objects',
  ],
  [
    'a bound of JSON Schema',
    (d) => (schemas(d).Colour = { type: 'integer', exclusiveMinimum: 3 }),
    'exclusiveMinimum is true or false in OpenAPI 3.0',
  ],
  [
    'an unknown format',
    (d) => (schemas(d).Colour = { type: 'string', format: 'ulid' }),
    'format "ulid" is unknown; use a pattern',
  ],
  [
    'a schema named Record',
    (d) => (schemas(d).Record = { type: 'string' }),
    'the schema name Record is taken',
  ],
  [
    'a list of itself',
    (d) => (schemas(d).Tree = { type: 'array', items: { $ref: '#/components/schemas/Tree' } }),
    'Tree contains itself without an object between',
  ],
  [
    'a property in two parts',
    (d) =>
      (schemas(d).Twice = {
        allOf: [
          { $ref: '#/components/schemas/Customer' },
          { type: 'object', properties: { name: { type: 'string' } } },
        ],
      }),
    'allOf has the property "name" in two parts',
  ],
  ['OpenAPI 3.1', (d) => (d.openapi = '3.1.0'), 'API Gateway imports 3.0.x'],
  [
    'a document of another kind',
    (d) => {
      for (const key of Object.keys(d)) delete d[key];
      d.swagger = '2.0';
    },
    'the document has no info',
  ],
];

describe('the REST contract', () => {
  it.each(mistakes)('with %s is refused', (_, change, message) => {
    const told = rest(change);
    expect(told).toContain(message);
    for (const line of told.split('\n')) expect(line).toMatch(/^schema\/openapi\.yaml:\d+:\d+ \S/);
  });

  it('is refused at the line of the mistake, with every mistake at once', () => {
    const broken = text
      .replace('operationId: listInvoices', 'summary2: x')
      .replace('type: string\n', 'type: text\n');
    const line = text.slice(0, text.indexOf('      operationId: listInvoices')).split('\n').length;
    const told = messageOf(() => parseContract(broken)).split('\n');
    // The operation itself begins a line above.
    expect(told[0]).toMatch(
      new RegExp(`^schema/openapi\\.yaml:${line - 1}:5 GET /invoices: has no operationId`),
    );
    expect(told.length).toBeGreaterThan(1);
  });

  it('that is no YAML is refused where it stops being YAML', () => {
    expect(messageOf(() => parseContract('openapi: 3.0.3\ninfo: {'))).toMatch(
      /^schema\/openapi\.yaml:2:\d+ is no YAML here/,
    );
  });

  it.each([
    ['a query parameter with a dash', (d: Loose) => list(d).parameters.push(query({ name: 'issued-year' }))],
    [
      "a path's parameter stated again by an operation",
      (d: Loose) => (invoice(d).get.parameters = [query({ in: 'path', name: 'invoiceId', required: true })]),
    ],
    [
      'a plural of its own',
      (d: Loose) => {
        d.tags[0]['x-northwind-singular'] = 'bill';
        list(d).operationId = 'listBills';
      },
    ],
  ])('with %s is taken', (_, change) => {
    expect(rest(change).replaceAll(/.*does not name the noun.*\n?/g, '')).toMatch(/^(accepted)?$/);
  });
});

describe('the GraphQL contract', () => {
  it.each([
    [
      'an unknown type',
      'status: LockerStatus',
      'status: LockerState',
      'the type LockerState is not defined; check its spelling',
    ],
    [
      'a scalar without one meaning',
      'status: LockerStatus',
      'status: AWSJSON',
      'the scalar AWSJSON is not supported: AppSync parses it',
    ],
    ['@aws_auth', '@aws_iam', '@aws_auth', '@aws_auth is ignored'],
    ['a directive of ours', '@aws_iam', '@fast', 'the directive @fast is not supported'],
    [
      'an interface',
      'type Delivery ',
      'interface Thing { id: ID! }\ntype Delivery ',
      'Thing is an interface: a resolver could not say which type',
    ],
    ['a union', 'type Delivery ', 'union Thing = Delivery | Locker\ntype Delivery ', 'Thing is a union'],
    [
      'a type named Readonly',
      'type Delivery ',
      'type Readonly { id: ID! }\ntype Delivery ',
      'Readonly is taken in TypeScript',
    ],
    [
      'a type twice',
      'type Delivery ',
      'enum Locker { A }\ntype Delivery ',
      'Locker is defined a second time',
    ],
    ['a missing brace', 'type Delivery ', 'type Delivery2 { \ntype Delivery ', 'Syntax Error'],
  ])('with %s is refused', (_, from, to, message) => {
    expect(sdl).toContain(from);
    const told = messageOf(() => buildContract(sdl.replace(from, to)));
    expect(told).toContain(message);
    expect(told).toMatch(/^schema\/schema\.graphql:\d+:\d+ \S/);
  });

  it.each([
    ['an unknown field', 'query Get { getLocker(lockerId: "x") { colour } }', 'Cannot query field "colour"'],
    ['no name', 'query { getLocker(lockerId: "x") { id } }', 'an operation has no name'],
    [
      'a wrong variable',
      'query Get($id: Int!) { getLocker(lockerId: $id) { id } }',
      'used in position expecting type',
    ],
  ])('refuses a document with %s', (_, document, message) => {
    const file = 'schema/operations/courier.graphql';
    const told = messageOf(() =>
      listDocuments(buildContract(sdl), [
        { name: 'courier', path: file, document: parseFile(document, file) },
      ]),
    );
    expect(told).toContain(message);
    expect(told).toMatch(/^schema\/operations\/courier\.graphql:1:\d+ /);
  });
});

/** As public documents are: for other generators, with what this one does not know. */
const petShop = `openapi: 3.0.3
info: { title: Pet shop, version: 1.0.0 }
servers: [{ url: 'https://pets.example/v2' }]
paths:
  /pets:
    get:
      operationId: pets.list
      parameters:
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
        - { name: session, in: cookie, schema: { type: string } }
      responses:
        '200': { description: Pets., content: { application/xml: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } }
        default: { description: Something else. }
    post:
      requestBody: { content: { multipart/form-data: { schema: { type: object } } } }
      responses: { '201': { description: Made., headers: { X-Next: { schema: { type: string } } } } }
  /pets/{pet-id}:
    $ref: './pet.yaml'
components:
  securitySchemes: { key: { type: apiKey, in: query, name: key } }
  schemas:
    Pet:
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { type: object }]
      discriminator: { propertyName: kind }
    Cat: { type: object, properties: { lives: {} } }
`;

it('a document made for other generators is refused at each of its places, and none is a crash', () => {
  const lines = messageOf(() => parseContract(petShop)).split('\n');
  expect(lines.filter((line) => !/^schema\/openapi\.yaml:\d+:\d+ \S/.test(line))).toEqual([]);
  const told = new Set(lines.map((line) => Number(line.split(':')[1])));
  const places = [
    'pets.list',
    'name: tags',
    'in: cookie',
    'application/xml',
    'default:',
    'multipart',
    './pet',
    'oneOf',
  ];
  const lineOf = (text: string): number => petShop.split('\n').findIndex((line) => line.includes(text)) + 1;
  expect(places.filter((text) => !told.has(lineOf(text)))).toEqual([]);
});

it('of thousands of findings the first fifty are shown, and how many there are more', () => {
  const findings = Array.from({ length: 7_850 }, (_, index) => `schema/openapi.yaml:${index + 1}:1 wrong`);
  expect(shortened(findings)).toHaveLength(51);
  expect(shortened(findings).at(-1)).toBe('… and 7,800 more.');
  expect(shortened(findings.slice(0, 50))).toEqual(findings.slice(0, 50));
});

describe('an event', () => {
  const event = {
    $id: 'door.schema.json',
    title: 'Door',
    description: 'x',
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' } },
  };

  it.each([
    ['another $id', { $id: 'gate.schema.json' }, '$id must be the file\'s own name, "door.schema.json"'],
    ['no title', { title: undefined }, 'title must be a PascalCase name'],
    ['an unknown keyword', { anyOf: [] }, 'the keyword anyOf is not supported in an event'],
    ['a property without a type', { properties: { id: {} } }, 'has no type; say one of object'],
    ['two types', { properties: { id: { type: ['string', 'null'] } } }, 'is not supported; use object'],
    [
      'a reference to nowhere',
      { properties: { id: { $ref: '#/definitions/Id' } } },
      '$ref "#/definitions/Id" leads nowhere',
    ],
    ['a required property that is none', { required: ['colour'] }, 'requires "colour", which is no property'],
  ])('with %s is refused', (_, change, message) => {
    const schema = JSON.stringify({ ...event, ...change }, null, 2);
    const told = messageOf(() => parseEventSchema('door.schema.json', schema, ['door.schema.json']));
    expect(told).toContain(message);
    expect(told).toMatch(/^schema\/events\/door\.schema\.json:\d+:\d+ \S/);
  });

  it('that is no JSON is refused where it stops being JSON', () => {
    expect(messageOf(() => parseEventSchema('door.schema.json', '{ "a": ', []))).toMatch(
      /door\.schema\.json:1:\d+ is no JSON here/,
    );
  });
});
