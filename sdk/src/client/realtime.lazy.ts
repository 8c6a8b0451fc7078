import { assertAccessToken } from '../auth/access-token.ts';
import { isFixedToken } from '../auth/fixed-token.ts';
import type { TokenSource } from '../auth/token-source.ts';
import { isNorthwindError } from '../errors/northwind-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { createGraphQLClient, type LoadedGraphQLClient } from '../graphql/graphql-client.ts';
import type { GraphQLEndpoint } from '../graphql/send-operation.ts';
import { createLiveClient, type LiveClient } from '../live/live-client.ts';
import type { WebSocketConstructor } from '../realtime/appsync-socket.ts';
import { createConnectionPool } from '../realtime/connection-pool.ts';
import { report } from '../realtime/connection-state.ts';
import type { createConnectionState } from '../realtime/connection-state.ts';
import type { WebSocketAuth } from '../realtime/endpoint.ts';
import { graphqlHostFinder } from '../realtime/graphql-host.ts';
import { refusalOf } from '../realtime/refusal.ts';
import type { Hooks } from '../transport/hooks.ts';

/** What the GraphQL half of a client is made from. */
export interface RealtimeConfig {
  readonly endpoint: GraphQLEndpoint;
  readonly auth: TokenSource;
  readonly tokenRequest: Omit<Parameters<TokenSource['accessToken']>[0], 'rejected'>;
  readonly webSocketImpl: WebSocketConstructor | undefined;
  readonly webSocketAuth: WebSocketAuth;
  readonly connectTimeoutMs: number | undefined;
  readonly log: ((message: string, details: Record<string, unknown>) => void) | undefined;
  readonly hook: Hooks['realtime'];
}

/** The GraphQL half of a client, as it is when it has been loaded. */
export interface RealtimeClients {
  readonly graphql: LoadedGraphQLClient;
  readonly live: LiveClient;
}

/** Amplify waits as long for an acknowledgement. Milliseconds. */
const ACKNOWLEDGE_TIMEOUT_MS = 15_000;
/** The socket outlives its last subscription by this: pages change, and the next one subscribes again. Milliseconds. */
const LINGER_MS = 1000;

/** Makes the GraphQL half of a client: both parts share one pool of connections. */
export function createRealtimeClients(
  config: RealtimeConfig,
  state: ReturnType<typeof createConnectionState>,
): RealtimeClients {
  const { endpoint, auth, tokenRequest, webSocketImpl, webSocketAuth, connectTimeoutMs, log, hook } = config;
  const tokenIsReplaceable = !isFixedToken(auth);
  const pool = createConnectionPool(
    {
      graphqlUrl: endpoint.graphqlUrl,
      graphqlHost: graphqlHostFinder(endpoint.transport, endpoint.graphqlUrl),
      webSocketAuth,
      connectTimeoutMs,
      webSocket: () => webSocketImpl ?? globalWebSocket(),
      accessToken: async (rejected) =>
        assertAccessToken(await auth.accessToken({ ...tokenRequest, rejected })),
      // What this package says about a token is trusted; what another token source throws is tried again.
      isPermanent: (error) => isNorthwindError(error) && refusalOf(error) !== 'transient',
      tokenIsReplaceable,
      onEvent: (event) => {
        const { type, ...details } = event;
        log?.(`realtime ${type}`, details);
        if (hook) report(() => hook(event));
      },
      acknowledgeTimeoutMs: ACKNOWLEDGE_TIMEOUT_MS,
      lingerMs: LINGER_MS,
    },
    state,
  );
  return {
    graphql: createGraphQLClient(endpoint, pool),
    live: createLiveClient(endpoint, pool, tokenIsReplaceable),
  };
}

function globalWebSocket(): WebSocketConstructor {
  const { WebSocket } = globalThis as { WebSocket?: WebSocketConstructor };
  if (WebSocket) return WebSocket;
  throw new UsageError(
    'There is no WebSocket here (Node 20): pass `webSocketImpl`, for example that of the package `ws`.',
  );
}
