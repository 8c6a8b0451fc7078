/** Wait after a first failure, milliseconds, before jitter. */
const FIRST_WAIT_MS = 500;

/**
 * The wait before another try, in milliseconds: full jitter, a random part of a span that doubles with each failure in a row. The
 * one back-off of this package: for calls, for reads of a live stream and for sockets.
 *
 * @param failures - failures in a row before the last one; 0 for the first.
 * @param longestMs - the longest span, milliseconds.
 * @param random - a number in [0, 1).
 */
export function backoffMs(failures: number, longestMs: number, random = Math.random()): number {
  return random * Math.min(longestMs, FIRST_WAIT_MS * 2 ** failures);
}
