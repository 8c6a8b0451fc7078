/**
 * One contract with what codegen/README.md says that a contract may hold: it is generated, it compiles, API Gateway would import it, and a call
 * of each method arrives as it was sent.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../test/compile.ts';
import { generateBackend } from '../../targets/backend/generate.ts';
import { operationCommand } from '../../targets/cli/operation-command.ts';
import { generateGateway } from '../../targets/gateway/generate.ts';
import { generateSdk } from '../../targets/sdk/generate.ts';
import { openapiTypes } from '../../targets/sdk/openapi-types.ts';
import { sdkTestingFiles } from '../../targets/sdk/testing/generate.ts';
import { readEventSchemas } from '../events/read.ts';
import { readSchema } from '../graphql/schema.ts';
import { repositoryRoot } from '../root.ts';
import type { OperationObject, SchemaObject, TagObject } from './document.ts';
import { listOperations } from './operations.ts';
import { parseContract, readContract } from './read.ts';

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const schema = (name: string) => ref('schemas', name);

const tags: TagObject[] = [
  ['people', 'person'],
  ['boxes'],
  ['addresses'],
  ['parcelStatuses', 'parcelStatus'],
].map(([name = '', singular]) => ({
  name,
  description: `All ${name}.`,
  'x-northwind-function': 'people-api',
  ...(singular === undefined ? {} : { 'x-northwind-singular': singular }),
}));

const schemas: Record<string, SchemaObject> = {
  Mood: { type: 'string', description: 'A mood.', enum: ["it's", 'a"b', 'so-so', 'ünï', '1st'] },
  PersonCreate: {
    description: 'A person to be.',
    required: ['name'],
    allOf: [schema('PersonBase')],
    properties: { name: { type: 'string' }, 'nick-name': { type: 'string', nullable: true } },
  },
  PersonBase: {
    type: 'object',
    description: 'What all have.',
    properties: {
      mood: schema('Mood'),
      share: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
      colours: { type: 'array', uniqueItems: true, maxItems: 3, items: { type: 'string' } },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      friends: { type: 'array', items: schema('PersonBase') },
      best: { allOf: [schema('Ticket')], nullable: true, description: 'One, or none.' },
    },
  },
  Person: { description: 'A person.', allOf: [schema('PersonCreate')] },
  Ticket: {
    type: 'object',
    description: 'For later.',
    required: ['ticket'],
    properties: { ticket: { type: 'string' } },
  },
};

const json = (name: string) => ({ 'application/json': { schema: schema(name) } });
const answer = (name: string) => ({ description: `A ${name}.`, content: json(name) });
const operation = (operationId: string, tag: string, more: Partial<OperationObject>): OperationObject => ({
  operationId,
  tags: [tag],
  summary: `Does ${operationId}`,
  description: `It does ${operationId}.`,
  security: [{ oauth2: ['northwind/lockers.read'], apiKey: [] }],
  'x-northwind-groups': ['partner'],
  responses: { '200': answer('Person') },
  ...more,
});
const parameter = (where: 'path' | 'query' | 'header', name: string, type: SchemaObject) => ({
  name,
  in: where,
  ...(where === 'path' ? { required: true } : {}),
  description: `The ${name}.`,
  schema: type,
});
const body = { required: true, content: json('PersonCreate') };

const paths = {
  '/people': {
    get: operation('listPeople', 'people', {
      parameters: [
        parameter('query', 'issued-year', { type: 'integer', minimum: 1970 }),
        parameter('query', 'page.size', { type: 'number' }),
        parameter('query', '$top', { type: 'boolean' }),
        { name: 'mood', in: 'query', description: 'A mood.', schema: schema('Mood') },
        parameter('header', 'X-Trace', { type: 'string' }),
      ],
    }),
    post: operation('createPerson', 'people', {
      parameters: [ref('parameters', 'IdempotencyKey')],
      requestBody: body,
      responses: { '200': answer('Person'), '202': answer('Ticket') },
    }),
  },
  '/people/{person1}/boxes/{boxId}': {
    parameters: [
      parameter('path', 'person1', { type: 'string' }),
      parameter('path', 'boxId', { type: 'string' }),
    ],
    get: operation('getBox', 'boxes', { parameters: [parameter('path', 'boxId', { type: 'integer' })] }),
    put: operation('replaceBox', 'boxes', {
      parameters: [ref('parameters', 'IfMatch')],
      requestBody: body,
    }),
    patch: operation('updateBox', 'boxes', { requestBody: body, deprecated: true, 'x-sunset': '2099-01-31' }),
    delete: operation('deleteBox', 'boxes', { responses: { '204': { description: 'Gone.' } } }),
  },
  '/people-by.name,v1/{person1}': {
    get: operation('getAddress', 'addresses', {
      parameters: [parameter('path', 'person1', { type: 'string' })],
      security: [],
    }),
  },
  '/statuses': { get: operation('listParcelStatuses', 'parcelStatuses', {}) },
};

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly header: Record<string, string>;
  readonly body: unknown;
}
type Parameters = Record<'path' | 'query' | 'header', Record<string, unknown>>;
interface Face {
  readonly Northwind: new (
    options: object,
  ) => Record<string, Record<string, (...values: unknown[]) => Promise<unknown>>>;
  readonly validators: Record<
    string,
    {
      parameters: (raw: Parameters) => { parameters: Parameters; errors: unknown[] };
      body?: (value: unknown) => unknown[];
    }
  >;
}

let files: Map<string, string>;
let face: Face;

/** The SDK and the validators of this contract, in one module: what is generated takes the place of what is on disk. */
async function bundled(): Promise<Face> {
  const generated = /\/src\/generated\/[\w/.-]+\.[jt]s$/;
  const { outputFiles } = await build({
    stdin: {
      contents: `export { Northwind } from './sdk/src/index.ts';
export { validators } from './backend/src/generated/validators/people-api.js';`,
      resolveDir: repositoryRoot,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [
      {
        name: 'generated',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\./ }, ({ path: name, resolveDir }) => {
            const file = path.resolve(resolveDir, name);
            return files.has(path.relative(repositoryRoot, file)) ? { path: file } : undefined;
          });
          onLoad({ filter: generated }, ({ path: file }) => {
            const contents = files.get(path.relative(repositoryRoot, file));
            return contents === undefined
              ? undefined
              : { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' };
          });
        },
      },
    ],
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-accepted-'));
  try {
    const file = path.join(folder, 'face.mjs');
    await writeFile(file, outputFiles[0]?.text ?? '');
    return (await import(pathToFileURL(file).href)) as Face;
  } finally {
    await rm(folder, { recursive: true });
  }
}

beforeAll(async () => {
  const document = structuredClone(await readContract());
  document.tags.push(...tags);
  Object.assign(document.components.schemas, schemas);
  Object.assign(document.paths, paths);
  const taken = parseContract(JSON.stringify(document));
  expect(taken).toEqual(document);
  files = new Map([
    ...generateSdk(taken, await openapiTypes(JSON.stringify(taken))),
    ...sdkTestingFiles(taken, await readSchema(), await readEventSchemas()),
    ...(await generateBackend(taken)),
    ...generateGateway(taken),
  ]);
  for (const one of listOperations(taken)) operationCommand(taken, one);
  face = await bundled();
});

it.each(['sdk', 'backend'])('compiles in the %s', (project) => {
  const own = [...files].filter(([file]) => file.startsWith(`${project}/`) && file.endsWith('.ts'));
  expect(own.length).toBeGreaterThan(3);
  expect(compile(Object.fromEntries(own), project)).toEqual([]);
});

describe('a call arrives as it was sent:', () => {
  async function sent(tag: string, method: string, values: unknown[]): Promise<Sent> {
    const requests: Request[] = [];
    const northwind = new face.Northwind({
      auth: 'token',
      apiKey: 'key',
      environment: 'sandbox',
      fetch: (input: Request | string, init?: RequestInit) => {
        requests.push(new Request(input, init));
        return Promise.resolve(
          method === 'delete' ? new Response(null, { status: 204 }) : Response.json({ name: 'Jo' }),
        );
      },
    });
    await northwind[tag]?.[method]?.(...values);
    const [request] = requests;
    if (request === undefined) throw new Error(`${tag}.${method} sent nothing.`);
    const url = new URL(request.url);
    const text = await request.text();
    return {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      header: Object.fromEntries(request.headers),
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  const given = {
    name: 'Jo',
    'nick-name': null,
    mood: "it's",
    share: 0.5,
    colours: ['red'],
    labels: { a: 'b' },
    friends: [{ mood: 'ünï' }],
    best: null,
  };

  it.each([
    [
      'people',
      'list',
      [{ 'issued-year': 2026, 'page.size': 2.5, $top: true, mood: 'a"b' }],
      'listPeople',
      { path: {}, query: { 'issued-year': 2026, 'page.size': 2.5, $top: true, mood: 'a"b' } },
    ],
    ['people', 'create', [given], 'createPerson', { path: {}, query: {} }],
    ['boxes', 'get', ['a/b %ü', '7'], 'getBox', { path: { person1: 'a/b %ü', boxId: 7 }, query: {} }],
    [
      'boxes',
      'replace',
      ['p', 'b', given, { ifMatch: '"3"' }],
      'replaceBox',
      { path: { person1: 'p', boxId: 'b' }, query: {} },
    ],
    ['boxes', 'update', ['p', 'b', given], 'updateBox', { path: { person1: 'p', boxId: 'b' }, query: {} }],
    ['boxes', 'delete', ['p', 'b'], 'deleteBox', { path: { person1: 'p', boxId: 'b' }, query: {} }],
    ['addresses', 'get', ['p'], 'getAddress', { path: { person1: 'p' }, query: {} }],
    ['parcelStatuses', 'list', [], 'listParcelStatuses', { path: {}, query: {} }],
  ])('%s.%s', async (tag, method, values, operationId, expected) => {
    const { path: where, query, header, body: content } = await sent(tag, method, values);
    const validator = face.validators[operationId];
    const template = Object.entries(paths).find(([, item]) =>
      Object.values(item).some((one) => 'operationId' in one && one.operationId === operationId),
    )?.[0];
    const names = [...(template ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const pattern = new RegExp(
      `^/v1${(template ?? '').replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)')}$`,
    );
    const found = pattern.exec(where);
    expect(found).not.toBeNull();
    // API Gateway hands path parameters on as they were sent; the backend's adapter decodes them.
    const inPath = Object.fromEntries(
      names.map((name, index) => [name, decodeURIComponent(found?.[index + 1] ?? '')]),
    );
    const read = validator?.parameters({ path: inPath, query, header });
    expect(read?.errors).toEqual([]);
    expect(read?.parameters).toMatchObject(expected);
    expect(validator?.body?.(content) ?? []).toEqual([]);
    expect(content).toEqual(values.find((value) => value === given));
  });
});
