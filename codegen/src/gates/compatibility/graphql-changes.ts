/**
 * Which changes of the GraphQL contract break a program that was written against the released one. graphql-inspector finds the changes
 * and judges most of them; it takes a lost authorization directive for merely dangerous, and does not read the directives' groups.
 */
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { isObjectType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { authorizationOf, subscribedMutations } from '../../contract/graphql/authorization.ts';

export interface BreakingChange {
  /** `Query.getDelivery`, `Delivery`. */
  readonly where: string;
  readonly what: string;
}

type Marked = GraphQLField<unknown, unknown> | GraphQLObjectType;

/** Who could and no longer can, and what was closed and no longer is. */
function authorizationChanges(where: string, released: Marked, current: Marked): BreakingChange[] {
  const before = authorizationOf(released);
  const after = authorizationOf(current);
  if (before === undefined) return [];
  if (after === undefined)
    return [{ where, what: 'lost its authorization: it is open to every signed-in user.' }];
  const shutOut = before.groups.filter((group) => !after.groups.includes(group));
  return [
    ...(before.groups.length > 0 && after.groups.length === 0 && !after.iam
      ? [{ where, what: 'lost its groups: it is open to every signed-in user.' }]
      : shutOut.map((group) => ({ where, what: `is closed to the group ${group}.` }))),
    ...(before.iam && !after.iam ? [{ where, what: 'no longer takes IAM.' }] : []),
  ];
}

function subscriptionChanges(
  where: string,
  released: GraphQLField<unknown, unknown>,
  current: GraphQLField<unknown, unknown>,
): BreakingChange[] {
  const after = subscribedMutations(current) ?? [];
  return (subscribedMutations(released) ?? [])
    .filter((mutation) => !after.includes(mutation))
    .map((mutation) => ({ where, what: `no longer hears ${mutation}.` }));
}

function directiveChanges(released: GraphQLSchema, current: GraphQLSchema): BreakingChange[] {
  return Object.values(released.getTypeMap()).flatMap((type) => {
    const counterpart = current.getType(type.name);
    if (!isObjectType(type) || !isObjectType(counterpart)) return [];
    return [
      ...authorizationChanges(type.name, type, counterpart),
      ...Object.values(type.getFields()).flatMap((field) => {
        const own = counterpart.getFields()[field.name];
        const where = `${type.name}.${field.name}`;
        if (own === undefined) return [];
        return [...authorizationChanges(where, field, own), ...subscriptionChanges(where, field, own)];
      }),
    ];
  });
}

/**
 * A new value of an enumeration is no breaking change: the contract's readers are told to expect values they do not know.
 * A narrower field (`groups` fewer) is one, and so is a wider one that lost its groups altogether.
 */
export async function graphqlBreakingChanges(
  released: GraphQLSchema,
  current: GraphQLSchema,
): Promise<BreakingChange[]> {
  const changes = await diff(released, current);
  return [
    ...changes
      .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
      .map(({ path, message }) => ({ where: path ?? 'schema', what: message })),
    ...directiveChanges(released, current),
  ];
}

/** Groups that may use a field or read a type now and could not: nobody's program breaks, and a reviewer must see it. */
export function graphqlAccessChanges(released: GraphQLSchema, current: GraphQLSchema): BreakingChange[] {
  const wider = (where: string, before: Marked, after: Marked | undefined): BreakingChange[] => {
    const groups = authorizationOf(before)?.groups ?? [];
    const own = after === undefined ? [] : (authorizationOf(after)?.groups ?? []);
    return own
      .filter((group) => !groups.includes(group))
      .map((group) => ({ where, what: `members of ${group} may use it now` }));
  };
  return Object.values(released.getTypeMap()).flatMap((type) => {
    const counterpart = current.getType(type.name);
    if (!isObjectType(type) || !isObjectType(counterpart)) return [];
    return [
      ...wider(type.name, type, counterpart),
      ...Object.values(type.getFields()).flatMap((field) =>
        wider(`${type.name}.${field.name}`, field, counterpart.getFields()[field.name]),
      ),
    ];
  });
}
