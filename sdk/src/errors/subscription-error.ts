import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/** An error as AppSync reports it over the socket. */
export interface RealtimeErrorEntry {
  readonly message: string;
  readonly errorType?: string | undefined;
  readonly errorCode?: number | undefined;
}

/**
 * A subscription ended: the server refused it, or its connection failed in a way that trying again would not fix. Lost
 * connections are not errors: they are reopened automatically.
 */
export class SubscriptionError extends NorthwindError {
  /** Name of the subscription's operation. */
  declare readonly operation: string;
  /** AppSync's name for the reason, e.g. `'Unauthorized'`; `undefined` if the connection failed. */
  readonly errorType: string | undefined;

  constructor(operation: string, reason: string, errors: readonly RealtimeErrorEntry[], cause?: unknown) {
    super(`${operation}: ${reason}`, { code: 'subscription', operation, cause });
    this.errorType = errors[0]?.errorType;
  }

  override get name(): 'SubscriptionError' {
    return 'SubscriptionError';
  }

  override get advice(): string {
    return 'See `errorType`: `Unauthorized` means that the signed-in user may not subscribe to this.';
  }
}

/** True for {@link SubscriptionError}. */
export const isSubscriptionError = /* @__PURE__ */ guard<SubscriptionError>('SubscriptionError');
