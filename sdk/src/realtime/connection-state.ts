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

/** A client opens a second connection beyond 100 subscriptions: what is shown is the one that is worst off. */
export const WORST_FIRST: readonly ConnectionState[] = ['reconnecting', 'connecting', 'connected', 'idle'];

/** Merges the states of several connections into one that can be observed. */
export function createConnectionState(): ObservableConnectionState & {
  set(connection: object, state: ConnectionState, reason?: string): void;
} {
  const states = new Map<object, ConnectionState>();
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
    set(connection, state, reason) {
      if (state === 'idle') states.delete(connection);
      else states.set(connection, state);
      const all = [...states.values()];
      const worst = WORST_FIRST.find((candidate) => all.includes(candidate)) ?? 'idle';
      if (reason !== undefined || worst === 'connected') lastReason = reason;
      if (worst === current) return;
      current = worst;
      for (const listener of [...listeners])
        report(() => listener({ state: worst, ...(reason !== undefined && { reason }) }));
    },
  };
}
