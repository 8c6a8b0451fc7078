/** The commonest mistakes in the REST contract, and what its author is told: the place and what to do. */
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { expectPlaces, messageOf, readText } from '../../../test/message-of.ts';
import { contractPath } from './document.ts';
import { parseContract } from './read.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- mistakes reach deep into the document, where every step may be absent
type Loose = any;

const text = await readText(contractPath);

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
  ['tags that are no list', (d) => (list(d).tags = 'invoices'), 'listInvoices: tags must be a list'],
  [
    'parameters that are no list',
    (d) => (list(d).parameters = { year: query({}) }),
    'listInvoices: parameters must be a list',
  ],
  [
    'groups that are no list',
    (d) => (list(d)['x-northwind-groups'] = 'partner'),
    'x-northwind-groups must be a list',
  ],
  ['empty responses', (d) => (list(d).responses = null), 'responses is empty or no object'],
  ['an empty body', (d) => (create(d).requestBody = null), 'requestBody is empty or no object'],
  [
    'a parameter that is a word',
    (d) => list(d).parameters.push('Limit'),
    'a parameter has no name; write name',
  ],
  [
    'a parameter that is nowhere',
    (d) => list(d).parameters.push({ name: 'year', schema: { type: 'string' } }),
    'the parameter "year" is not supported; say in: path, query or header',
  ],
  [
    'a bound in quotes',
    (d) => (schemas(d).Customer.properties.name = { type: 'integer', minimum: '5' }),
    'minimum is "5"; it must be a number',
  ],
  [
    'a length below nothing',
    (d) => (schemas(d).Customer.properties.name = { type: 'string', maxLength: -1 }),
    'maxLength is -1; it must be a whole number from 0',
  ],
  [
    'a word for true',
    (d) => (schemas(d).Customer.properties.name = { type: 'string', nullable: 'yes' }),
    'nullable is "yes"; it must be true or false',
  ],
  [
    'a word for false',
    (d) => (schemas(d).Customer.additionalProperties = 'no'),
    'additionalProperties is "no"; it must be true, false or a schema',
  ],
  [
    'required that is no list',
    (d) => (schemas(d).Customer.required = true),
    'required is true; it must be a list',
  ],
  [
    'an enum of one word',
    (d) => (schemas(d).Colour = { type: 'string', enum: 'red' }),
    'enum is "red"; it must be',
  ],
  ['an empty allOf', (d) => (schemas(d).Colour = { allOf: [] }), 'allOf is []; it must be a list'],
  [
    'a length of a number',
    (d) => (schemas(d).Colour = { type: 'integer', maxLength: 3 }),
    'maxLength says nothing about type integer; it is for string',
  ],
  [
    'a pattern that is none',
    (d) => (schemas(d).Colour = { type: 'string', pattern: '^[a-z$' }),
    'pattern ^[a-z$ is no regular expression; look for a bracket',
  ],
  [
    'a component that is itself',
    (d) => (schemas(d).Loop = { $ref: '#/components/schemas/Loop' }),
    '"#/components/schemas/Loop" leads in a circle',
  ],
  [
    'itself or null',
    (d) =>
      (schemas(d).Tree = {
        type: 'object',
        properties: { above: { allOf: [{ $ref: '#/components/schemas/Tree' }], nullable: true } },
      }),
    'Tree holds itself by allOf, which is written out and would have no end; use $ref alone',
  ],
  [
    'allOf of itself',
    (d) =>
      (schemas(d).Loop = {
        allOf: [
          { $ref: '#/components/schemas/Loop' },
          { type: 'object', properties: { a: { type: 'string' } } },
        ],
      }),
    'Loop contains itself without an object between',
  ],
  [
    'a problem without a title',
    (d) => delete schemas(d).ProblemCode['x-northwind-problems'].not_found.title,
    'the problem not_found has no title',
  ],
  ['no paths', (d) => (d.paths = null), 'the document has no paths'],
  ['no security schemes', (d) => delete d.components.securitySchemes, 'has no components.securitySchemes'],
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
    expectPlaces(told, contractPath);
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
