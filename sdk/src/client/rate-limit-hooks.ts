import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import { sleep } from '../support/abort.ts';
import { rateLimitOf } from '../support/rate-limit.ts';
import type { Hooks } from '../transport/hooks.ts';

/** Options of {@link rateLimitHooks}. */
export interface RateLimitHooksOptions {
  /** Requests a second, as your plan allows them. */
  readonly requestsPerSecond: number;
  /**
   * How many may be sent at once after a pause.
   * @defaultValue 1
   */
  readonly burst?: number | undefined;
}

/**
 * Hooks that keep a program within its plan: each attempt of a REST call waits for its turn, and when a response says that nothing is
 * left in the window, the next waits for its end. Token requests and GraphQL count against other limits and do not wait. The wait is
 * part of the call's `timeout`. Clients that are to share one limit get the same hooks.
 *
 * @example
 * ```ts
 * import { Northwind, rateLimitHooks } from '@northwind/sdk';
 *
 * const northwind = Northwind.fromEnv({ hooks: rateLimitHooks({ requestsPerSecond: 10, burst: 20 }) });
 * ```
 * @throws `UsageError` for an option that is no sensible number.
 */
export function rateLimitHooks(options: RateLimitHooksOptions): {
  request: NonNullable<Hooks['request']>;
  response: NonNullable<Hooks['response']>;
} {
  assertKnownKeys('rate limit option', options, ['requestsPerSecond', 'burst']);
  const { requestsPerSecond, burst = 1 } = options;
  if (!(typeof requestsPerSecond === 'number' && requestsPerSecond > 0 && Number.isFinite(requestsPerSecond)))
    throw new UsageError(`\`requestsPerSecond\` must be a number above 0; got ${shown(requestsPerSecond)}.`);
  if (!Number.isInteger(burst) || burst < 1)
    throw new UsageError(`\`burst\` must be an integer of at least 1; got ${shown(burst)}.`);
  const intervalMs = 1000 / requestsPerSecond;
  /** When the next request would have its turn if none might be sent early (the generic cell rate algorithm). */
  let turnMs = -Infinity;
  /** Until when the server has nothing left for us. */
  let closedUntilMs = -Infinity;
  return {
    async request({ operation, graphql }) {
      if (operation === 'token' || graphql !== undefined) return;
      const nowMs = performance.now();
      turnMs = Math.max(turnMs, nowMs, closedUntilMs) + intervalMs;
      const waitMs = Math.max(turnMs - burst * intervalMs, closedUntilMs) - nowMs;
      if (waitMs > 0) await sleep(waitMs);
    },
    response({ operation, graphql, responseHeaders }) {
      const limit = operation === 'token' || graphql !== undefined ? undefined : rateLimitOf(responseHeaders);
      if (limit?.remaining === 0 && limit.resetMs !== undefined)
        closedUntilMs = Math.max(closedUntilMs, performance.now() + limit.resetMs);
    },
  };
}
