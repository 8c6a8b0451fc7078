/** Executes documents over the schema: every field passes the directive rules, then its resolver or the parent's property. */
import {
  execute,
  executeSync,
  getOperationAST,
  isIntrospectionType,
  isObjectType,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Authorize } from '../../../support/access.ts';
import type { Clock } from '../../../support/clock.ts';
import { startTimeLimit, withinTime } from '../../../support/time-limit.ts';
import type { FieldAccess } from '../auth/field-access.ts';
import { authTypes, type Caller } from '../auth/identity.ts';
import {
  newEffects,
  ResolverError,
  unauthorizedField,
  type Effects,
  type Invalidation,
  type ResolverLog,
} from '../runtime/index.ts';
import { executionError, type AppSyncError } from '../http/errors.ts';
import { variableError } from '../http/validation.ts';
import { variablesError } from '../http/variables.ts';
import type { AppSyncInterceptor } from '../interceptor.ts';
import type { ResolverCache } from './cache.ts';
import { fieldInformation, plain, type FieldContext, type RequestInformation } from './context.ts';
import { appendedError, withSelectedData } from './field-errors.ts';
import { evaluate, type CompiledResolver } from './evaluate.ts';
import type { ResultMistakes } from './result.ts';

/** AWS AppSync endpoints and quotas. */
export const executionLimits = {
  resolversPerRequest: 10_000,
  invalidationsPerRequest: 5,
  milliseconds: 30_000,
} as const;

export interface ExecutionRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly caller: Caller;
  readonly request: RequestInformation;
}

export interface ExecutionOutcome {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly AppSyncError[];
  readonly invalidations: readonly Invalidation[];
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Undefined when nobody asked for an eviction. */
  readonly cacheEntriesDeleted: number | undefined;
  /** What the resolver of a subscription field set: its filters. */
  readonly effects: Effects;
  /** The coerced arguments of a subscription field; one that was omitted is not in it. */
  readonly rootArguments: Readonly<Record<string, unknown>>;
}

/** A published payload, cut to a subscriber's selection. */
export interface Delivery {
  readonly data: unknown;
  readonly errors: readonly AppSyncError[];
}

/** Per request; `deliver` means that a published payload is cut to a subscriber's selection and no resolver runs. */
interface ExecutionState {
  readonly kind: 'execute' | 'deliver';
  readonly caller: Caller;
  readonly request: RequestInformation;
  readonly appended: AppSyncError[];
  readonly invalidations: Invalidation[];
  readonly responseHeaders: Record<string, string>;
  readonly rootEffects: Effects;
  rootArguments: Readonly<Record<string, unknown>>;
  resolversRun: number;
  cacheEntriesDeleted: number | undefined;
}

export interface Executor {
  run(request: ExecutionRequest): Promise<ExecutionOutcome>;
  /**
   * Synchronous, so that pushes leave in the order in which they were published.
   * @param payload the mutation's result by field names, under the subscription field's name
   */
  deliver(request: ExecutionRequest, payload: Readonly<Record<string, unknown>>): Delivery;
}

export interface ExecutorOptions {
  readonly schema: GraphQLSchema;
  /** By `Type.field`. */
  readonly resolvers: ReadonlyMap<string, CompiledResolver>;
  readonly access: FieldAccess;
  /** What a role may call beside, for those who sign. */
  readonly authorize?: Authorize | undefined;
  /** `ctx.env`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly resolverCountLimit: number;
  /** What of a result is an error because its field's type does not say it; undefined: nothing. */
  readonly resultMistakes: ResultMistakes | undefined;
  /** Undefined for an API without a cache. */
  readonly cache: ResolverCache | undefined;
  readonly timeoutMs: number;
  /** What `Date` tells the resolvers and the clients of their data sources. Default: this machine's. */
  readonly clock?: Clock | undefined;
  readonly log: ResolverLog | undefined;
  /** Called before each resolver; what it throws stands in the resolver's place. */
  readonly beforeField?: AppSyncInterceptor['field'] | undefined;
}

export function createExecutor(options: ExecutorOptions): Executor {
  const { schema, timeoutMs, clock } = options;
  const inTime = <T>(work: () => T): T => (clock ? clock.run(work) : work());
  attachResolvers(options);

  return {
    async run(request) {
      const state = newState('execute', request);
      const operation = getOperationAST(request.document, request.operationName);
      const unfit = operation ? variablesError(schema, operation, request.variables ?? {}) : undefined;
      if (unfit) return { ...outcomeOf(state, null), errors: [variableError(unfit)] };
      const running = inTime(() => execute(executionArguments(schema, request, state)));
      const result = await withinTime(startTimeLimit(timeoutMs), Promise.resolve(running), () => undefined);
      return result === undefined
        ? { ...outcomeOf(state, null), errors: [timedOut] }
        : outcomeOf(state, result, schema);
    },

    deliver(request, payload) {
      const state = newState('deliver', request);
      const result = executeSync({ ...executionArguments(schema, request, state), rootValue: payload });
      return { data: result.data ?? null, errors: errorsOf(result, schema) };
    },
  };
}

const timedOut: AppSyncError = {
  path: null,
  locations: null,
  errorType: 'ExecutionTimeout',
  message: 'Execution timed out.',
};

function executionArguments(
  schema: GraphQLSchema,
  request: ExecutionRequest,
  state: ExecutionState,
): ExecutionArgs {
  return {
    schema,
    document: request.document,
    contextValue: state,
    ...(request.operationName ? { operationName: request.operationName } : {}),
    ...(request.variables ? { variableValues: request.variables } : {}),
  };
}

function outcomeOf(
  state: ExecutionState,
  result: ExecutionResult | null,
  schema?: GraphQLSchema,
): ExecutionOutcome {
  return {
    data: result?.data ?? null,
    errors: result && schema ? [...state.appended, ...errorsOf(result, schema)] : [],
    invalidations: result ? state.invalidations : [],
    responseHeaders: state.responseHeaders,
    cacheEntriesDeleted: state.cacheEntriesDeleted,
    effects: state.rootEffects,
    rootArguments: state.rootArguments,
  };
}

function newState(kind: ExecutionState['kind'], request: ExecutionRequest): ExecutionState {
  return {
    kind,
    caller: request.caller,
    request: request.request,
    appended: [],
    invalidations: [],
    responseHeaders: {},
    rootEffects: newEffects(),
    rootArguments: {},
    resolversRun: 0,
    cacheEntriesDeleted: undefined,
  };
}

function errorsOf(result: ExecutionResult, schema: GraphQLSchema): AppSyncError[] {
  return (result.errors ?? []).map((error) => executionError(error, schema));
}

function attachResolvers(options: ExecutorOptions): void {
  for (const type of Object.values(options.schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const resolver = options.resolvers.get(`${type.name}.${field.name}`);
      field.resolve = (source: unknown, args: Record<string, unknown>, state: ExecutionState, info) =>
        resolveField(options, resolver, source, args, state, info);
    }
  }
}

function resolveField(
  options: ExecutorOptions,
  resolver: CompiledResolver | undefined,
  source: unknown,
  args: Record<string, unknown>,
  state: ExecutionState,
  info: GraphQLResolveInfo,
): unknown {
  const own = (source as Record<string, unknown> | null | undefined)?.[info.fieldName];
  if (!options.access(state.caller, info.parentType, info.fieldName)) {
    throw unauthorizedField(info.fieldName, info.parentType.name);
  }
  if (info.path.prev === undefined) {
    state.rootArguments = args;
    if (state.kind === 'execute') checkRole(options, state.caller, info);
  }
  const runs = resolver !== undefined && state.kind === 'execute';
  return runs ? runResolver(options, resolver, source, args, state, info) : own;
}

/** "appsync:GraphQL" on `types/Mutation/fields/…`: root fields are what a policy names (AWS AppSync, "AWS_IAM authorization"). */
function checkRole({ authorize }: ExecutorOptions, caller: Caller, info: GraphQLResolveInfo): void {
  if (caller.mode !== 'AWS_IAM') return;
  const { fieldName, parentType } = info;
  const resource = `${parentType.name}.${fieldName}`;
  const denied = authorize?.(caller.identity.username, { action: 'appsync:GraphQL', resource });
  if (denied === undefined) return;
  throw new ResolverError({
    message: `Not Authorized to access ${fieldName} on type ${parentType.name}: ${denied}`,
    errorType: 'Unauthorized',
  });
}

async function runResolver(
  options: ExecutorOptions,
  resolver: CompiledResolver,
  source: unknown,
  args: Record<string, unknown>,
  state: ExecutionState,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  state.resolversRun += 1;
  if (state.resolversRun > options.resolverCountLimit) {
    throw new ResolverError({
      message: `The request runs more than ${options.resolverCountLimit} resolvers.`,
      errorType: 'LimitExceededException',
    });
  }
  const isRoot = info.path.prev === undefined;
  const effects = isRoot && info.operation.operation === 'subscription' ? state.rootEffects : newEffects();
  try {
    const context: FieldContext = {
      args: plain({ ...args }),
      identity: state.caller.identity,
      source: (source as Record<string, unknown> | undefined) ?? null,
      request: state.request,
      info: fieldInformation(info),
      env: options.environment,
      stash: {},
    };
    const { fieldName } = info;
    const parentTypeName = info.parentType.name;
    if (info.operation.operation !== 'subscription')
      await options.beforeField?.(`${parentTypeName}.${fieldName}`, state.caller);
    const scope = { fieldName, parentTypeName, authType: authTypes[state.caller.mode], log: options.log };
    const resolve = () => evaluate(resolver, context, effects, scope);
    const cached = options.cache && resolver.caching && info.operation.operation === 'query';
    const value = cached
      ? await options.cache.through(`${parentTypeName}.${fieldName}`, resolver.caching, context, resolve)
      : await resolve();
    requireResult(options.resultMistakes?.(info.returnType, value) ?? [], info);
    collectInvalidations(effects, state);
    // "This function only works for mutations."
    if (info.operation.operation === 'mutation') {
      for (const { field, keyValues } of effects.evictions) {
        state.cacheEntriesDeleted =
          (state.cacheEntriesDeleted ?? 0) + (options.cache?.evict(field, keyValues) ?? 0);
      }
    }
    return value;
  } catch (cause) {
    if (cause instanceof ResolverError) throw withSelectedData(cause, info);
    throw cause;
  } finally {
    Object.assign(state.responseHeaders, effects.responseHeaders);
    state.appended.push(...effects.errors.map((entry) => appendedError(entry, info)));
  }
}

/** A defect of the resolver, in words for whoever writes it. */
function requireResult(mistakes: readonly string[], info: GraphQLResolveInfo): void {
  if (mistakes.length === 0) return;
  throw new ResolverError({
    message: `${info.parentType.name}.${info.fieldName} broke the contract: ${mistakes.join('; ')}.`,
    errorType: 'ContractBroken',
  });
}

function collectInvalidations(effects: Effects, state: ExecutionState): void {
  const known = new Set(state.invalidations.map((each) => JSON.stringify(each)));
  for (const each of effects.invalidations) {
    if (!known.has(JSON.stringify(each))) state.invalidations.push(each);
    known.add(JSON.stringify(each));
  }
  if (state.invalidations.length > executionLimits.invalidationsPerRequest) {
    throw new ResolverError({
      message: `At most ${executionLimits.invalidationsPerRequest} subscriptions may be invalidated in one request.`,
      errorType: 'InvalidateSubscriptionsLimitExceeded',
    });
  }
}
