/**
 * What the SDK sends, what the server is given, what `raw` types and what the validators take are one thing: read from one schema by
 * three printers and Ajv, and compared by the compiler.
 */
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../test/compile.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/openapi/document.ts';
import { listOperations } from '../contract/openapi/operations.ts';
import { parseContract, readContract } from '../contract/openapi/read.ts';
import { toJsonSchema, validationSchemas } from '../targets/backend/json-schema.ts';
import { operationsFile } from '../targets/backend/operations-file.ts';
import { models } from '../targets/sdk/models.ts';
import { openapiTypes } from '../targets/sdk/openapi-types.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Everything that once came out differently here and there. */
const odd: Record<string, SchemaObject> = {
  OddEnum: { type: 'string', enum: ["it's", 'a"b', 'back\\slash', 'new\nline', '*/', '`${x}`', 'ünï'] },
  OddNames: {
    type: 'object',
    description: 'Ends a comment: */ and goes on.',
    required: ['a-b'],
    properties: { 'a-b': { type: 'string' }, "it's": { type: 'integer' }, class: { type: 'boolean' } },
  },
  OddBase: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
  OddBeside: { required: ['b'], allOf: [ref('OddBase')], properties: { b: { type: 'string' } } },
  OddExtended: {
    allOf: [ref('OddBase'), { type: 'object', required: ['c'], properties: { c: { type: 'integer' } } }],
  },
  OddNullable: {
    type: 'object',
    nullable: true,
    required: ['inner'],
    properties: { inner: { type: 'string', nullable: true } },
  },
  OddHolder: {
    type: 'object',
    required: ['maybe'],
    properties: {
      maybe: { allOf: [ref('OddBase')], nullable: true, description: 'A base, or none.' },
      tree: { type: 'array', items: ref('OddHolder') },
      map: { type: 'object', additionalProperties: { type: 'integer' } },
    },
  },
  OddBounds: {
    type: 'object',
    required: ['share'],
    properties: {
      share: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
    },
  },
};

let document: OpenApiDocument;
let files: Record<string, string>;
beforeAll(async () => {
  document = structuredClone(await readContract());
  Object.assign(document.components.schemas, odd);
  // It is a contract that would be taken, and comes back as it was.
  document = parseContract(JSON.stringify(document));
  const operations = listOperations(document);
  const raw = await openapiTypes(JSON.stringify(document));
  files = {
    // What the SDK leaves open to later values is its own, and tested there; here the known values are compared.
    'codegen/test/open.ts': 'export type Open<T> = T;',
    'codegen/test/models.ts': models(document, operations).replace('../support/open.ts', './open.ts'),
    'codegen/test/operations.ts': operationsFile(document, operations),
    'codegen/test/raw.ts': raw,
  };
});

/** Errors of a program that has all three at hand. */
function errors(program: string): string[] {
  const imports = `import type * as Sdk from './models.ts';
import type * as Server from './operations.ts';
import type { components } from './raw.ts';
type Raw = components['schemas'];
`;
  return compile({ ...files, 'codegen/test/program.ts': imports + program });
}

describe('the types of one schema', () => {
  it('compile, and are one type to the SDK, the server and raw', () => {
    const lines = Object.keys(document.components.schemas).map(
      (name) => `
export const raw${name} = (value: Sdk.${name}): Raw['${name}'] => value;
export const sdk${name} = (value: Raw['${name}']): Sdk.${name} => value;
export const received${name} = (value: Server.${name}): Sdk.${name} => value;`,
    );
    expect(errors(lines.join('\n'))).toEqual([]);
  });

  it('differ where the schemas differ: the comparison can fail', () => {
    expect(errors('export const f = (value: Sdk.OddBase): Sdk.OddBeside => value;')).not.toEqual([]);
  });

  it('take every example of the contract', () => {
    const contents = Object.values(document.paths)
      .flatMap((item) => Object.values(item as Record<string, { requestBody?: object; responses?: object }>))
      .flatMap(({ requestBody, responses }) => [requestBody, ...Object.values(responses ?? {})])
      .flatMap((holder) => Object.values((holder as { content?: object } | undefined)?.content ?? {})) as {
      schema: { $ref?: string };
      example?: unknown;
      examples?: Record<string, { value?: unknown }>;
    }[];
    const lines = contents.flatMap(({ schema, example, examples }) => {
      const name = schema.$ref?.split('/').at(-1);
      const values = [example, ...Object.values(examples ?? {}).map(({ value }) => value)].filter(
        (value) => value !== undefined,
      );
      return name === undefined
        ? []
        : values.map((value) => `({ value: ${JSON.stringify(value)} }) satisfies { value: Sdk.${name} };`);
    });
    expect(lines.length).toBeGreaterThan(20);
    expect(errors(lines.join('\n'))).toEqual([]);
  });

  it.each([
    ['OddEnum', "it's", true],
    ['OddEnum', 'other', false],
    ['OddNames', { 'a-b': 'x', "it's": 1 }, true],
    ['OddNames', {}, false],
    ['OddBeside', { a: 'x', b: 'y' }, true],
    ['OddBeside', { b: 'y' }, false],
    ['OddBeside', { a: 'x' }, false],
    ['OddExtended', { a: 'x', c: 1 }, true],
    ['OddExtended', { c: 1 }, false],
    ['OddNullable', null, true],
    ['OddNullable', { inner: null }, true],
    ['OddNullable', { inner: 1 }, false],
    ['OddHolder', { maybe: null }, true],
    ['OddHolder', { maybe: { a: 'x' }, tree: [{ maybe: null }], map: { x: 1 } }, true],
    ['OddHolder', { maybe: {} }, false],
    ['OddBounds', { share: 0.5 }, true],
  ])('agree with the validator on %s %j: %s', (name, value, expected) => {
    const ajv = new Ajv.default({ strict: true, strictTypes: false });
    addFormats.default(ajv);
    ajv.addSchema(validationSchemas(document, false));
    expect(ajv.validate(toJsonSchema(document, ref(name), false), value)).toBe(expected);
    const text = JSON.stringify(value);
    for (const side of ['Sdk', 'Server'])
      expect(errors(`({ value: ${text} }) satisfies { value: ${side}.${name} };`).length === 0, side).toBe(
        expected,
      );
  });

  it('leave to the validator what a type cannot say', () => {
    const ajv = new Ajv.default({ strict: true, strictTypes: false });
    addFormats.default(ajv);
    ajv.addSchema(validationSchemas(document, false));
    const validate = ajv.compile(toJsonSchema(document, ref('OddBounds'), false));
    expect([0, 1, 0.01].map((share) => validate({ share }))).toEqual([false, false, true]);
  });
});
