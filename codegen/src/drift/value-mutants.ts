/**
 * What the backend makes at run time, wrong in one place: a resolver's result (what is published is one), a message on its way to or from a
 * device, an item of the table. Each is held to its contract in the sandbox, by the very code that these mutants meet.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnySchemaObject } from 'ajv';
import fc from 'fast-check';
import {
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { readEventSchemas } from '../contract/events/read.ts';
import { objectTypes, readSchema, rootTypeNames } from '../contract/graphql/schema.ts';
import { readContract } from '../contract/openapi/read.ts';
import { repositoryRoot } from '../contract/root.ts';
import { validationSchemas } from '../targets/backend/json-schema.ts';
import { recordSchemas } from '../targets/backend/records.ts';
import type { Mutant } from './mutant.ts';

/** Loaded by path: codegen's program does not include the backend's. */
async function load<Module>(module: string): Promise<Module> {
  return (await import(pathToFileURL(path.join(repositoryRoot, module)).href)) as Module;
}

export async function valueMutants(): Promise<Mutant[]> {
  return [...(await resultMutants()), ...(await messageMutants()), ...(await recordMutants())];
}

type Values = Readonly<Record<string, unknown>>;
type IsRight = (value: Values) => boolean;

/** Each property by another name, of another type, or left out where it is needed. */
function mutantsOf(name: string, right: Values, needed: readonly string[], isRight: IsRight): Mutant[] {
  const mutant = (what: string, change: () => Values): Mutant => ({
    kind: 'values',
    name: `${name} ${what}`,
    dies: () => {
      if (!isRight(right)) throw new Error(`${name} as it is raises an alarm: ${JSON.stringify(right)}`);
      return !isRight(change());
    },
  });
  const without = (property: string): Values =>
    Object.fromEntries(Object.entries(right).filter(([own]) => own !== property));
  return Object.entries(right).flatMap(([property, value]) => [
    mutant(`has ${property} by another name`, () => ({
      ...without(property),
      [`${property}Mutant`]: value,
    })),
    mutant(`has ${property} of another type`, () => ({
      ...right,
      [property]: typeof value === 'boolean' ? 'mutant' : true,
    })),
    ...(needed.includes(property) ? [mutant(`lacks ${property}`, () => without(property))] : []),
  ]);
}

interface Manifest {
  readonly fields: readonly { readonly type: string; readonly field: string }[];
}

interface ResultModule {
  resultChecker(
    hasResolver: (field: string) => boolean,
  ): (type: GraphQLOutputType, value: unknown) => readonly string[];
}

/** The contract in the words of AppSync's parser. */
const readDeployed = (): Promise<string> =>
  readFile(path.join(repositoryRoot, 'backend/src/generated/appsync.graphql'), 'utf8');

interface SchemaModule {
  buildAppSyncSchema(sdl: string): GraphQLSchema;
}

async function resultMutants(): Promise<Mutant[]> {
  const { resultChecker } = await load<ResultModule>(
    'backend/sandbox/src/services/appsync/resolvers/result.ts',
  );
  const { fieldsManifest } = await load<{ fieldsManifest: Manifest }>('backend/src/generated/fields.ts');
  const resolved = new Set(fieldsManifest.fields.map(({ type, field }) => `${type}.${field}`));
  const hasResolver = (field: string): boolean => resolved.has(field);
  const mistakesIn = resultChecker(hasResolver);
  const fieldsOf = (type: GraphQLObjectType): [string, unknown][] =>
    Object.values(type.getFields())
      .filter(({ name }) => !hasResolver(`${type.name}.${name}`))
      .map(({ name, type: own }) => [name, sampleOf(own)]);
  const sampleOf = (type: GraphQLOutputType): unknown => {
    const named = getNullableType(type);
    if (isListType(named)) return [sampleOf(named.ofType)];
    if (isEnumType(named)) return named.getValues()[0]?.name;
    if (isObjectType(named)) return Object.fromEntries(fieldsOf(named));
    return scalars[named.name] ?? 'text';
  };
  // With AppSync's own scalars, which judge values; codegen's have names only.
  const { buildAppSyncSchema } = await load<SchemaModule>(
    'backend/sandbox/src/services/appsync/schema/schema.ts',
  );
  return objectTypes(buildAppSyncSchema(await readDeployed()))
    .filter(({ name }) => !rootTypeNames.some((root) => root === name))
    .flatMap((type) => {
      const right = Object.fromEntries(fieldsOf(type));
      const isRight: IsRight = (value) => mistakesIn(type, value).length === 0;
      return mutantsOf(`a ${type.name} that a resolver returns`, right, Object.keys(right), isRight);
    });
}

const scalars: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1.5,
  Boolean: true,
  AWSDate: '2026-11-21',
  AWSDateTime: '2026-11-21T08:00:00.000Z',
  AWSEmail: 'a@b.example',
  AWSURL: 'https://a.example/',
  AWSPhone: '+4940123456',
};

async function messageMutants(): Promise<Mutant[]> {
  const events = await readEventSchemas();
  const validators = await load<Readonly<Record<string, IsRight | undefined>>>(
    'backend/src/generated/events/validators.js',
  );
  return events.flatMap(({ file, title, schema }) => {
    const isRight = validators[`validate${title}`];
    if (!isRight) throw new Error(`There is no validator of ${title}.`);
    const schemas = new Map(events.map((event) => [event.file, event.schema as AnySchemaObject]));
    const kinds = alternatives(schema as AnySchemaObject, new Resolver(file, schemas));
    return kinds.flatMap(({ properties, required }, index) => {
      const right = Object.fromEntries(Object.entries(properties).map(([name, own]) => [name, own()]));
      return mutantsOf(`${title} ${index + 1}`, right, required, isRight);
    });
  });
}

async function recordMutants(): Promise<Mutant[]> {
  const document = await readContract();
  const { records } = await load<{
    records: Readonly<Record<string, ((value: Values) => unknown[]) | undefined>>;
  }>('backend/src/generated/validators/records.js');
  const contract = validationSchemas(document, true);
  return [...(await recordSchemas(document, await readSchema()))].flatMap(([kind, schema]) => {
    const resolver = new Resolver('', new Map([['contract', contract]]));
    const [shape] = alternatives(schema, resolver);
    const validate = records[kind];
    if (!shape || !validate) throw new Error(`There is no validator of ${kind}.`);
    const right = Object.fromEntries(Object.entries(shape.properties).map(([name, own]) => [name, own()]));
    return mutantsOf(`an item ${kind}`, right, shape.required, (value) => validate(value).length === 0);
  });
}

interface Shape {
  readonly properties: Readonly<Record<string, () => unknown>>;
  readonly required: readonly string[];
}

/** Follows references, within a file and into others. */
class Resolver {
  readonly #file: string;
  readonly #schemas: ReadonlyMap<string, AnySchemaObject>;

  constructor(file: string, schemas: ReadonlyMap<string, AnySchemaObject>) {
    this.#file = file;
    this.#schemas = schemas;
  }

  resolve(schema: AnySchemaObject): { schema: AnySchemaObject; in: Resolver } {
    const reference = schema['$ref'] as string | undefined;
    if (reference === undefined) return { schema, in: this };
    const [file = '', pointer = ''] = reference.split('#');
    const target = new Resolver(file || this.#file, this.#schemas);
    const root = this.#schemas.get(file || this.#file) ?? {};
    const found = pointer
      .split('/')
      .filter(Boolean)
      .reduce<AnySchemaObject>((node, key) => node[key] as AnySchemaObject, root);
    return target.resolve(found);
  }
}

/** The shapes of object that a schema takes: one for each of `oneOf`, everything of `allOf` in each. */
function alternatives(node: AnySchemaObject, from: Resolver): Shape[] {
  const { schema, in: here } = from.resolve(node);
  const own: Shape = {
    properties: Object.fromEntries(
      Object.entries((schema['properties'] ?? {}) as Record<string, AnySchemaObject>).map(
        ([name, property]) => [name, () => sample(property, here)],
      ),
    ),
    required: (schema['required'] ?? []) as string[],
  };
  const parts = ((schema['allOf'] ?? []) as AnySchemaObject[]).map((part) => alternatives(part, here));
  const choices = ((schema['oneOf'] ?? []) as AnySchemaObject[]).flatMap((part) => alternatives(part, here));
  return [...parts, ...(choices.length > 0 ? [choices] : [])].reduce<Shape[]>(
    (shapes, more) =>
      shapes.flatMap((left) =>
        more.map((right) => ({
          properties: { ...left.properties, ...right.properties },
          required: [...left.required, ...right.required],
        })),
      ),
    [own],
  );
}

function sample(node: AnySchemaObject, from: Resolver): unknown {
  const { schema, in: here } = from.resolve(node);
  if (schema['const'] !== undefined) return schema['const'];
  const [first] = (schema['enum'] ?? []) as unknown[];
  if (first !== undefined) return first;
  switch (schema['type']) {
    case 'string':
      return text(schema);
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 1;
    case 'boolean':
      return true;
    case 'array': {
      const items = schema['items'] as AnySchemaObject | undefined;
      return items ? [sample(items, here)] : [];
    }
    default: {
      const [shape] = alternatives(schema, here);
      return Object.fromEntries(Object.entries(shape?.properties ?? {}).map(([name, own]) => [name, own()]));
    }
  }
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-11-21',
  'date-time': '2026-11-21T08:00:00.000Z',
  email: 'a@b.example',
  uri: 'https://a.example/',
};

function text({ format, pattern, minLength }: AnySchemaObject): string {
  const known = formats[String(format)];
  if (known !== undefined) return known;
  if (pattern === undefined) return 'a'.repeat(Math.max(Number(minLength ?? 1), 1));
  const matching = fc.stringMatching(new RegExp(String(pattern), 'u'));
  return fc.sample(matching, { numRuns: 1, seed: 1 })[0] ?? '';
}
