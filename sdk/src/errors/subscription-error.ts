import type { RealtimeErrorEntry } from '../realtime/protocol.ts';
import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/**
 * A subscription ended: the server refused it, or its connection failed in a way that trying again would not mend. Lost
 * connections are not errors: they are opened again behind the scenes.
 */
export class SubscriptionError extends NorthwindError {
  declare readonly name: 'SubscriptionError';
  /** Name of the subscription's operation. */
  readonly operation: string;
  /** AppSync's name for the reason, e.g. `'Unauthorized'`; `undefined` if the connection failed. */
  readonly errorType: string | undefined;

  static {
    brand(
      this,
      'SubscriptionError',
      'See `errorType`: `Unauthorized` means that the signed-in user may not follow this.',
    );
  }

  constructor(operation: string, reason: string, errors: readonly RealtimeErrorEntry[], cause?: unknown) {
    super(`${operation}: ${reason}`, { code: 'subscription', cause });
    this.operation = operation;
    this.errorType = errors[0]?.errorType;
  }
}

/** True for {@link SubscriptionError}. */
export const isSubscriptionError = /* @__PURE__ */ guard<SubscriptionError>('SubscriptionError');
