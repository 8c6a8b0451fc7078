/**
 * The runtime behind `@aws-appsync/utils`: the package on npm holds types and empty stubs, AppSync supplies the rest at run time.
 * One environment is made per handler call, so that errors, filters and invalidations belong to that call alone.
 */
import { randomUUID } from 'node:crypto';
import { dynamodb } from './dynamodb-values.ts';
import { dynamodbModule } from './dynamodb-module.ts';
import { buildExpression, readablePlaceholders } from './expressions.ts';
import { ksuid, ulid } from './identifiers.ts';
import { javaMatches } from './java-regex.ts';
import { EarlyReturn, ResolverError, type ResolverErrorEntry } from './signals.ts';
import {
  checkSubscriptionFilter,
  toSubscriptionFilter,
  type SubscriptionFilter,
} from './subscription-filter.ts';
import { time } from './time.ts';

export { EarlyReturn, ResolverError, type ResolverErrorEntry } from './signals.ts';
export type { SubscriptionFilter, FilterRule } from './subscription-filter.ts';

export interface Invalidation {
  subscriptionField: string;
  payload: Record<string, unknown>;
}

/** An entry that shall leave the API's cache. */
export interface Eviction {
  readonly field: string;
  readonly keyValues: Readonly<Record<string, unknown>>;
}

/** What the handlers of one field asked of AppSync besides their return value. */
export interface Effects {
  readonly errors: ResolverErrorEntry[];
  readonly invalidations: Invalidation[];
  readonly evictions: Eviction[];
  readonly responseHeaders: Record<string, string>;
  subscriptionFilter: SubscriptionFilter | undefined;
  invalidationFilter: SubscriptionFilter | undefined;
}

export function newEffects(): Effects {
  return {
    errors: [],
    invalidations: [],
    evictions: [],
    responseHeaders: {},
    subscriptionFilter: undefined,
    invalidationFilter: undefined,
  };
}

/** Who calls, for `util.authType()` and the message of `util.unauthorized()`. */
export interface FieldScope {
  readonly fieldName: string;
  readonly parentTypeName: string;
  readonly authType: string;
  readonly log?: ResolverLog | undefined;
}

/** What resolvers write with `console`; on AWS it is in the API's CloudWatch log. */
export type ResolverLog = (level: 'log' | 'error', values: readonly unknown[]) => void;

/** The three objects a resolver imports. */
export interface RuntimeModule {
  readonly util: Record<string, unknown>;
  readonly extensions: Record<string, unknown>;
  readonly runtime: Record<string, unknown>;
}

export function runtimeModule(effects: Effects, scope: FieldScope): RuntimeModule {
  return { util: utilFor(effects, scope), extensions: extensionsFor(effects), runtime: { earlyReturn } };
}

function utilFor(effects: Effects, scope: FieldScope): Record<string, unknown> {
  return {
    ...sharedUtil,
    authType: () => scope.authType,
    error: (message: string, errorType?: string, data?: unknown, errorInfo?: unknown) => {
      throw new ResolverError({ message, errorType: errorType ?? null, data, errorInfo });
    },
    appendError: (message: string, errorType?: string, data?: unknown, errorInfo?: unknown) => {
      effects.errors.push({
        message,
        errorType: errorType ?? null,
        data: data ?? null,
        errorInfo: errorInfo ?? null,
      });
    },
    unauthorized: () => {
      throw unauthorizedField(scope.fieldName, scope.parentTypeName);
    },
    http: {
      addResponseHeader: (name: string, value: unknown) =>
        void (effects.responseHeaders[name] = String(value)),
      addResponseHeaders: (headers: Record<string, unknown>) => {
        for (const [name, value] of Object.entries(headers)) effects.responseHeaders[name] = String(value);
      },
      copyHeaders: (headers: Record<string, unknown>) => ({ ...headers }),
    },
  };
}

/** The refusal AppSync gives for a field, be it by directive or by `util.unauthorized()`. */
export function unauthorizedField(fieldName: string, parentTypeName: string): ResolverError {
  return new ResolverError({
    message: `Not Authorized to access ${fieldName} on type ${parentTypeName}`,
    errorType: 'Unauthorized',
  });
}

function extensionsFor(effects: Effects): Record<string, unknown> {
  return {
    setSubscriptionFilter: (filter: unknown) =>
      void (effects.subscriptionFilter = checkSubscriptionFilter(filter)),
    setSubscriptionInvalidationFilter: (filter: unknown) =>
      void (effects.invalidationFilter = checkSubscriptionFilter(filter)),
    invalidateSubscriptions: (invalidation: Invalidation) => void effects.invalidations.push(invalidation),
    evictFromApiCache: (typeName: string, fieldName: string, keyValues: Record<string, unknown>) =>
      void effects.evictions.push({ field: `${typeName}.${fieldName}`, keyValues }),
  };
}

function earlyReturn(value?: unknown, options?: { skipTo?: 'END' | 'NEXT' }): never {
  throw new EarlyReturn(value ?? null, options?.skipTo);
}

const json = (build: (value: unknown) => unknown) => (value: unknown) => JSON.stringify(build(value));
const transformExpression = json((filter) => buildExpression(filter, readablePlaceholders()));

const sharedUtil: Record<string, unknown> = {
  autoId: () => randomUUID(),
  autoUlid: () => ulid(),
  autoKsuid: () => ksuid(),
  matches: javaMatches,
  escapeJavaScript: (text: string) =>
    JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('/', '\\/'),
  urlEncode: (text: string) => encodeURIComponent(text).replaceAll('%20', '+'),
  urlDecode: (text: string) => decodeURIComponent(text.replaceAll('+', '%20')),
  base64Encode: (text: string) => Buffer.from(text, 'utf8').toString('base64'),
  base64Decode: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
  time,
  dynamodb,
  transform: {
    toDynamoDBFilterExpression: transformExpression,
    toDynamoDBConditionExpression: transformExpression,
    toSubscriptionFilter,
  },
  math: {
    roundNum: (value: number) => Math.round(value),
    minVal: (one: number, other: number) => Math.min(one, other),
    maxVal: (one: number, other: number) => Math.max(one, other),
    randomDouble: () => Math.random(),
    randomWithinRange: (start: number, end: number) => start + Math.floor(Math.random() * (end - start)),
  },
  str: { normalize: (text: string, form: string) => text.normalize(form.toUpperCase()) },
};

/** The modules a resolver bundle may import, by specifier, and its `console`. */
export function resolverModules(
  effects: Effects,
  scope: FieldScope,
): Record<string, Record<string, unknown>> {
  const console = {
    log: (...values: unknown[]) => scope.log?.('log', values),
    error: (...values: unknown[]) => scope.log?.('error', values),
  };
  return {
    console,
    '@aws-appsync/utils': { ...runtimeModule(effects, scope) },
    '@aws-appsync/utils/dynamodb': dynamodbModule,
  };
}
