import { Connection, type ConnectionConfig } from './connection.ts';
import {
  createConnectionState,
  type ConnectionState,
  type ObservableConnectionState,
} from './connection-state.ts';
import type { Operation } from './protocol.ts';
import { refusalOfEntries } from './refusal.ts';
import type { SubscriptionSink } from './sink.ts';

/** Subscriptions that AppSync allows on one connection (AWS, "AWS AppSync endpoints and quotas"; it can be raised). */
const SUBSCRIPTIONS_PER_CONNECTION = 100;

export interface ConnectionPoolConfig extends Omit<ConnectionConfig, 'onState'> {
  /** How long a subscription may take to be live for the first time, milliseconds; `undefined` for as long as it takes. */
  readonly connectTimeoutMs?: number | undefined;
}

/** The connections of one client: one for up to 100 subscriptions, another beyond that. */
export interface ConnectionPool {
  readonly state: ObservableConnectionState;
  /** Returns a function that ends the subscription; the sink hears nothing more. */
  subscribe(operation: Operation, sink: SubscriptionSink): () => void;
  /** Closes all connections; their subscriptions fail. */
  close(): void;
}

interface Slot {
  readonly connection: Connection;
  /** Subscriptions that the server allows on it, as far as is known. */
  room: number;
}

/** A client opens a second connection beyond 100 subscriptions: what is shown is the one that is worst off. */
export const WORST_FIRST: readonly ConnectionState[] = ['reconnecting', 'connecting', 'connected', 'idle'];

/** Makes the pool; it connects with the first subscription. */
export function createConnectionPool(
  config: ConnectionPoolConfig,
  state = createConnectionState(),
): ConnectionPool {
  const slots: Slot[] = [];
  const { connectTimeoutMs } = config;
  const states = new Map<object, ConnectionState>();

  const onState: ConnectionConfig['onState'] = (connection, own, reason) => {
    if (own === 'idle') states.delete(connection);
    else states.set(connection, own);
    const all = [...states.values()];
    state.set(WORST_FIRST.find((candidate) => all.includes(candidate)) ?? 'idle', reason);
  };

  const withRoom = (): Slot => {
    const free = slots.find(({ connection, room }) => connection.size < room);
    if (free) return free;
    const connection = new Connection({ ...config, onState });
    const slot = { connection, room: SUBSCRIPTIONS_PER_CONNECTION };
    slots.push(slot);
    return slot;
  };

  return {
    state,
    subscribe(operation, sink) {
      let stop = (): void => {};
      let deadline: ReturnType<typeof setTimeout> | undefined;
      const fail: SubscriptionSink['failed'] = (...failure) => {
        clearTimeout(deadline);
        sink.failed(...failure);
      };
      const begin = (): void => {
        const slot = withRoom();
        stop = slot.connection.subscribe(operation, {
          started: () => {
            clearTimeout(deadline);
            sink.started();
          },
          next: (push) => sink.next(push),
          completed: () => {
            clearTimeout(deadline);
            sink.completed();
          },
          failed: (reason, errors, cause) => {
            if (refusalOfEntries(errors) !== 'full') return fail(reason, errors, cause);
            // Its quota is lower than we thought: remember, and go to another connection.
            slot.room = Math.max(1, slot.connection.size);
            begin();
          },
        });
      };
      if (connectTimeoutMs !== undefined) {
        deadline = setTimeout(() => {
          stop();
          const { reason } = state;
          fail(
            `not live within \`connectTimeout\` of ${connectTimeoutMs} ms${reason ? `: ${reason}` : ''}`,
            [],
          );
        }, connectTimeoutMs);
      }
      begin();
      return () => {
        clearTimeout(deadline);
        stop();
      };
    },
    close: () => {
      for (const { connection } of slots.splice(0)) connection.close();
    },
  };
}
