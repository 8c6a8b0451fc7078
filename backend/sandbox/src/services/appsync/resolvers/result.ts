/**
 * What a resolver returned, held to its field's type. AppSync is lenient: it drops a property that the type lacks, shows a missing one as
 * null and makes `"5"` of 5, so that a misspelt field is null for months. Whoever deploys resolvers here wants to be told.
 */
import {
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';

/** Whether a field has a resolver of its own, by `Type.field`: then its value is not in its parent's result. */
export type HasResolver = (field: string) => boolean;

/** Everything in a value that its type does not say, as `/items/0/status must be …`. A null at the top is always taken: errors come with it. */
export function resultMistakes(type: GraphQLOutputType, value: unknown, hasResolver: HasResolver): string[] {
  return value === null || value === undefined
    ? []
    : mistakesAt('', getNullableType(type) as GraphQLOutputType, value, hasResolver);
}

function mistakesAt(at: string, type: GraphQLOutputType, value: unknown, hasResolver: HasResolver): string[] {
  if (isNonNullType(type))
    return value === null ? [`${at} must not be null`] : mistakesAt(at, type.ofType, value, hasResolver);
  if (value === null) return [];
  if (isListType(type)) {
    if (!Array.isArray(value)) return [`${at} must be a list`];
    return value.flatMap((entry, index) => mistakesAt(`${at}/${index}`, type.ofType, entry, hasResolver));
  }
  if (isLeafType(type)) return isOfLeaf(type, value) ? [] : [`${at} must be a value of ${type.name}`];
  if (!isObjectType(type)) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [`${at} must be an object`];
  return objectMistakes(at, type, value as Record<string, unknown>, hasResolver);
}

function objectMistakes(
  at: string,
  type: GraphQLObjectType,
  value: Readonly<Record<string, unknown>>,
  hasResolver: HasResolver,
): string[] {
  const fields = Object.values(type.getFields());
  const own = fields.filter(({ name }) => !hasResolver(`${type.name}.${name}`));
  // The resolvers of fields below read what their parent's result has beside its fields.
  const isSource = own.length < fields.length;
  const unknown = isSource
    ? []
    : Object.keys(value).filter((name) => !fields.some((field) => field.name === name));
  return [
    ...unknown.map((name) => `${at}/${name} is not a field of ${type.name}`),
    ...own.flatMap(({ name, type: fieldType }) =>
      value[name] === undefined
        ? [`${at}/${name} is missing; a field without a value is null`]
        : mistakesAt(`${at}/${name}`, fieldType, value[name], hasResolver),
    ),
  ];
}

/** GraphQL's own scalars turn numbers into texts and back; here each is what it says. */
function isOfLeaf(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return type.getValues().some(({ name }) => name === value);
  switch (type.name) {
    case 'ID':
    case 'String':
      return typeof value === 'string';
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Int':
      return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
    case 'Float':
      return Number.isFinite(value);
    default:
      try {
        type.coerceOutputValue(value);
        return true;
      } catch {
        return false;
      }
  }
}
