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
      throw new Error(`The scalar ${type.name} has no TypeScript type yet: add it to prelude.ts.`);
    return named(text);
  }
  return isNonNullType(type) ? nonNull(type.ofType) : named(type.name);
}

/**
 * One property. A nullable one may be left out or be undefined: of what a caller sends, JSON leaves it out; of what a resolver
 * returns, AppSync reads both as null.
 */
export function graphqlProperty(name: string, type: ValueType, description?: string | null): Property {
  const isRequired = isNonNullType(type);
  return {
    name,
    type: isRequired ? graphqlType(type) : union([graphqlType(type), named('undefined')]),
    optional: !isRequired,
    readonly: true,
    description: description ?? undefined,
  };
}

/** The contract's description, and when and for what the field goes. */
export function describeField(field: {
  description: string | null | undefined;
  deprecationReason: string | null | undefined;
}): string {
  const lines = [field.description ?? ''];
  if (field.deprecationReason) lines.push(`@deprecated ${field.deprecationReason}`);
  return lines.filter(Boolean).join('\n');
}

/** @param withoutFields names of fields that have resolvers of their own, by type: their parent does not return them. */
function typeDeclaration(type: GraphQLNamedType, withoutFields: ReadonlySet<string>): string | undefined {
  if (isEnumType(type)) {
    const values = type.getValues().map((value): Type => ({
      kind: 'literal',
      value: value.name,
      description: value.description ?? undefined,
    }));
    return declaration(type.name, union(values), type.description);
  }
  if (!isInputObjectType(type) && !isObjectType(type)) return undefined;
  const properties = Object.values(type.getFields())
    .filter(({ name }) => !withoutFields.has(`${type.name}.${name}`))
    .map((field) => graphqlProperty(field.name, field.type, describeField(field)));
  return declaration(type.name, { kind: 'object', properties }, type.description);
}

/** Every type of the contract except the root types, in the order they are written. */
export function declarations(schema: GraphQLSchema, withoutFields: ReadonlySet<string>): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !roots.some((root) => root === type))
    .map((type) => typeDeclaration(type, withoutFields))
    .filter((text) => text !== undefined)
    .join('\n');
}
