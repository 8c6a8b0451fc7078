import { createConnectionState, type ObservableConnectionState } from './connection-state.ts';
import { isUnauthorized } from './close-policy.ts';
import {
  createConnection,
  type Connection,
  type ConnectionConfig,
  type SubscriptionSink,
} from './connection.ts';
import type { Operation } from './protocol.ts';

/** Subscriptions that AppSync allows on one connection (AWS, "AWS AppSync endpoints and quotas"; it can be raised). */
const SUBSCRIPTIONS_PER_CONNECTION = 100;

/** The connections of one client: one for up to 100 subscriptions, another beyond that. */
export interface ConnectionPool {
  readonly state: ObservableConnectionState;
  /** Returns a function that ends the subscription; the sink hears nothing more. */
  subscribe(operation: Operation, sink: SubscriptionSink): () => void;
  /** Closes all connections; their subscriptions fail. */
  close(): void;
}

/** Makes the pool; it connects with the first subscription. */
export function createConnectionPool(
  config: Omit<ConnectionConfig, 'onState'>,
  state = createConnectionState(),
): ConnectionPool {
  const connections: { readonly connection: Connection; room: number }[] = [];

  const withRoom = (): { readonly connection: Connection; room: number } => {
    const free = connections.find(({ connection, room }) => connection.size < room);
    if (free) return free;
    const connection = createConnection({ ...config, onState: (...change) => state.set(...change) });
    const slot = { connection, room: SUBSCRIPTIONS_PER_CONNECTION };
    connections.push(slot);
    return slot;
  };

  return {
    state,
    subscribe(operation, sink) {
      let stop = (): void => {};
      let stopped = false;
      let reauthorized = false;
      const begin = (): void => {
        const slot = withRoom();
        stop = slot.connection.subscribe(operation, {
          started: () => {
            reauthorized = false;
            sink.started();
          },
          next: (push) => sink.next(push),
          completed: () => sink.completed(),
          failed: (reason, errors, cause) => {
            if (stopped) return;
            if (errors.some(({ errorType }) => errorType === 'MaxSubscriptionsReachedError')) {
              // Its quota is lower than we thought: remember, and go to another connection.
              slot.room = slot.connection.size;
              if (slot.room > 0) return begin();
            }
            if (cause === undefined && errors.some(isUnauthorized) && !reauthorized) {
              // The token of a `start` may have expired on the way: once more, for which the socket asks for another token.
              reauthorized = true;
              return begin();
            }
            sink.failed(reason, errors, cause);
          },
        });
      };
      begin();
      return () => {
        stopped = true;
        stop();
      };
    },
    close: () => {
      for (const { connection } of connections.splice(0)) connection.close();
    },
  };
}
