import { backoffMs } from './backoff.ts';
import { numberHeader } from './number-header.ts';

/** Largest wait of the back-off, milliseconds, before jitter. */
const MAX_BACKOFF_MS = 8_000;
/** Longest `Retry-After` that is obeyed, milliseconds. A longer one is cut to this. */
const MAX_RETRY_AFTER_MS = 60_000;

/**
 * How long the server asks to wait, in milliseconds from `now`; `undefined` if it does not say or says nonsense.
 * Understands `retry-after-ms`, which is the more exact one and wins, and `Retry-After` as seconds (whole or decimal) and as an HTTP
 * date in its three grammars (RFC 9110 section 5.6.7). A date is measured against the response's own `Date` where there is one, so that
 * a wrong local clock does not matter. A moment in the past is 0.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const seconds = numberHeader(headers, 'retry-after');
  const wait = numberHeader(headers, 'retry-after-ms') ?? (seconds && seconds * 1000);
  if (wait !== undefined) return wait;
  const date = httpDate(headers.get('retry-after'));
  if (date === undefined) return undefined;
  return Math.max(0, date - (httpDate(headers.get('date')) ?? now));
}

/**
 * The wait before the next attempt, in milliseconds: full jitter (a random part of an exponentially growing span), on top of
 * what the server asked for. The server's wait is a floor; the jitter on top keeps clients that were all told "5 s" from
 * returning in the same instant.
 *
 * @param attempt - number of the attempt that failed, from 1.
 * @param random - a number in [0, 1).
 */
export function retryDelayMs(attempt: number, serverWaitMs: number | undefined, random: number): number {
  return Math.round(
    Math.min(serverWaitMs ?? 0, MAX_RETRY_AFTER_MS) + backoffMs(attempt - 1, MAX_BACKOFF_MS, random),
  );
}

function httpDate(value: string | null): number | undefined {
  // Every HTTP date begins with the name of a day; without this, Date.parse would take "-5" for a month of 2001.
  if (!value || !/^\s*[A-Za-z]{3,9},? /.test(value)) return undefined;
  // asctime carries no zone, and means GMT like the other two.
  const milliseconds = Date.parse(/GMT|UTC|[+-]\d{4}\s*$/.test(value) ? value : `${value} GMT`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
