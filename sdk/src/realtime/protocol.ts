/**
 * AppSync's real-time protocol, as pure functions. AWS AppSync, "Building a real-time WebSocket client in AWS AppSync".
 *
 * | the client says | |
 * |---|---|
 * | `connection_init` | without a payload: the handshake carried the authorization |
 * | `start` | `payload.data` is a *string*; the authorization goes in `payload.extensions`. An id serves one `start` of a connection |
 * | `stop` | only after `start_ack`: an earlier one is lost and leaks a subscription on the server |
 *
 * | AppSync says | |
 * |---|---|
 * | `connection_ack` | `payload.connectionTimeoutMs` is how long silence may last |
 * | `ka` | may come before the acknowledgement |
 * | `start_ack` | the subscription is live from here on |
 * | `data` | one push |
 * | `error` with an id | a refused `start`; the payload has had several shapes, and becomes an array of objects with a `message` |
 * | `error` without an id | belongs to some `start`, which is found out by its missing `start_ack` |
 * | `complete` | the end of a subscription, after `stop` or by the server's own wish |
 * | `connection_error` | the connection is refused; AppSync closes it |
 *
 * There is no client ping: whether a silent connection lives is found out by a `start` (see `Connection.probe`).
 */
import type { RealtimeErrorEntry } from '../errors/subscription-error.ts';
import type { Authorization } from './endpoint.ts';

/** A frame of AppSync, read. */
export type ServerFrame =
  | { readonly type: 'acknowledged'; readonly timeoutMs: number }
  | { readonly type: 'keep-alive' }
  | { readonly type: 'started'; readonly id: string }
  | { readonly type: 'data'; readonly id: string; readonly payload: object }
  | { readonly type: 'completed'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly errors: RealtimeErrorEntry[] }
  | { readonly type: 'refused'; readonly errors: RealtimeErrorEntry[] }
  | { readonly type: 'unknown' };

/** What AppSync allows between two keep-alives where it does not say (its documented default). */
export const DEFAULT_KEEP_ALIVE_TIMEOUT_MS = 300_000;

interface RawFrame {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: { readonly connectionTimeoutMs?: unknown; readonly errors?: unknown } | null;
}

/** Reads one frame. Never throws: what is no frame is `unknown`. */
export function readFrame(text: string): ServerFrame {
  let frame: RawFrame | null;
  try {
    frame = JSON.parse(text) as RawFrame | null;
  } catch {
    return { type: 'unknown' };
  }
  const id = typeof frame?.id === 'string' ? frame.id : undefined;
  switch (frame?.type) {
    case 'connection_ack': {
      const timeout = frame.payload?.connectionTimeoutMs;
      return {
        type: 'acknowledged',
        timeoutMs: typeof timeout === 'number' ? timeout : DEFAULT_KEEP_ALIVE_TIMEOUT_MS,
      };
    }
    case 'ka':
      return { type: 'keep-alive' };
    case 'connection_error':
      return { type: 'refused', errors: readErrors(frame.payload) };
    case 'start_ack':
      return id === undefined ? { type: 'unknown' } : { type: 'started', id };
    case 'data':
      return id === undefined || !frame.payload
        ? { type: 'unknown' }
        : { type: 'data', id, payload: frame.payload };
    case 'complete':
      return id === undefined ? { type: 'unknown' } : { type: 'completed', id };
    case 'error':
      return id === undefined
        ? { type: 'unknown' }
        : { type: 'failed', id, errors: readErrors(frame.payload) };
    default:
      return { type: 'unknown' };
  }
}

/** Errors come as an array, as one object, or not at all; some lack a message or a type. */
function readErrors(payload: RawFrame['payload']): RealtimeErrorEntry[] {
  const errors: unknown[] = [payload?.errors ?? payload ?? {}].flat();
  return errors.map((error) => {
    const { message, errorType, errorCode } = (error ?? {}) as Partial<
      Record<keyof RealtimeErrorEntry, unknown>
    >;
    return {
      message:
        typeof message === 'string'
          ? message
          : typeof errorType === 'string'
            ? errorType
            : 'AppSync gave no reason',
      ...(typeof errorType === 'string' && { errorType }),
      ...(typeof errorCode === 'number' && { errorCode }),
    };
  });
}

/** A subscription's operation. */
export interface Operation {
  /** For errors and the log. */
  readonly name?: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** The frame that begins a subscription. */
export function startFrame(
  id: string,
  { query, variables }: Operation,
  authorization: Authorization,
): string {
  const data = JSON.stringify({ query, variables: variables ?? {} });
  return JSON.stringify({ id, type: 'start', payload: { data, extensions: { authorization } } });
}

/** The frame that ends a subscription. */
export const stopFrame = (id: string): string => JSON.stringify({ id, type: 'stop' });

/** The frame that opens the conversation. */
export const INIT_FRAME = JSON.stringify({ type: 'connection_init' });
