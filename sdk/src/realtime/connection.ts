import { createClient } from 'graphql-ws/client';
import { createAppSyncSocketClass, type AppSyncSocketConfig, type CloseEventLike } from './appsync-socket.ts';
import { describeEnding } from './close-policy.ts';
import type { ConnectionState } from './connection-state.ts';
import { createFlapGuard } from './flap-guard.ts';
import { pause, type Pause } from './pause.ts';
import type { Operation, RealtimeErrorEntry } from './protocol.ts';

/** A GraphQL answer as a subscription pushes it. */
export interface Push {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
}

/** What becomes of a subscription. After `failed` or `completed` nothing follows. */
export interface SubscriptionSink {
  /** The subscription is live on the server; called again after each reconnection. */
  started(): void;
  next(push: Push): void;
  /** The server refused the subscription; or its connection failed for good, and then `cause` says how. */
  failed(reason: string, errors: readonly RealtimeErrorEntry[], cause?: unknown): void;
  /** The server ended the subscription without an error: it was invalidated. */
  completed(): void;
}

export interface ConnectionConfig extends Omit<AppSyncSocketConfig, 'onStarted'> {
  readonly onState: (connection: Connection, state: ConnectionState, reason?: string) => void;
  /** How long the socket is kept after its last subscription, for the next one. Milliseconds. */
  readonly lingerMs: number;
}

/** One socket, however often it is opened anew, and the subscriptions on it. */
export interface Connection {
  /** Subscriptions on it now. */
  readonly size: number;
  /** Returns a function that ends the subscription; the sink hears nothing more. */
  subscribe(operation: Operation, sink: SubscriptionSink): () => void;
  /** Closes the socket; its subscriptions fail. */
  close(): void;
}

/** Puts graphql-ws's client, which holds the subscriptions over reconnections, on a socket that speaks AppSync's protocol. */
export function createConnection(config: ConnectionConfig): Connection {
  const sinks = new Map<string, SubscriptionSink>();
  const flapGuard = createFlapGuard();
  let lastId = 0;
  let atOnce = false;
  let connected = false;
  let unused: ReturnType<typeof setTimeout> | undefined;
  let wait: Pause | undefined;

  const client = createClient({
    // The socket class knows where to connect; graphql-ws only needs to be told something.
    url: 'wss://appsync',
    webSocketImpl: createAppSyncSocketClass({ ...config, onStarted: (id) => sinks.get(id)?.started() }),
    lazyCloseTimeout: config.lingerMs,
    generateID: () => String(lastId),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => {
      wait = pause(atOnce || sinks.size === 0 ? 0 : flapGuard.waitMs(Math.random()));
      return wait.over;
    },
    on: {
      connecting: (isRetry) => config.onState(connection, isRetry ? 'reconnecting' : 'connecting'),
      connected: () => {
        connected = true;
        flapGuard.connected(Date.now());
        config.onState(connection, 'connected');
      },
      closed: (event) => {
        const { code, ending, verdict } = event as CloseEventLike;
        connected = false;
        // A refused token says nothing about the server's health: the next one is tried at once, while it is fresh.
        atOnce = verdict === 'reauthorize';
        if (ending && !atOnce) flapGuard.ended(Date.now());
        const retried = sinks.size > 0 && code === 1012;
        config.onState(connection, retried ? 'reconnecting' : 'idle', ending && describeEnding(ending));
      },
    },
  });

  /** Ends an attempt to connect that nobody waits for any more: it, and the waits between attempts, would keep a process alive. */
  const abandonUnused = (): void => {
    clearTimeout(unused);
    if (sinks.size > 0 || connected) return;
    unused = setTimeout(() => {
      if (sinks.size > 0 || connected) return;
      client.terminate();
      wait?.end();
    }, config.lingerMs);
  };

  const connection: Connection = {
    get size() {
      return sinks.size;
    },
    subscribe(operation, sink) {
      const id = String(++lastId);
      sinks.set(id, sink);
      /** Takes the sink out; nobody else can tell it anything then. */
      const take = (): SubscriptionSink | undefined => {
        const taken = sinks.get(id);
        sinks.delete(id);
        return taken;
      };
      const stop = client.subscribe(operation as { query: string; variables?: Record<string, unknown> }, {
        next: (push) => sinks.get(id)?.next(push as Push),
        error: (error) => fail(take(), error),
        complete: () => take()?.completed(),
      });
      return () => {
        if (!take()) return;
        stop();
        abandonUnused();
      };
    },
    close: () => {
      const running = [...sinks.values()];
      sinks.clear();
      clearTimeout(unused);
      // It waits for an attempt under way, and rejects when that fails: which is what is wanted.
      Promise.resolve(client.dispose()).catch(() => {});
      client.terminate();
      // graphql-ws would connect once more after it.
      wait?.cancel();
      for (const sink of running) sink.failed('the client was closed', []);
    },
  };
  return connection;
}

/** graphql-ws reports errors of the server as an array, and the end of a connection as its close event. */
function fail(sink: SubscriptionSink | undefined, error: unknown): void {
  if (Array.isArray(error)) {
    const errors = error as RealtimeErrorEntry[];
    return sink?.failed(errors.map(({ message }) => message).join('; '), errors);
  }
  if (error instanceof Error) return sink?.failed(error.message, [], error);
  const { ending, code, reason } = error as CloseEventLike;
  if (ending === undefined)
    return sink?.failed(`the connection ended with code ${code}${reason ? ` (${reason})` : ''}`, [], error);
  const cause = ending.kind === 'unprepared' ? ending.error : ending;
  sink?.failed(describeEnding(ending), ending.kind === 'refused' ? ending.errors : [], cause);
}
