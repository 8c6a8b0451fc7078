import { numberHeader } from './number-header.ts';

/** What a response says of the rate limit. */
export interface RateLimit {
  /** Calls left in the current window. */
  readonly remaining: number | undefined;
  /** Milliseconds until the window ends. */
  readonly resetMs: number | undefined;
}

/** Reads `RateLimit-Remaining` and `RateLimit-Reset`; `undefined` if there is neither. */
export function rateLimitOf(headers: Headers): RateLimit | undefined {
  const remaining = numberHeader(headers, 'ratelimit-remaining');
  const reset = numberHeader(headers, 'ratelimit-reset');
  if (remaining === undefined && reset === undefined) return undefined;
  return { remaining, resetMs: reset && reset * 1000 };
}
