import type { Answer } from '../transport/exchange.ts';
import { retryAfterMs } from '../support/retry-timing.ts';
import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 429: too many requests, or the day's quota is used up. The SDK has already waited and retried where it may. */
export class RateLimitError extends ApiError {
  declare readonly name: 'RateLimitError';
  /** Milliseconds the server asked to wait before the next call; `undefined` if it did not say. */
  readonly retryAfterMs: number | undefined;

  static {
    brand(this, 'RateLimitError', 'Wait `retryAfterMs`, or ask for a larger usage plan.');
  }

  /** @internal */
  constructor(operation: string, answer: Answer) {
    super(operation, answer);
    this.retryAfterMs = retryAfterMs(this.headers, Date.now());
  }
}

/** True for {@link RateLimitError}. */
export const isRateLimitError = /* @__PURE__ */ guard<RateLimitError>('RateLimitError');
