import { backoffMs } from '../support/backoff.ts';

/** A connection that lived this long was good; one that ended sooner counts as a failed attempt, acknowledged or not. Milliseconds. */
const GOOD_AFTER_MS = 10_000;

/** Longest wait between two attempts, of a connection or of a subscription on it, before jitter. Milliseconds. */
export const MAX_WAIT_MS = 30_000;

/** Counts attempts that did not last, and says how long to wait before the next. */
export interface FlapGuard {
  /** A connection was acknowledged. */
  connected(now: number): void;
  /** It ended, or was never acknowledged. */
  ended(now: number): void;
  /** Wait before the next attempt, milliseconds, with full jitter; `random` is from 0 to 1. */
  waitMs(random: number): number;
}

/**
 * A server that acknowledges and closes at once would, by the count of failed attempts alone, be called again without end and
 * without a pause, because every acknowledgement looks like success. So only a connection that lasted resets the count.
 */
export function createFlapGuard(): FlapGuard {
  let connectedAt: number | undefined;
  let failures = 0;
  return {
    connected: (now) => (connectedAt = now),
    ended: (now) => {
      failures = connectedAt !== undefined && now - connectedAt >= GOOD_AFTER_MS ? 0 : failures + 1;
      connectedAt = undefined;
    },
    waitMs: (random) => backoffMs(failures, MAX_WAIT_MS, random),
  };
}
