/** What an API is made of: the arguments of `startAppSync`. */
import type { AuthOptions } from './auth/authenticate.ts';
import type { RefuseText } from './http/operation.ts';
import type { CachingConfig } from './resolvers/cache.ts';
import type { AppSyncInterceptor } from './interceptor.ts';
import type { CloseCodes } from './realtime/connection.ts';
import type { Certificate } from './tls/certificate.ts';
import type { ResolverLog } from './runtime/index.ts';
import type { DataSource } from './sources/source.ts';
import type { Authorize } from '../../support/access.ts';
import type { Clock } from '../../support/clock.ts';
import type { Port } from '../../support/ports.ts';

/** A unit resolver: one data source between its request and response handlers. */
export interface UnitResolverDefinition {
  readonly kind: 'UNIT';
  readonly typeName: string;
  readonly fieldName: string;
  readonly dataSource: string;
  /** The bundle: at most 32,768 characters of ES module. */
  readonly code: string;
  /** How many sibling fields one `BatchInvoke` answers at most: up to 2,000. */
  readonly maxBatchSize?: number;
  /** Heeded where the API has a cache. */
  readonly caching?: CachingConfig;
}

/** A pipeline resolver: functions in order, between the handlers of `code`. */
export interface PipelineResolverDefinition {
  readonly kind: 'PIPELINE';
  readonly typeName: string;
  readonly fieldName: string;
  readonly code: string;
  /** Names of `functions`; AppSync takes at most 10. */
  readonly functions: readonly string[];
  readonly caching?: CachingConfig;
}

export type ResolverDefinition = UnitResolverDefinition | PipelineResolverDefinition;

/** A function that pipelines share. */
export interface FunctionDefinition {
  readonly name: string;
  readonly dataSource: string;
  readonly code: string;
  /** As of a unit resolver. */
  readonly maxBatchSize?: number;
}

/**
 * @example
 * const api = await startAppSync({
 *   port: 0,
 *   schemaSDL,
 *   auth: { defaultMode: 'AMAZON_COGNITO_USER_POOLS', userPool: { issuer, jwks: jwksUrl } },
 *   dataSources: [dynamodbSource({ name: 'table', tableName: 'northwind', client })],
 *   resolvers: [{ kind: 'UNIT', typeName: 'Query', fieldName: 'getLocker', dataSource: 'table', code }],
 * });
 */
export interface AppSyncOptions {
  /** 0 takes any free port. */
  readonly port: Port;
  readonly schemaSDL: string;
  readonly auth: AuthOptions;
  /** Which root fields a signer (AWS_IAM) may call; default: any that the schema opens to signatures. */
  readonly authorize?: Authorize;
  readonly dataSources: readonly DataSource[];
  readonly resolvers: readonly ResolverDefinition[];
  readonly functions?: readonly FunctionDefinition[];
  /** `ctx.env`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default true. */
  readonly introspection?: boolean;
  /** 0 (default): no limit; AppSync takes 1 to 75. */
  readonly queryDepthLimit?: number;
  /**
   * Whether a resolver's result that is not what its field's type says, property by property, is an error; AppSync would leave out what it
   * does not know and show null for what it misses. Default false.
   */
  readonly strictResults?: boolean;
  /** Told of what resolvers write with `console.log` and `console.error`. Default: nobody. */
  readonly log?: ResolverLog;
  /** Whether the API has a cache (PER_RESOLVER_CACHING). Default false. */
  readonly caching?: boolean;
  /** How many resolvers one request may run: 10,000 (default and AppSync's most) or fewer. */
  readonly resolverCountLimit?: number;
  readonly limits?: Partial<AppSyncLimits>;
  /** Refuses texts of requests and frames that cost too much to parse. Default: none, as AppSync, which has more than one thread. */
  readonly refuseText?: RefuseText;
  /** What tokens and signatures are held to, and what `util.time` tells. Default: this machine's. */
  readonly clock?: Clock;
  readonly intercept?: AppSyncInterceptor;
  /** What the edge before the API answers in its place, by path. `host` is the one that AppSync is asked by. */
  readonly documents?: Readonly<Record<string, (host: string) => unknown>>;
  readonly closeCodes?: Partial<CloseCodes>;
  /** For https:// and wss:// on the same port. Default: self-signed, made at start. */
  readonly certificate?: Certificate;
}

/** Defaults are AppSync's own. */
export interface AppSyncLimits {
  /** How long a request may take: 30,000. */
  readonly executionMs: number;
  /** Between two `ka` frames: 60,000. */
  readonly keepAliveMs: number;
  /** What `connection_ack` tells the client: 300,000. */
  readonly connectionTimeoutMs: number;
  /** The life of a socket: 24 hours. */
  readonly connectionMs: number;
  /** 100. */
  readonly subscriptionsPerConnection: number;
  /** Larger pushes are dropped silently: 245,760. */
  readonly payloadBytes: number;
}
