/**
 * The wait before another try, in milliseconds: full jitter, a random part of a span that doubles with each failure, so that callers
 * who met once do not meet again. The one back-off of the functions; the AWS SDK has its own for what it repeats itself.
 *
 * @param failures failures in a row, from 1.
 * @param firstMs the span before it is first doubled, milliseconds.
 * @param longestMs the longest span, milliseconds.
 */
export const backoffMs = (failures: number, firstMs: number, longestMs: number): number =>
  Math.random() * Math.min(firstMs * 2 ** failures, longestMs);
