/**
 * The contract's types as a resolver sees them, with their descriptions.
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
import { comment } from './text.ts';

/** `[Delivery!]!` → `readonly Delivery[]`; a nullable type is a union with null. */
export function typeText(type: GraphQLInputType | GraphQLOutputType): string {
  if (isNonNullType(type)) return nonNullText(type.ofType);
  return `${nonNullText(type)} | null`;
}

function nonNullText(type: GraphQLInputType | GraphQLOutputType): string {
  if (isListType(type)) {
    const item = typeText(type.ofType);
    return item.includes(' ') ? `readonly (${item})[]` : `readonly ${item}[]`;
  }
  if (isScalarType(type)) {
    const text = scalarTypes[type.name];
    if (text === undefined)
      throw new Error(`The scalar ${type.name} has no TypeScript type yet: add it to prelude.ts.`);
    return text;
  }
  if (isNonNullType(type)) return nonNullText(type.ofType);
  return type.name;
}

/** One property of what a caller sends: a nullable one may be left out, or be undefined, which JSON leaves out. */
export function inputProperty(name: string, type: GraphQLInputType): string {
  return isNonNullType(type)
    ? `readonly ${name}: ${typeText(type)};`
    : `readonly ${name}?: ${typeText(type)} | undefined;`;
}

/** One property of what a resolver returns: a nullable one may be left out or undefined, AppSync reads both as null. */
export function outputProperty(name: string, type: GraphQLOutputType): string {
  return isNonNullType(type)
    ? `readonly ${name}: ${typeText(type)};`
    : `readonly ${name}?: ${typeText(type)} | undefined;`;
}

/** @param withoutFields names of fields that have resolvers of their own, by type: their parent does not return them. */
export function declaration(
  type: GraphQLNamedType,
  withoutFields: ReadonlySet<string> = new Set(),
): string | undefined {
  if (isEnumType(type)) {
    const values = type.getValues().map((value) => `${comment(value.description, '  ')}  | '${value.name}'`);
    return `${comment(type.description)}export type ${type.name} =\n${values.join('\n')};\n`;
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).map(
      (field) => `${comment(field.description, '  ')}  ${inputProperty(field.name, field.type)}\n`,
    );
    return `${comment(type.description)}export interface ${type.name} {\n${fields.join('')}}\n`;
  }
  if (isObjectType(type)) {
    const fields = Object.values(type.getFields())
      .filter((field) => !withoutFields.has(`${type.name}.${field.name}`))
      .map((field) => `${comment(field.description, '  ')}  ${outputProperty(field.name, field.type)}\n`);
    return `${comment(type.description)}export interface ${type.name} {\n${fields.join('')}}\n`;
  }
  return undefined;
}

/** Every type of the contract except the root types, in the order they are written. */
export function declarations(schema: GraphQLSchema, withoutFields: ReadonlySet<string>): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !roots.some((root) => root === type))
    .map((type) => declaration(type, withoutFields))
    .filter((text) => text !== undefined)
    .join('\n');
}
