/** A stand-in for AWS AppSync on one port: the GraphQL endpoint and the real-time endpoint of one API. */
import { ConnectionCut } from '../../support/contained.ts';
import { answerInProcess, type Service } from '../../support/in-process.ts';
import { loopbackAddress } from '../../support/ports.ts';
import { authenticator } from './auth/authenticate.ts';
import { fieldAccess } from './auth/field-access.ts';
import type { Caller } from './auth/identity.ts';
import { noFaults, type Faults } from './faults.ts';
import { graphqlEndpoint } from './http/endpoint.ts';
import { validator } from './http/validation.ts';
import type { AppSyncOptions } from './options.ts';
import type { ConnectionOptions } from './realtime/connection.ts';
import { realtimeLimits } from './realtime/frames.ts';
import { Hub } from './realtime/hub.ts';
import { realtimeServer } from './realtime/server.ts';
import { compileResolvers } from './resolvers/compile.ts';
import { ResolverCache } from './resolvers/cache.ts';
import { createExecutor, executionLimits } from './resolvers/executor.ts';
import { loopbackCertificate } from './tls/certificate.ts';
import { listenWithAndWithoutTls } from './tls/listen.ts';
import { resultChecker } from './resolvers/result.ts';
import { buildAppSyncSchema, subscriptionLinks } from './schema/schema.ts';

const graphqlPath = '/graphql';

export interface AppSync {
  /** `http://127.0.0.1:4015/graphql` */
  readonly graphqlUrl: string;
  /** `ws://127.0.0.1:4015/graphql/realtime` */
  readonly realtimeUrl: string;
  readonly port: number;
  /**
   * PEM of the self-signed certificate under which the same port also answers https:// and wss://, which amplify-js insists on:
   * trust it with NODE_EXTRA_CA_CERTS.
   */
  readonly certificate: string;
  /** Set its fields to make things go wrong. */
  readonly faults: Faults;
  /** Open sockets. */
  readonly connectionCount: number;
  /** Live subscriptions of all sockets. */
  readonly subscriptionCount: number;
  /**
   * Ends every socket: with a close frame, or like a broken line when no code is given.
   * @param fraction of the sockets, chosen by `faults.random`; default all
   */
  closeSockets(code?: number, reason?: string, fraction?: number): number;
  /** Breaks off the sockets that have a subscription of one of these callers. */
  closeSocketsOf(isCaller: (caller: Caller) => boolean): number;
  /** Ends all sockets, and every new one for `downMs` (default 0) milliseconds. Subscriptions are gone. */
  restart(options?: { readonly downMs?: number; readonly code?: number }): Promise<void>;
  close(): Promise<void>;
}

/**
 * @throws Error when the schema, a resolver or a link between them is something that AppSync would refuse
 * @throws PortInUseError
 */
export async function startAppSync(options: AppSyncOptions): Promise<AppSync> {
  const schema = buildAppSyncSchema(options.schemaSDL);
  const faults = noFaults();
  const singleMode = (options.auth.additionalModes ?? []).length === 0;
  const resolvers = compileResolvers(options, schema);
  const executor = createExecutor({
    schema,
    resolvers,
    authorize: options.authorize,
    access: fieldAccess({ defaultMode: options.auth.defaultMode, singleMode }),
    environment: options.environment ?? {},
    resultMistakes: options.strictResults ? resultChecker((field) => resolvers.has(field)) : undefined,
    cache: options.caching ? new ResolverCache() : undefined,
    log: options.log,
    beforeField: options.intercept?.field,
    clock: options.clock,
    resolverCountLimit: options.resolverCountLimit ?? executionLimits.resolversPerRequest,
    timeoutMs: options.limits?.executionMs ?? executionLimits.milliseconds,
  });
  const hub = new Hub({
    executor,
    links: subscriptionLinks(schema),
    faults,
    intercept: options.intercept,
    payloadBytes: options.limits?.payloadBytes ?? realtimeLimits.payloadBytes,
  });
  const shared = {
    validate: validator(schema, {
      introspection: options.introspection ?? true,
      queryDepthLimit: options.queryDepthLimit ?? 0,
    }),
    executor,
    hub,
    authenticate: authenticator(options.auth, options.clock?.now),
    faults,
    intercept: options.intercept,
    refuseText: options.refuseText ?? (() => undefined),
  };
  const realtime = realtimeServer({ ...shared, ...connectionOptions(options) });
  const endpoint = graphqlEndpoint({ ...shared, path: graphqlPath, documents: options.documents });

  const certificate = options.certificate ?? loopbackCertificate();
  const server = await listenWithAndWithoutTls(
    'GraphQL',
    options.port,
    certificate,
    endpoint.handle,
    realtime.upgrade,
  );
  const { port } = server;
  const join = (): (() => void) => joinProcess(server.url, endpoint.service);
  let leave = join();
  let isOpen = true;

  const closeSockets: AppSync['closeSockets'] = (code, reason, fraction = 1) => {
    const chosen = [...realtime.connections].filter(() => fraction >= 1 || faults.random() < fraction);
    for (const connection of chosen) {
      if (code === undefined) connection.terminate();
      else connection.close(code, reason);
    }
    return chosen.length;
  };

  return {
    graphqlUrl: `http://${loopbackAddress}:${port}${graphqlPath}`,
    realtimeUrl: `ws://${loopbackAddress}:${port}${graphqlPath}/realtime`,
    port,
    certificate: certificate.cert,
    faults,
    get connectionCount() {
      return realtime.connections.size;
    },
    get subscriptionCount() {
      return hub.size;
    },
    closeSockets,
    closeSocketsOf(isCaller) {
      const chosen = [...realtime.connections].filter((connection) => connection.hasCaller(isCaller));
      for (const connection of chosen) connection.terminate();
      return chosen.length;
    },
    async restart({ downMs = 0, code } = {}) {
      closeSockets(code);
      leave();
      await server.restart(downMs);
      if (isOpen) leave = join();
    },
    async close() {
      isOpen = false;
      leave();
      closeSockets(1001);
      const terminate = setTimeout(() => closeSockets(), 200);
      await server.close();
      clearTimeout(terminate);
    },
  };
}

/** @returns what ends it, and breaks off what has not been answered, as the end of a connection does */
function joinProcess(origin: string, service: Service): () => void {
  const unanswered = new Set<() => void>();
  const leave = answerInProcess(
    origin,
    (request) =>
      new Promise((resolve, reject) => {
        const cut = (): void => reject(new ConnectionCut());
        unanswered.add(cut);
        void service(request)
          .then(resolve, reject)
          .finally(() => unanswered.delete(cut));
      }),
  );
  return () => {
    leave();
    for (const cut of unanswered) cut();
  };
}

type FromOptions = Omit<
  ConnectionOptions,
  'validate' | 'executor' | 'hub' | 'authenticate' | 'faults' | 'intercept' | 'refuseText'
>;

function connectionOptions(options: AppSyncOptions): FromOptions {
  const { limits = {}, closeCodes = {} } = options;
  return {
    graphqlPath,
    keepAliveMs: limits.keepAliveMs ?? realtimeLimits.keepAliveMs,
    connectionTimeoutMs: limits.connectionTimeoutMs ?? realtimeLimits.connectionTimeoutMs,
    connectionMs: limits.connectionMs ?? realtimeLimits.connectionMs,
    subscriptionsPerConnection:
      limits.subscriptionsPerConnection ?? realtimeLimits.subscriptionsPerConnection,
    closeCodes: { connectionError: 1000, lifetime: 1001, invalidation: 1000, ...closeCodes },
  };
}
