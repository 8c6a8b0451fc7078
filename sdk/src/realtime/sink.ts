import type { RealtimeErrorEntry } from '../errors/subscription-error.ts';

/** A GraphQL response as a subscription pushes it. */
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
