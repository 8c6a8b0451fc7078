/** How an attempt ended without success. */
export type AttemptFailure =
  | { readonly kind: 'connection' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs: number | undefined };

/**
 * Whether the same request may be sent again. Pure, so that the whole policy is one table.
 *
 * A connection that broke or a time-out leaves open whether the server acted, so it is repeated only where repeating is
 * harmless (`repeatable`: a safe method, or an `Idempotency-Key` on the request). The same holds for statuses: a 503 may come
 * from a proxy after the origin has acted.
 */
export function mayRetry(failure: AttemptFailure, repeatable: boolean): boolean {
  return repeatable && (failure.kind !== 'status' || isRetryableStatus(failure.status, failure.retryAfterMs));
}

/**
 * 408 Request Timeout, 425 Too Early, 429 Too Many Requests and every 5xx. A 409 only if it says when to come back: that is how
 * the contract tells `idempotency_in_progress`, the response to a retry that overtook its own first attempt, from a conflict
 * that waiting does not solve.
 */
export function isRetryableStatus(status: number, retryAfterMs: number | undefined): boolean {
  return (
    status === 408 ||
    status === 425 ||
    status === 429 ||
    status >= 500 ||
    (status === 409 && retryAfterMs !== undefined)
  );
}
