/**
 * `validators/records.js`: each kind of item of the table, held to what the contracts show of it. What an item has beside that, and what it
 * lacks, is the backend's to say (`data/records.ts`).
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnySchemaObject } from 'ajv';
import {
  getNullableType,
  isEnumType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { contractError } from '../../contract/finding.ts';
import { readSchema, schemaPath } from '../../contract/graphql/schema.ts';
import { isReference, type OpenApiDocument, type SchemaObject } from '../../contract/openapi/document.ts';
import { flatSchemas } from '../../contract/openapi/flatten.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { generatedHeader, readByDefinitions, type Generator } from '../../generator.ts';
import { toJsonSchema } from './json-schema.ts';
import { Compiler, validatorsFolder } from './validators.ts';

const recordsModule = 'backend/src/data/records.ts';

/** As `data/records.ts` has it. */
interface RecordDefinition {
  readonly shownAs?: { readonly rest?: string; readonly graphql?: string };
  readonly computed: Readonly<Record<string, string>>;
  readonly own: Readonly<Record<string, string>>;
}

interface RecordsModule {
  readonly records: Readonly<Record<string, RecordDefinition>>;
}

interface Shown {
  readonly properties: Readonly<Record<string, AnySchemaObject>>;
  readonly required: readonly string[];
}

/** What a resource of the REST contract shows; what may be null there is absent in the item. */
function shownByRest(document: OpenApiDocument, name: string): Shown {
  const schema = flatSchemas(document)[name];
  if (schema === undefined || isReference(schema))
    throw contractError(recordsModule, `names ${name}, which no object schema of the REST contract is.`);
  const properties = Object.entries(schema.properties ?? {});
  const isNullable = (property: SchemaObject | { $ref: string }): boolean =>
    !isReference(property) && property.nullable === true;
  return {
    properties: Object.fromEntries(
      properties.map(([key, property]) => [key, toJsonSchema(document, property, true)]),
    ),
    required: properties
      .filter(([key, property]) => schema.required?.includes(key) && !isNullable(property))
      .map(([key]) => key),
  };
}

const scalars: Readonly<Record<string, AnySchemaObject>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  AWSDate: { type: 'string', format: 'date' },
  AWSDateTime: { type: 'string', format: 'date-time' },
};

function graphqlValue(type: GraphQLOutputType): AnySchemaObject {
  const named = getNullableType(type);
  // The domain writes enumerations as the REST contract does.
  if (isEnumType(named))
    return { type: 'string', enum: named.getValues().map(({ name }) => name.toLowerCase()) };
  if (isScalarType(named)) return scalars[named.name] ?? { type: 'string' };
  return isObjectType(named) ? { type: 'object' } : { type: 'array' };
}

function shownByGraphql(schema: GraphQLSchema, name: string): Shown {
  const type = schema.getType(name);
  if (!isObjectType(type))
    throw contractError(recordsModule, `names ${name}, which no object type of ${schemaPath} is.`);
  const fields = Object.values(type.getFields());
  return {
    properties: Object.fromEntries(fields.map((field) => [field.name, graphqlValue(field.type)])),
    required: fields.filter((field) => isNonNullType(field.type)).map((field) => field.name),
  };
}

/** JSON Schemas of all items by their kind; keys and the kind itself are the table's, and not in them. */
export async function recordSchemas(
  document: OpenApiDocument,
  schema: GraphQLSchema,
): Promise<Map<string, AnySchemaObject>> {
  const { records } = (await import(
    pathToFileURL(path.join(repositoryRoot, recordsModule)).href
  )) as RecordsModule;
  return new Map(
    Object.entries(records).map(([kind, { shownAs, computed, own }]) => {
      const shown: Shown =
        shownAs?.rest !== undefined
          ? shownByRest(document, shownAs.rest)
          : shownAs?.graphql !== undefined
            ? shownByGraphql(schema, shownAs.graphql)
            : { properties: {}, required: [] };
      const kept = Object.entries(shown.properties).filter(([name]) => !(name in computed));
      const added = Object.entries(own).map(([name, type]) => [name, { type: type.replace('?', '') }]);
      const required = [
        ...shown.required.filter((name) => !(name in computed)),
        ...Object.keys(own).filter((name) => own[name]?.endsWith('?') === false),
      ];
      return [
        kind,
        {
          type: 'object',
          properties: Object.fromEntries([...kept, ...added]) as Record<string, AnySchemaObject>,
          required,
          additionalProperties: false,
        },
      ];
    }),
  );
}

export const recordsGenerator: Generator = {
  name: 'records',
  reads: readByDefinitions,
  async generate() {
    const document = await readContract();
    const schemas = await recordSchemas(document, await readSchema());
    const compiler = new Compiler(document, true);
    const entries = [...schemas].map(
      ([kind, schema]) => `  ${kind}: asValidate(${compiler.add(`record${kind}`, schema)}),\n`,
    );
    const source = `schema/ and ${recordsModule}`;
    return new Map([
      [
        `${validatorsFolder}/records.js`,
        await compiler.file(`export const records = {\n${entries.join('')}};\n`, source),
      ],
      [
        `${validatorsFolder}/records.d.ts`,
        `${generatedHeader(source)}import type { ItemType } from '../../data/item-types.js';
import type { Validate } from './runtime.js';

/** By kind of item: what is wrong with one, without its keys and its kind. */
export declare const records: Readonly<Record<ItemType, Validate>>;
`,
      ],
    ]);
  },
};
