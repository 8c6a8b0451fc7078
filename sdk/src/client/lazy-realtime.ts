import { UsageError } from '../errors/usage-error.ts';
import type { TokenSource } from '../auth/token-source.ts';
import type { GraphQLClient } from '../graphql/graphql-client.ts';
import type { GraphQLEndpoint } from '../graphql/send-operation.ts';
import type { LiveClient } from '../live/live-client.ts';
import { createConnectionState } from '../realtime/connection-state.ts';
import type { Carrier } from '../realtime/endpoint.ts';
import type { WebSocketConstructor } from '../realtime/appsync-socket.ts';

/** What the GraphQL half of a client is made from. */
export interface RealtimeConfig {
  readonly endpoint: GraphQLEndpoint;
  readonly auth: TokenSource;
  readonly tokenRequest: Omit<Parameters<TokenSource['accessToken']>[0], 'rejected'>;
  readonly webSocketImpl: WebSocketConstructor | undefined;
  readonly carrier: Carrier;
}

/**
 * `graphql` and `live`, whose code is loaded when they are first used: a partner's billing program never does, and it would be as
 * many bytes again as the rest of the entry.
 */
export function lazyRealtime(config: RealtimeConfig): {
  readonly graphql: GraphQLClient;
  readonly live: LiveClient;
} {
  const state = createConnectionState();
  let loaded: Promise<{ graphql: GraphQLClient; live: LiveClient }> | undefined;
  const load = async () => {
    if (!config.endpoint.graphqlUrl)
      throw new UsageError('`graphql` and `live` need `environment.graphqlUrl`.');
    return (loaded ??= import('./realtime-clients.ts').then(({ createRealtimeClients }) =>
      createRealtimeClients(config, state),
    ));
  };

  /** An iterator that exists at once and works once its code has been loaded. */
  function later<Iterator extends AsyncIterator<unknown, undefined, undefined>>(start: Promise<Iterator>) {
    const iterator = {
      next: async () => (await start).next(),
      return: async () => (await start).return?.() ?? { value: undefined, done: true as const },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  const graphql: GraphQLClient = {
    query: async (...parameters) => (await load()).graphql.query(...parameters),
    mutate: async (...parameters) => (await load()).graphql.mutate(...parameters),
    subscribe: (...parameters) => {
      const start = load().then((clients) => clients.graphql.subscribe(...parameters));
      const started = start.then((subscription) => subscription.started);
      started.catch(() => {});
      return Object.assign(later(start), { started }) as never;
    },
    connection: state,
    close: () => void loaded?.then((clients) => clients.graphql.close()),
  };
  const live: LiveClient = {
    lockerEvents: (options) => {
      let cursor = (): number | undefined => options.after;
      const start = load().then((clients) => {
        const stream = clients.live.lockerEvents(options);
        cursor = () => stream.cursor;
        return stream;
      });
      return Object.defineProperty(later(start), 'cursor', {
        get: () => cursor(),
        enumerable: true,
      }) as never;
    },
  };
  return { graphql, live };
}
