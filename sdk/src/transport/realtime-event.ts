/**
 * What happens to the real-time connection and the subscriptions on it, for the log and the `realtime` hook. `reason` is words for
 * people; `retryDelayMs` is the wait before the next attempt, `undefined` where there is none.
 */
export type RealtimeEvent =
  /** A socket is about to be opened. `attempt` counts from 1 since the last connection that was acknowledged. */
  | { readonly type: 'connecting'; readonly attempt: number }
  /** The server has acknowledged the connection. */
  | { readonly type: 'connected' }
  /** The connection ended, or could not be made. */
  | { readonly type: 'disconnected'; readonly reason: string; readonly retryDelayMs: number | undefined }
  /** An access token was obtained for the connection or for a subscription; `replaces` if the one before it was refused. */
  | { readonly type: 'token'; readonly operation: string; readonly replaces: boolean }
  /** A subscription is live on the server. */
  | { readonly type: 'started'; readonly operation: string }
  /** A subscription was refused, or no token could be had for it. */
  | {
      readonly type: 'refused';
      readonly operation: string;
      readonly reason: string;
      readonly retryDelayMs: number | undefined;
    }
  /** The server ended a subscription without an error. */
  | { readonly type: 'completed'; readonly operation: string };
