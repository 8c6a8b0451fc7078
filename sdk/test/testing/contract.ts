// Whether a value is what the contracts say, read from the contracts themselves.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';
import { parse } from 'yaml';
import { sdkFolder } from '../packed.ts';

const contracts = path.join(sdkFolder, '../schema');

interface Operation {
  readonly operationId?: string;
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref: string } }> };
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { type?: string; allOf?: unknown }> };
}

const openapi = parse(await readFile(path.join(contracts, 'openapi.yaml'), 'utf8')) as Document;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'contract', ...openapi });

/** Every schema that is an object. */
export const objectSchemas = Object.entries(openapi.components.schemas)
  .filter(([, { type, allOf }]) => type === 'object' || allOf !== undefined)
  .map(([name]) => name)
  .filter((name) => name !== 'Metadata');

/** The name of the schema of an operation's body. */
export const bodySchema = (name: string): string | undefined =>
  Object.values(openapi.paths)
    .flatMap((item) => Object.values(item))
    .find(({ operationId }) => operationId === name)
    ?.requestBody?.content['application/json']?.schema.$ref.split('/')
    .at(-1);

/** What is wrong with a value of a schema of the REST contract. */
export function restErrors(schema: string, value: unknown): string[] {
  const validate = ajv.getSchema(`contract#/components/schemas/${schema}`);
  if (validate === undefined) return [`There is no schema ${schema}.`];
  if (validate(value) === true) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${schema}${instancePath} ${message}`);
}

const eventsFolder = path.join(contracts, 'events');
const events = new Ajv({ strict: false, allErrors: true });
addFormats.default(events);
for (const name of await readdir(eventsFolder))
  events.addSchema(JSON.parse(await readFile(path.join(eventsFolder, name), 'utf8')) as object);

/** What is wrong with a value of a contract of `schema/events`. */
export function eventErrors(file: string, value: unknown): string[] {
  const validate = events.getSchema(file);
  if (validate === undefined) return [`There is no contract ${file}.`];
  if (validate(value) === true) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${file}${instancePath} ${message}`);
}

const sdl = await readFile(path.join(contracts, 'schema.graphql'), 'utf8');
export const graphqlSchema = buildSchema(
  `${sdl}
  scalar AWSDate scalar AWSDateTime scalar AWSURL
  directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
  directive @aws_iam on OBJECT | FIELD_DEFINITION
  directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION`,
);

const SCALARS: Record<string, (value: unknown) => boolean> = {
  ID: (value) => typeof value === 'string' && value !== '',
  String: (value) => typeof value === 'string',
  Int: (value) => Number.isInteger(value),
  Float: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  AWSDate: (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)),
  AWSDateTime: (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(value)),
  AWSURL: (value) => URL.canParse(String(value)),
};

/** What is wrong with a value of a type of the GraphQL contract; an object has all of its fields, and no others. */
export function graphqlErrors(name: string, value: unknown): string[] {
  const check = (type: GraphQLInputType | GraphQLOutputType, at: string, one: unknown): string[] => {
    if (isNonNullType(type)) return one === null ? [`${at} is null`] : check(type.ofType, at, one);
    if (one === null) return [];
    if (isListType(type))
      return Array.isArray(one)
        ? one.flatMap((item, index) => check(type.ofType, `${at}/${index}`, item))
        : [`${at} is no list`];
    if (isEnumType(type)) return type.getValue(String(one)) ? [] : [`${at} is ${String(one)}`];
    if (isObjectType(type) || isInputObjectType(type)) {
      const fields = type.getFields();
      const unknown = Object.keys(one as object).filter((key) => !(key in fields));
      return [
        ...unknown.map((key) => `${at}/${key} is unknown`),
        ...Object.values(fields).flatMap((field) =>
          check(field.type, `${at}/${field.name}`, (one as Record<string, unknown>)[field.name]),
        ),
      ];
    }
    return SCALARS[type.name]?.(one) ? [] : [`${at} is ${JSON.stringify(one)}`];
  };
  return check(graphqlSchema.getType(name) as GraphQLOutputType, name, value);
}
