/** Which callers AppSync lets through, read from the directives of a field or a type. */
import {
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';

export interface Authorization {
  /** Groups of the user pool whose members may; empty: no user may. */
  readonly groups: readonly string[];
  /** Whether a call signed with IAM may. */
  readonly iam: boolean;
}

type Marked = {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
};

function directive(marked: Marked, name: string): Record<string, unknown> | undefined {
  const node = marked.astNode?.directives?.find((candidate) => candidate.name.value === name);
  if (node === undefined) return undefined;
  return Object.fromEntries(
    (node.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
  );
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/**
 * The modes a field or type is marked with, or undefined if it is not marked at all (AppSync then applies the API's default mode,
 * which says nothing about groups: the contract's rules refuse that).
 */
export function authorizationOf(
  marked: GraphQLField<unknown, unknown> | GraphQLObjectType,
): Authorization | undefined {
  const users = directive(marked, 'aws_cognito_user_pools');
  const iam = directive(marked, 'aws_iam') !== undefined;
  if (users === undefined && !iam) return undefined;
  return { groups: strings(users?.['cognito_groups']), iam };
}

/** The mutations whose results a subscription field receives; undefined on a field without `@aws_subscribe`. */
export function subscribedMutations(field: GraphQLField<unknown, unknown>): string[] | undefined {
  const subscribe = directive(field, 'aws_subscribe');
  return subscribe === undefined ? undefined : strings(subscribe['mutations']);
}
