import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** The time allowed for one attempt (`timeout`) or for the whole call (`totalTimeout`) ran out. */
export class TimeoutError extends NorthwindError {
  declare readonly name: 'TimeoutError';
  /** Which limit it was: that of the last attempt, or that of the whole call with its retries. */
  readonly limit: 'timeout' | 'totalTimeout';
  /** The limit, in milliseconds. */
  readonly limitMs: number;

  static {
    brand(this, 'TimeoutError', 'Raise the limit or try again later; the request may have arrived.');
  }

  constructor(operation: string, limit: 'timeout' | 'totalTimeout', limitMs: number) {
    super(`${operation}: no complete answer within ${limit} of ${limitMs} ms`, { code: 'timeout' });
    this.limit = limit;
    this.limitMs = limitMs;
  }
}

/** True for {@link TimeoutError}. */
export const isTimeoutError = /* @__PURE__ */ guard<TimeoutError>('TimeoutError');
