/**
 * Which callers may resolve a field, after AWS AppSync Developer Guide, "Configuring authorization and authentication to secure
 * your GraphQL APIs": a field's directives override its type's; a field with neither takes the default mode only; `@aws_auth` is
 * heeded only while the API has a single mode.
 */
import type { ConstDirectiveNode, GraphQLField, GraphQLObjectType } from 'graphql';
import { Kind } from 'graphql';
import type { AuthMode, Caller } from './identity.ts';

/** For each mode that may resolve the field: the groups it takes, undefined for any. */
type Access = ReadonlyMap<AuthMode, ReadonlySet<string> | undefined>;

export interface FieldAccessOptions {
  readonly defaultMode: AuthMode;
  readonly singleMode: boolean;
}

export type FieldAccess = (caller: Caller, parent: GraphQLObjectType, field: string) => boolean;

export function fieldAccess(options: FieldAccessOptions): FieldAccess {
  const known = new Map<GraphQLObjectType, Map<string, Access>>();
  return (caller, parent, fieldName) => {
    let ofType = known.get(parent);
    if (ofType === undefined) known.set(parent, (ofType = new Map()));
    let access = ofType.get(fieldName);
    if (access === undefined) {
      access = accessOf(parent, parent.getFields()[fieldName], options);
      ofType.set(fieldName, access);
    }
    if (!access.has(caller.mode)) return false;
    const groups = access.get(caller.mode);
    if (groups === undefined) return true;
    return (
      caller.mode === 'AMAZON_COGNITO_USER_POOLS' &&
      (caller.identity.groups ?? []).some((group) => groups.has(group))
    );
  };
}

function accessOf(
  parent: GraphQLObjectType,
  field: GraphQLField<unknown, unknown> | undefined,
  options: FieldAccessOptions,
): Access {
  const typeDirectives = [parent.astNode, ...parent.extensionASTNodes].flatMap(
    (node) => node?.directives ?? [],
  );
  return (
    fromDirectives(field?.astNode?.directives ?? [], options) ??
    fromDirectives(typeDirectives, options) ??
    new Map([[options.defaultMode, undefined]])
  );
}

function fromDirectives(
  directives: readonly ConstDirectiveNode[],
  options: FieldAccessOptions,
): Access | undefined {
  const access = new Map<AuthMode, ReadonlySet<string> | undefined>();
  let named = false;
  for (const directive of directives) {
    switch (directive.name.value) {
      case 'aws_cognito_user_pools':
        named = true;
        access.set('AMAZON_COGNITO_USER_POOLS', groupsOf(directive));
        break;
      case 'aws_auth':
        if (!options.singleMode) break;
        named = true;
        access.set('AMAZON_COGNITO_USER_POOLS', groupsOf(directive));
        break;
      case 'aws_iam':
        named = true;
        access.set('AWS_IAM', undefined);
        break;
      case 'aws_api_key':
      case 'aws_oidc':
      case 'aws_lambda':
        // Modes this stand-in does not offer; naming them still closes the field to the others.
        named = true;
        break;
    }
  }
  return named ? access : undefined;
}

function groupsOf(directive: ConstDirectiveNode): ReadonlySet<string> | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === 'cognito_groups')?.value;
  if (value === undefined) return undefined;
  const entries = value.kind === Kind.LIST ? value.values : [value];
  return new Set(entries.map((entry) => (entry.kind === Kind.STRING ? entry.value : '')));
}
