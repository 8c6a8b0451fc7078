/**
 * The GraphQL contract's types as a resolver sees them.
 *
 * Not by graphql-codegen's plugins `typescript` and `typescript-resolvers`: they describe a GraphQL server in one process, whose
 * resolvers are functions of parent, arguments, context and info. AppSync's are pairs of request and response, found by the field's
 * name, and a parent's data source does not return the fields that have resolvers of their own; the plugins can neither write
 * such a map nor leave fields out of a type. What they do write, a property would show as `Scalars['ID']['output']`.
 */
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { scalarTypes } from '../contract/graphql/prelude.ts';
import { declaration, named, nullable, union, type Property, type Type } from './type.ts';
import { graphqlMistake } from '../contract/graphql/supported.ts';

type ValueType = GraphQLInputType | GraphQLOutputType;

/** `[Delivery!]!` → `readonly Delivery[]`; a nullable type is a union with null. */
export function graphqlType(type: ValueType): Type {
  return isNonNullType(type) ? nonNull(type.ofType) : nullable(nonNull(type));
}

function nonNull(type: ValueType): Type {
  if (isListType(type)) return { kind: 'array', items: graphqlType(type.ofType), readonly: true };
  if (isScalarType(type)) {
    const text = scalarTypes[type.name];
    if (text === undefined)
      throw graphqlMistake(
        type.astNode,
        `The scalar ${type.name} has no TypeScript type; use one of codegen/src/contract/graphql/prelude.ts, or add it there.`,
      );
    return named(text);
  }
  return isNonNullType(type) ? nonNull(type.ofType) : named(type.name);
}

interface PropertyOptions {
  readonly description?: string | null;
  /** Whether the service writes it: it then names every field, with null where there is nothing. */
  readonly complete?: boolean;
}

/** One property. Of what a caller sends, a nullable one may be left out. */
export function graphqlProperty(
  name: string,
  type: ValueType,
  { description, complete = false }: PropertyOptions = {},
): Property {
  const optional = !complete && !isNonNullType(type);
  return {
    name,
    type: optional ? union([graphqlType(type), named('undefined')]) : graphqlType(type),
    optional,
    readonly: true,
    description: description ?? undefined,
  };
}

/** The contract's description of a field or a value, and what to use instead of it. */
export function describeField(field: {
  description: string | null | undefined;
  deprecationReason: string | null | undefined;
}): string {
  const lines = [field.description ?? ''];
  if (field.deprecationReason) lines.push(`@deprecated ${field.deprecationReason}`);
  return lines.filter(Boolean).join('\n');
}

export interface Declared {
  /** Names of fields that have resolvers of their own (`Delivery.signature`): their parent does not return them. */
  readonly withoutFields: ReadonlySet<string>;
  /** Names of the inputs that the service itself sends. */
  readonly sentInputs: ReadonlySet<string>;
}

/** A field of what the service writes that no view names does not compile: object types and `sentInputs` are complete. */
function typeDeclaration(
  type: GraphQLNamedType,
  { withoutFields, sentInputs }: Declared,
): string | undefined {
  if (isEnumType(type)) {
    const values = type.getValues().map((value): Type => ({
      kind: 'literal',
      value: value.name,
      description: describeField(value) || undefined,
    }));
    return declaration(type.name, union(values), type.description);
  }
  if (!isInputObjectType(type) && !isObjectType(type)) return undefined;
  const properties = Object.values(type.getFields())
    .filter(({ name }) => !withoutFields.has(`${type.name}.${name}`))
    .map((field) =>
      graphqlProperty(field.name, field.type, {
        description: describeField(field),
        complete: isObjectType(type) || sentInputs.has(type.name),
      }),
    );
  return declaration(type.name, { kind: 'object', properties }, type.description);
}

/** Every type of the contract except the root types, in the order they are written. */
export function declarations(schema: GraphQLSchema, declared: Declared): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !roots.some((root) => root === type))
    .map((type) => typeDeclaration(type, declared))
    .filter((text) => text !== undefined)
    .join('\n');
}
