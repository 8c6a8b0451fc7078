/** What a response says of the rate limit. */
export interface RateLimit {
  /** Calls left in the current window. */
  readonly remaining: number | undefined;
  /** Milliseconds until the window ends. */
  readonly resetMs: number | undefined;
}

/** Reads `RateLimit-Remaining` and `RateLimit-Reset`; `undefined` if there is neither. */
export function rateLimitOf(headers: Headers): RateLimit | undefined {
  const read = (name: string): number | undefined => {
    const value = headers.get(name);
    return value && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
  };
  const remaining = read('ratelimit-remaining');
  const reset = read('ratelimit-reset');
  if (remaining === undefined && reset === undefined) return undefined;
  return { remaining, resetMs: reset === undefined ? undefined : reset * 1000 };
}
