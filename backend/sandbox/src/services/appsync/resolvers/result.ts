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
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';

/** Whether a field has a resolver of its own, by `Type.field`: then its value is not in its parent's result. */
export type HasResolver = (field: string) => boolean;

/** Everything in a value that its type does not say, as `/items/0/status must be …`. A null at the top is always taken: errors come with it. */
export type ResultMistakes = (type: GraphQLOutputType, value: unknown) => readonly string[];

/** What is the same for all values of an object type. */
interface Shape {
  /** The fields whose values are the parent's own. */
  readonly own: readonly GraphQLField<unknown, unknown>[];
  readonly isKnown: (name: string) => boolean;
}

export function resultChecker(hasResolver: HasResolver): ResultMistakes {
  const shapes = new Map<GraphQLObjectType, Shape>();

  function shapeOf(type: GraphQLObjectType): Shape {
    const known = shapes.get(type);
    if (known !== undefined) return known;
    const fields = type.getFields();
    const own = Object.values(fields).filter(({ name }) => !hasResolver(`${type.name}.${name}`));
    // The resolvers of fields below read what their parent's result has beside its fields.
    const isSource = own.length < Object.keys(fields).length;
    const shape = { own, isKnown: (name: string) => isSource || Object.hasOwn(fields, name) };
    shapes.set(type, shape);
    return shape;
  }

  function mistakesIn(type: GraphQLOutputType, value: unknown): readonly string[] {
    if (isNonNullType(type)) return value === null ? [' must not be null'] : mistakesIn(type.ofType, value);
    if (value === null) return none;
    if (isListType(type)) {
      if (!Array.isArray(value)) return [' must be a list'];
      return value.flatMap((entry, index) => under(index, mistakesIn(type.ofType, entry)));
    }
    if (isLeafType(type)) return isOfLeaf(type, value) ? none : [` must be a value of ${type.name}`];
    if (!isObjectType(type)) return none;
    if (typeof value !== 'object' || Array.isArray(value)) return [' must be an object'];
    return objectMistakes(type, value as Record<string, unknown>);
  }

  function objectMistakes(
    type: GraphQLObjectType,
    value: Readonly<Record<string, unknown>>,
  ): readonly string[] {
    const { own, isKnown } = shapeOf(type);
    const unknown = Object.keys(value).filter((name) => !isKnown(name));
    return [
      ...unknown.map((name) => `/${name} is not a field of ${type.name}`),
      ...own.flatMap(({ name, type: fieldType }) =>
        value[name] === undefined
          ? `/${name} is missing; a field without a value is null`
          : under(name, mistakesIn(fieldType, value[name])),
      ),
    ];
  }

  return (type, value) =>
    value === null || value === undefined
      ? none
      : mistakesIn(getNullableType(type) as GraphQLOutputType, value);
}

const none: readonly string[] = [];

/** Where a mistake is, is said on the way up: hardly a value has one. */
const under = (place: string | number, mistakes: readonly string[]): readonly string[] =>
  mistakes.length === 0 ? none : mistakes.map((mistake) => `/${place}${mistake}`);

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
