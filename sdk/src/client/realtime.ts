import { UsageError } from '../errors/usage-error.ts';
import type { GraphQLClient } from '../graphql/graphql-client.ts';
import type { LiveClient } from '../live/live-client.ts';
import { lazy } from '../errors/lazy.ts';
import { startCall } from '../resource/api-promise.ts';
import { traced } from '../support/caller-stack.ts';
import { createConnectionState } from '../realtime/connection-state.ts';
import type { RealtimeClients, RealtimeConfig } from './realtime.lazy.ts';

/**
 * `graphql` and `live`, whose code is loaded when they are first used: a partner's billing program never does, and it would be as
 * many bytes again as the rest of the entry.
 */
export function lazyRealtime(config: RealtimeConfig): { graphql: GraphQLClient; live: LiveClient } {
  const state = createConnectionState();
  let used = false;
  const load = lazy(async () => {
    used = true;
    if (!config.endpoint.graphqlUrl)
      throw new UsageError('`graphql` and `live` need `environment.graphqlUrl`.');
    const { createRealtimeClients } = await import('./realtime.lazy.ts');
    return createRealtimeClients(config, state);
  });

  /** An iterator that exists at once and works when its code has been loaded. Left before that, it never begins. */
  function later<Started extends AsyncIterator<unknown, undefined, undefined>>(
    start: (clients: RealtimeClients) => Started,
  ) {
    let over = false;
    const started = load().then((clients) => (over ? undefined : start(clients)));
    // Whoever loops learns of the failure there, once.
    started.catch(() => {});
    const done = { value: undefined, done: true as const };
    const iterator = {
      next: traced(async () => {
        if (over) return done;
        try {
          return (await (await started)?.next()) ?? done;
        } catch (error) {
          over = true;
          throw error;
        }
      }),
      return: async () => {
        over = true;
        void started.then(
          (running) => running?.return?.(),
          () => {},
        );
        return done;
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return { iterator, started };
  }

  const graphql: GraphQLClient = {
    query: (...parameters) => startCall(async () => (await load()).graphql.query(...parameters)),
    mutate: (...parameters) => startCall(async () => (await load()).graphql.mutate(...parameters)),
    subscribe: (...parameters) => {
      const { iterator, started } = later((clients) => clients.graphql.subscribe(...parameters));
      const live = started.then(async (subscription) => {
        if (subscription) return subscription.started;
        const { SubscriptionError } = await import('../errors/subscription-error.ts');
        throw new SubscriptionError('subscribe', 'it was ended before it began', []);
      });
      live.catch(() => {});
      return Object.assign(iterator, { started: live }) as never;
    },
    connection: state,
    close: () => {
      if (used)
        void load().then(
          (clients) => clients.graphql.close(),
          () => {},
        );
    },
  };
  const live: LiveClient = {
    lockerEvents: (options) => {
      let cursor = (): number | undefined => (options as Partial<typeof options> | undefined)?.after;
      const { iterator } = later((clients) => {
        const stream = clients.live.lockerEvents(options);
        cursor = () => stream.cursor;
        return stream;
      });
      return Object.defineProperty(iterator, 'cursor', { get: () => cursor(), enumerable: true }) as never;
    },
  };
  return { graphql, live };
}
