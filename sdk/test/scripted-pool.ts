// A connection pool on scripted sockets, and the clock that its tests move.
import { vi } from 'vitest';
import { UsageError } from '../src/errors/usage-error.ts';
import {
  createConnectionPool,
  type ConnectionPool,
  type ConnectionPoolConfig,
} from '../src/realtime/connection-pool.ts';
import { ScriptedSocket } from './scripted-socket.ts';

/** Lets that time pass, and everything happen that is due in it. Milliseconds. */
export const settle = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

/** The socket that was opened last. */
export const last = (): ScriptedSocket => {
  const socket = ScriptedSocket.all.at(-1);
  if (!socket) throw new Error('no socket was opened');
  return socket;
};

/** A pool as a client makes it, but for what the test says. */
export const scriptedPool = (
  config: Partial<ConnectionPoolConfig> & Pick<ConnectionPoolConfig, 'onEvent'>,
): ConnectionPool =>
  createConnectionPool({
    graphqlUrl: 'http://127.0.0.1:4015/graphql',
    graphqlHost: () => ({ host: '127.0.0.1:4015' }),
    webSocketAuth: 'subprotocol',
    webSocket: () => ScriptedSocket as never,
    accessToken: () => 'token',
    isPermanent: (error) => error instanceof UsageError,
    tokenIsReplaceable: true,
    acknowledgeTimeoutMs: 15_000,
    lingerMs: 1000,
    ...config,
  });

/** Stops the clock, takes chance out of the waits and forgets earlier sockets: for `beforeEach`. */
export function scriptTheWorld(): void {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  ScriptedSocket.all = [];
}

/** Gives clock and chance back: for `afterEach`. */
export function restoreTheWorld(): void {
  vi.useRealTimers();
  vi.restoreAllMocks();
}
