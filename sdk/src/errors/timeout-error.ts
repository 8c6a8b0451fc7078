import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/** The time allowed for one attempt (`timeout`) or for the whole call (`totalTimeout`) ran out. */
export class TimeoutError extends NorthwindError {
  declare readonly operation: string;
  /** Which limit it was: that of the last attempt, or that of the whole call with its retries. */
  declare readonly limit: 'timeout' | 'totalTimeout';
  /** The limit, in milliseconds. */
  declare readonly limitMs: number;

  /** @param sent - whether a request was sent before the time ran out. Default `true`. */
  constructor(operation: string, limit: 'timeout' | 'totalTimeout', limitMs: number, sent = true) {
    super(`${operation}: no complete response within ${limit} of ${limitMs} ms`, {
      code: 'timeout',
      operation,
      ...(!sent && { advice: 'Raise the limit or try again later; the request was not sent.' }),
    });
    this.limit = limit;
    this.limitMs = limitMs;
  }

  override get name(): 'TimeoutError' {
    return 'TimeoutError';
  }

  override get advice(): string {
    return 'Raise the limit or try again later; the request may have arrived.';
  }
}

/** True for {@link TimeoutError}. */
export const isTimeoutError = /* @__PURE__ */ guard<TimeoutError>('TimeoutError');
