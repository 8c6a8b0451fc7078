/** What a contract admits as the value of one field, in terms that REST, GraphQL and event schemas have in common. */
import { getNullableType, isEnumType, isNonNullType, isScalarType, type GraphQLOutputType } from 'graphql';
import type { EventSchema } from '../../contract/events/schema.ts';
import { flattenAllOf } from '../../contract/openapi/flatten.ts';
import {
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';

export interface AdmittedValues {
  readonly kind: 'integer' | 'string' | 'enum' | 'other';
  /** Null or absent. */
  readonly nullable: boolean;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  /** In lower case: GraphQL writes enumerations in upper case, the others in lower case. */
  readonly values?: readonly string[] | undefined;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

const moments = new Set(['date', 'date-time']);

const ofJsonSchema = (schema: JsonSchema, nullable: boolean): AdmittedValues => {
  const listed = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  const values = listed?.filter((value): value is string => typeof value === 'string').toSorted();
  const kind =
    values !== undefined
      ? 'enum'
      : schema.type === 'integer' || schema.type === 'string'
        ? schema.type
        : 'other';
  const { minimum, maximum, minLength, maxLength, pattern } = schema;
  // Other formats have no GraphQL scalar: what they admit is text there.
  const format = moments.has(schema.format ?? '') ? schema.format : undefined;
  return { kind, nullable, values, minimum, maximum, minLength, maxLength, pattern, format };
};

/** Properties of a schema of the REST contract by name. */
export const restFields = (
  document: OpenApiDocument,
  node: SchemaObject | ReferenceObject,
): ReadonlyMap<string, AdmittedValues> => {
  const { properties = {}, required = [] } = resolve(
    document,
    flattenAllOf(document, resolve(document, node)),
  );
  return new Map(
    Object.entries(properties).map(([name, property]) => {
      const schema = resolve(document, flattenAllOf(document, property));
      const nullable = schema.nullable === true || !required.includes(name);
      return [name, ofJsonSchema(schema as JsonSchema, nullable)];
    }),
  );
};

/** Properties of an event schema's definition by name; `definitions` are those of its file. */
export const eventFields = (
  definition: EventSchema,
  definitions: Readonly<Record<string, EventSchema>>,
): ReadonlyMap<string, AdmittedValues> =>
  new Map(
    Object.entries(definition.properties ?? {}).map(([name, property]) => {
      const target = property.$ref?.replace('#/definitions/', '');
      const schema = target === undefined ? property : (definitions[target] ?? {});
      return [name, ofJsonSchema(schema as JsonSchema, !(definition.required ?? []).includes(name))];
    }),
  );

/** "Scalar types in AWS AppSync" and the GraphQL specification, "Int". */
const scalars: Readonly<Record<string, Partial<AdmittedValues>>> = {
  Int: { kind: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  AWSDate: { kind: 'string', format: 'date' },
  AWSDateTime: { kind: 'string', format: 'date-time' },
  ID: { kind: 'string' },
  String: { kind: 'string' },
};

export const graphqlValues = (type: GraphQLOutputType): AdmittedValues => {
  const nullable = !isNonNullType(type);
  const named = getNullableType(type);
  if (isEnumType(named)) {
    const values = named.getValues().map(({ name }) => name.toLowerCase());
    return { kind: 'enum', nullable, values: values.toSorted() };
  }
  const scalar = isScalarType(named) ? scalars[named.name] : undefined;
  return { kind: 'other', ...scalar, nullable };
};
