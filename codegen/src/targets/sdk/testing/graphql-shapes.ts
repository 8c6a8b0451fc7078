/** The shapes of the GraphQL contract's types, its roots among them. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { authorizationOf } from '../../../contract/graphql/authorization.ts';
import { scalarTypes } from '../../../contract/graphql/prelude.ts';
import { rootFields, type RootField } from '../../../contract/graphql/schema.ts';
import type { Examples } from './examples.ts';
import { readable, type Shape } from './shape.ts';

type ValueType = GraphQLInputType | GraphQLOutputType;

/** Where a value stands: the type, and the field of it. */
interface Place {
  readonly owner: string;
  readonly field: string;
}

/** What only the system calls, signed with IAM, is nothing that a program meets. */
export const isCalledByUsers = ({ field }: RootField): boolean =>
  (authorizationOf(field)?.groups.length ?? 0) > 0;

/** A field, and the inputs that it takes. */
const namesOf = ({ type, field }: RootField): string[] => [
  `${type}.${field.name}`,
  ...field.args.map((argument) => getNamedType(argument.type).name),
];

/** @param rest shapes of the REST contract: an id is called alike in both, and so is what they both show */
export function graphqlShapes(
  schema: GraphQLSchema,
  rest: Readonly<Record<string, Shape>>,
  examples: Examples,
): Record<string, Shape> {
  const shape = (type: ValueType, place: Place): Shape =>
    isNonNullType(type) ? value(type.ofType, place) : { nullable: true, ...value(type, place) };
  const value = (type: ValueType, place: Place): Shape => {
    if (isNonNullType(type)) return value(type.ofType, place);
    if (isListType(type))
      return { type: 'array', items: shape(type.ofType, place), minItems: 0, maxItems: 3 };
    if (isEnumType(type) || isObjectType(type) || isInputObjectType(type)) return { ref: type.name };
    return scalar(type.name, place);
  };
  const scalar = (name: string, { owner, field }: Place): Shape => {
    if (name === 'ID') return identifier(owner, field);
    if (name === 'AWSDate') return { type: 'string', format: 'date' };
    if (name === 'AWSDateTime') return { type: 'string', format: 'date-time' };
    if (name === 'AWSURL') return { type: 'string', format: 'uri' };
    const type = scalarTypes[name];
    if (type === 'boolean') return { type };
    const own = rest[owner]?.properties?.[field]?.examples ?? examples.of(owner, field);
    const shown = own.filter((example) => typeof example === type);
    if (type === 'number')
      return { type: 'integer', minimum: 1, maximum: 100, ...(shown.length > 0 && { examples: shown }) };
    return { type: 'string', examples: shown.length > 0 ? shown : [readable(field)] };
  };
  /** `lockerId`, `buildingIds`, and the `id` of a Locker or a DeliveryLocker are what REST calls LockerId and BuildingId. */
  const identifier = (owner: string, field: string): Shape => {
    const name = field === 'id' ? `${owner}Id` : field.replace(/s$/, '');
    const full = name.charAt(0).toUpperCase() + name.slice(1);
    return rest[full] ?? rest[full.replace(/^[A-Z][a-z]+/, '')] ?? { type: 'string', id: '' };
  };
  const unseen = new Set(
    rootFields(schema)
      .filter((root) => !isCalledByUsers(root))
      .flatMap(namesOf),
  );
  const types = Object.values(schema.getTypeMap()).filter(
    ({ name }) => !name.startsWith('__') && !unseen.has(name),
  );
  return Object.fromEntries(
    types.flatMap((type): [string, Shape][] => {
      if (isEnumType(type))
        return [[type.name, { type: 'string', enum: type.getValues().map(({ name }) => name) }]];
      if (!isObjectType(type) && !isInputObjectType(type)) return [];
      const seen = Object.values(type.getFields()).filter(({ name }) => !unseen.has(`${type.name}.${name}`));
      const fields = seen.map((field): [string, Shape] => [
        field.name,
        shape(field.type, { owner: type.name, field: field.name }),
      ]);
      return [[type.name, { type: 'object', properties: Object.fromEntries(fields) }]];
    }),
  );
}
