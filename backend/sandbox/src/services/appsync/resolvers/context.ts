/** The `ctx` that handlers get, after AWS AppSync Developer Guide, "AWS AppSync JavaScript resolver context object reference". */
import {
  Kind,
  print,
  responsePathAsArray,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';
import type { Identity } from '../auth/identity.ts';

export interface RequestInformation {
  readonly headers: Readonly<Record<string, string>>;
  readonly domainName: string | null;
}

export interface FieldInformation {
  readonly fieldName: string;
  readonly parentTypeName: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly selectionSetList: readonly string[];
  readonly selectionSetGraphQL: string;
}

/** What stays the same for all handlers of one field. */
export interface FieldContext {
  readonly args: Readonly<Record<string, unknown>>;
  readonly identity: Identity | null;
  readonly source: Readonly<Record<string, unknown>> | null;
  readonly request: RequestInformation;
  readonly info: FieldInformation;
  readonly env: Readonly<Record<string, string>>;
  readonly stash: Record<string, unknown>;
}

/** Null-prototype objects from graphql-js become plain ones: handlers may spread and test them like AppSync's. */
export function plain<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
}

/** The object a handler sees: a copy, because handlers may change nothing but the stash. */
export function handlerContext(
  field: FieldContext,
  state: { prev?: unknown; result?: unknown; error?: { message: string; type: string | null } | undefined },
): Record<string, unknown> {
  return {
    arguments: field.args,
    args: field.args,
    identity: field.identity,
    source: field.source,
    stash: field.stash,
    request: field.request,
    info: field.info,
    env: field.env,
    prev: { result: state.prev ?? null },
    result: state.result ?? null,
    error: state.error ?? null,
    outErrors: [],
  };
}

export function fieldInformation(info: GraphQLResolveInfo): FieldInformation {
  const [node] = info.fieldNodes;
  return {
    fieldName: info.fieldName,
    parentTypeName: info.parentType.name,
    // Few resolvers read these three, and each costs a copy or a walk of the document: made when they are read.
    get variables() {
      return plain({ ...info.variableValues.coerced });
    },
    get selectionSetList() {
      return selectionSetList(info, info.fieldNodes);
    },
    get selectionSetGraphQL() {
      return node?.selectionSet === undefined ? '' : print(node.selectionSet);
    },
  };
}

/** `["items", "items/id", …]`: aliases replace names, fragments are merged. */
function selectionSetList(info: GraphQLResolveInfo, nodes: readonly FieldNode[]): string[] {
  const paths: string[] = [];
  const walk = (set: SelectionSetNode | undefined, prefix: string) => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        const path = `${prefix}${selection.alias?.value ?? selection.name.value}`;
        if (!paths.includes(path)) paths.push(path);
        walk(selection.selectionSet, `${path}/`);
      } else {
        walk(
          selection.kind === Kind.INLINE_FRAGMENT
            ? selection.selectionSet
            : info.fragments[selection.name.value]?.selectionSet,
          prefix,
        );
      }
    }
  };
  for (const node of nodes) walk(node.selectionSet, '');
  return paths;
}

/** The names of the fields selected on the returned object: `util.error`'s data is cut down to them. */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> | undefined {
  return isObjectType(getNamedType(info.returnType))
    ? new Set(selectionSetList(info, info.fieldNodes).filter((path) => !path.includes('/')))
    : undefined;
}

export function pathOf(info: GraphQLResolveInfo): (string | number)[] {
  return responsePathAsArray(info.path);
}
