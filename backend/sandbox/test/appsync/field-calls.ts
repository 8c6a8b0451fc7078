/** Calls of the contract's fields, written from the contract, so that a new field is tried without a line of its own. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { fieldsManifest } from '../../../src/generated/fields.ts';
import type { FieldName } from '../../../src/generated/graphql.ts';
import { buildAppSyncSchema } from '../../src/services/appsync/schema/schema.ts';

const schema = buildAppSyncSchema(
  readFileSync(path.resolve(import.meta.dirname, '../../../src/generated/appsync.graphql'), 'utf8'),
);

export type Input = GraphQLArgument | GraphQLInputField;

/** Who may use each field. */
export const access = (name: FieldName): { readonly groups: readonly string[]; readonly iam: boolean } => {
  const entry = fieldsManifest.fields.find(({ type, field }) => `${type}.${field}` === name);
  if (!entry) throw new Error(`${name} is not in the manifest of fields: run npm run codegen.`);
  return entry;
};

const split = (name: FieldName): [string, string] => name.split('.') as [string, string];
const isRoot = (type: string): boolean => ['Query', 'Mutation', 'Subscription'].includes(type);

const fieldOf = (name: FieldName) => {
  const [typeName, fieldName] = split(name);
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`The contract has no field ${name}.`);
  return field;
};

/** Arguments of a field. */
export const argumentsOf = (name: FieldName): readonly GraphQLArgument[] => fieldOf(name).args;

const isGiven = (value: unknown): boolean => value !== undefined && value !== '';

/** A value as GraphQL writes it. */
const written = (input: Input, value: unknown): string => {
  const type = getNamedType(input.type);
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = Object.entries(value as object).flatMap(([name, inner]: [string, unknown]) => {
    const field = type.getFields()[name];
    return field && isGiven(inner) ? [`${name}: ${written(field, inner)}`] : [];
  });
  return `{ ${fields.join(', ')} }`;
};

/** Everything the type has, but for fields with resolvers of their own: each of those is a call by itself. */
const selection = (type: GraphQLNamedType): string => {
  if (!isObjectType(type)) return '';
  const resolved = new Set<string>(fieldsManifest.fields.map((entry) => `${entry.type}.${entry.field}`));
  const fields = Object.values(type.getFields()).filter(({ name }) => !resolved.has(`${type.name}.${name}`));
  return ` { ${fields.map((field) => `${field.name}${selection(getNamedType(field.type))}`).join(' ')} }`;
};

/** The query that answers with one of these, by an id. */
const queryOf = (type: string): FieldName => {
  const query = Object.values((schema.getQueryType() as GraphQLObjectType).getFields()).find(
    (field) => getNamedType(field.type).name === type,
  );
  if (!query) throw new Error(`No query answers with a ${type}: its fields' rows are to be written by hand.`);
  return `Query.${query.name}` as FieldName;
};

/**
 * The operation that calls a field with these arguments and selects everything; what is undefined or an empty text is left out. A nested field is asked
 * of the query that answers with its type.
 */
export const documentOf = (name: FieldName, valueOf: (input: Input) => unknown): string => {
  const [typeName, fieldName] = split(name);
  const field = fieldOf(name);
  const own = `${fieldName}${argumentsText(field.args, valueOf)}${selection(getNamedType(field.type))}`;
  if (isRoot(typeName)) return `${typeName.toLowerCase()} { ${own} }`;
  const query = queryOf(typeName);
  return `{ ${split(query)[1]}${argumentsText(argumentsOf(query), valueOf)} { ${own} } }`;
};

const argumentsText = (args: readonly GraphQLArgument[], valueOf: (input: Input) => unknown): string => {
  const given = args.flatMap((argument) => {
    const value = valueOf(argument);
    return isGiven(value) ? [`${argument.name}: ${written(argument, value)}`] : [];
  });
  return given.length === 0 ? '' : `(${given.join(', ')})`;
};

/** Ids by the arguments that take them, and the least of everything else that is required; what may be left out is. */
export const leastValue =
  (ids: Readonly<Record<string, string>>) =>
  (input: Input): unknown => {
    const id = ids[input.name];
    if (id !== undefined) return id;
    const type = getNamedType(input.type);
    if (!isNonNullType(input.type)) return undefined;
    if (isEnumType(type)) return type.getValues()[0]?.name;
    if (isInputObjectType(type))
      return Object.fromEntries(
        Object.values(type.getFields()).map((field) => [field.name, leastValue(ids)(field)]),
      );
    const value = leastScalars[type.name];
    if (value === undefined)
      throw new Error(`Nothing is known of ${input.name}, a ${type.name}: write the field's row by hand.`);
    return value;
  };

const leastScalars: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1,
  Boolean: true,
  String: 'text',
  AWSDate: '2026-11-21',
  AWSDateTime: '2026-11-21T09:00:00Z',
};
