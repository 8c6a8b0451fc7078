import type { RealtimeEvent } from './realtime-event.ts';

/** What every hook is told about the request. */
export interface HookRequest {
  /** Number of the call, the same in every hook of one call, and no other call's in this process. */
  readonly call: number;
  /** The contract's `operationId`, e.g. `'listInvoices'`; `'token'` for token requests; `'raw'` for `northwind.raw`. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  /**
   * Headers, lower-case names. A `request` hook may add or change some. Credentials (`authorization`, `x-api-key`) are added
   * after the hooks, so that no hook can leak them.
   */
  readonly headers: Record<string, string>;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** What a GraphQL operation is; absent for other requests. */
  readonly graphql?: 'query' | 'mutation' | undefined;
}

/** What a `retry` hook is told. */
export interface RetryEvent {
  /** Number of the call, as in the other hooks. */
  readonly call: number;
  readonly operation: string;
  /** Number of the attempt that failed, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  /** Status of the response that failed; `undefined` if none arrived. */
  readonly status: number | undefined;
  /** Why no response arrived: a `TimeoutError` or a `ConnectionError`. */
  readonly error: unknown;
}

/**
 * Functions called around each attempt. They may be async and are awaited; what they throw reaches the caller of the method
 * unchanged.
 *
 * @example
 * ```ts
 * import { Northwind, type Hooks } from '@northwind/sdk';
 *
 * const hooks: Hooks = {
 *   request: ({ headers }) => {
 *     headers['traceparent'] = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
 *   },
 *   response: ({ operation, status, durationMs }) => console.log(operation, status, durationMs),
 * };
 * const northwind = Northwind.fromEnv({ hooks });
 * ```
 */
export interface Hooks {
  /** Before an attempt is sent. */
  request?: ((request: HookRequest) => void | Promise<void>) | undefined;
  /** After a response arrived, whatever its status. */
  response?:
    | ((
        event: HookRequest & {
          readonly status: number;
          readonly responseHeaders: Headers;
          readonly requestId: string | undefined;
          readonly durationMs: number;
        },
      ) => void | Promise<void>)
    | undefined;
  /** When a call fails for good: the error that its caller is about to get. */
  error?:
    | ((event: {
        /** Number of the call, as in the other hooks. */
        readonly call: number;
        readonly operation: string;
        readonly error: unknown;
      }) => void | Promise<void>)
    | undefined;
  /** Before the wait that precedes another attempt. */
  retry?: ((event: RetryEvent) => void | Promise<void>) | undefined;
  /**
   * When something happens to the real-time connection or to a subscription on it; not awaited. Type-check `event.type`: more
   * may be added.
   */
  realtime?: ((event: RealtimeEvent) => void) | undefined;
}
