/**
 * How a client's real-time connection is doing:
 * - `idle`: nothing is subscribed, so there is no connection
 * - `connecting`: the first attempt is under way
 * - `connected`: acknowledged
 * - `reconnecting`: it was lost, and the next attempt is under way or waited for
 */
export type ConnectionState = 'connected' | 'connecting' | 'idle' | 'reconnecting';

/** A change of the state, and what brought it. */
export interface ConnectionChange {
  readonly state: ConnectionState;
  /** Why the connection was lost, in words; only with `reconnecting`, and with `idle` after a connection that failed for good. */
  readonly reason?: string;
}

/** The state of a client's real-time connection, to show to a user. */
export interface ObservableConnectionState {
  /** The state now. */
  readonly current: ConnectionState;
  /** Why the last connection was lost or could not be made, in words; `undefined` while all is well. */
  readonly reason: string | undefined;
  /**
   * Calls `listener` at each change, until the returned function is called.
   *
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   *
   * const northwind = Northwind.fromEnv();
   * const unsubscribe = northwind.graphql.connection.onChange(({ state, reason }) => console.log(state, reason ?? ''));
   * unsubscribe();
   * ```
   */
  onChange(listener: (change: ConnectionChange) => void): () => void;
}

/** What a program's own listener throws is the program's: it is reported like that of any event, and disturbs no connection. */
export function report(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** The state of a client's connections, as the one that looks after them tells it. */
export function createConnectionState(): ObservableConnectionState & {
  set(state: ConnectionState, reason?: string): void;
} {
  const listeners = new Set<(change: ConnectionChange) => void>();
  let current: ConnectionState = 'idle';
  let lastReason: string | undefined;
  return {
    get current() {
      return current;
    },
    get reason() {
      return lastReason;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set(state, reason) {
      if (reason !== undefined || state === 'connected') lastReason = reason;
      if (state === current) return;
      current = state;
      for (const listener of [...listeners])
        report(() => listener({ state, ...(reason !== undefined && { reason }) }));
    },
  };
}
