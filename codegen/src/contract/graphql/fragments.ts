/**
 * One complete fragment for every type that is published to subscribers: `LockerEvent` → `LockerEventFields`.
 *
 * A subscriber receives only what the publishing mutation selected, and an enhanced filter sees only that too ("Using subscriptions
 * for real-time data", AWS AppSync). A fragment written by hand would one day lack a new field, and the new field would arrive as
 * null at every subscriber; so it is made from the type.
 */
import {
  getNamedType,
  isLeafType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type NameNode,
  type SelectionSetNode,
} from 'graphql';
import { subscribedMutations } from './authorization.ts';
import { rootFields } from './schema.ts';
import { graphqlMistake } from './supported.ts';

export const fragmentName = (typeName: string): string => `${typeName}Fields`;

/** The types that subscription fields return, in the order of the subscriptions. */
export function publishedTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  const types = rootFields(schema)
    .filter(({ type, field }) => type === 'Subscription' && subscribedMutations(field) !== undefined)
    .map(({ field }) => getNamedType(field.type))
    .filter((type) => isObjectType(type));
  return [...new Set(types)];
}

/** @param above the types this one is nested in */
function selectEverything(type: GraphQLObjectType, above: readonly string[]): SelectionSetNode {
  const path = [...above, type.name];
  const selections = Object.values(type.getFields()).map((field): FieldNode => {
    const named = getNamedType(field.type);
    const name: NameNode = { kind: Kind.NAME, value: field.name };
    if (isLeafType(named)) return { kind: Kind.FIELD, name };
    if (!isObjectType(named) || path.includes(named.name)) {
      throw graphqlMistake(
        field.astNode,
        `${path.join('.')}.${field.name}: a published type must be a finite tree of objects and leaves; leave the field out, or make it an id.`,
      );
    }
    return { kind: Kind.FIELD, name, selectionSet: selectEverything(named, path) };
  });
  return { kind: Kind.SELECTION_SET, selections };
}

export function completeFragment(type: GraphQLObjectType): FragmentDefinitionNode {
  return {
    kind: Kind.FRAGMENT_DEFINITION,
    name: { kind: Kind.NAME, value: fragmentName(type.name) },
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
    selectionSet: selectEverything(type, []),
  };
}
