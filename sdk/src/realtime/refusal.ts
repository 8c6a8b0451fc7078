import type { ApiError } from '../errors/api-error.ts';
import { isConnectionError } from '../errors/connection-error.ts';
import { isGraphQLRequestError } from '../errors/graphql-request-error.ts';
import { isNorthwindError, type NorthwindError } from '../errors/northwind-error.ts';
import { isOAuthError } from '../errors/oauth-error.ts';
import { isSignInError } from '../errors/sign-in-error.ts';
import { isTimeoutError } from '../errors/timeout-error.ts';
import { backoffMs } from '../support/backoff.ts';
import { MAX_WAIT_MS } from './flap-guard.ts';

/**
 * What a refusal says about trying again; one rule for queries, subscriptions and connections.
 * - `expired-token`: the token ran out on the way; another will do.
 * - `rejected-token`: the token was not accepted for another reason.
 * - `forbidden`: the user may not do this, unless a newer token says otherwise.
 * - `full`: the connection holds as many subscriptions as it may.
 * - `transient`: the server cannot do it now.
 * - `final`: it would be refused again.
 */
export type Refusal = 'expired-token' | 'final' | 'forbidden' | 'full' | 'rejected-token' | 'transient';

/** The part of an error, over HTTP or over the socket, that says why. */
export interface RefusalEntry {
  readonly message?: string;
  readonly errorType?: string | null | undefined;
  readonly errorCode?: number | undefined;
}

const UNAUTHORIZED_CODES: readonly (number | undefined)[] = [401, 403];
const TRANSIENT = /LimitExceeded|Throttl|TooManyRequests|ThroughputExceeded|Internal|Unavailable|Timeout/i;

/**
 * Reads one error. AppSync has refused tokens with 400 and an authorization class name, with 401, and with a type alone; what a
 * resolver refuses is `Unauthorized` without a code.
 */
export function refusalOfEntry({ errorType, errorCode, message = '' }: RefusalEntry): Refusal {
  const type = errorType ?? '';
  if (/MaxSubscriptionsReached/i.test(type)) return 'full';
  if (/Unauthorized/i.test(type) || UNAUTHORIZED_CODES.includes(errorCode)) {
    if (/expired/i.test(message)) return 'expired-token';
    return type === 'Unauthorized' || errorCode === 403 ? 'forbidden' : 'rejected-token';
  }
  const busy = errorCode !== undefined && (errorCode === 429 || errorCode >= 500);
  if (busy || TRANSIENT.test(type) || (!type && /rate limit/i.test(message))) return 'transient';
  return 'final';
}

/** The refusal that a list of errors is: that of the first which says more than that something is wrong. */
export function refusalOfEntries(entries: readonly RefusalEntry[]): Refusal {
  return entries.map(refusalOfEntry).find((refusal) => refusal !== 'final') ?? 'final';
}

/** The refusal that a thrown error is, after the transport's own retries. */
export function refusalOf(error: unknown): Refusal {
  if (isGraphQLRequestError(error)) return refusalOfEntries(error.errors);
  if (isSignInError(error)) return TRANSIENT.test(error.reason) ? 'transient' : 'final';
  if (isConnectionError(error) || isTimeoutError(error)) return 'transient';
  if (!isNorthwindError(error)) return 'final';
  // By the status: the classes of error responses load with the first of them.
  const { status = 0, message, body } = error as NorthwindError & Partial<ApiError>;
  // AppSync says it in the body, which is no problem document.
  if (status === 401 && !isOAuthError(error))
    return /expired/i.test(message + body) ? 'expired-token' : 'rejected-token';
  return isBusy(status) ? 'transient' : 'final';
}

const isBusy = (status: number): boolean => status === 429 || status >= 500;

/** So many refusals in a row are final: a newer token may be good, or say more, but not every one can be bad by chance. */
const LIMITS: Readonly<Record<Refusal, number>> = {
  'expired-token': Number.POSITIVE_INFINITY,
  'rejected-token': 3,
  forbidden: 2,
  full: Number.POSITIVE_INFINITY,
  transient: Number.POSITIVE_INFINITY,
  final: 1,
};
const OF_TOKENS: readonly Refusal[] = ['expired-token', 'rejected-token', 'forbidden'];

/** Counts the refusals of one subscription, one connection or one reader, and says how long to wait before the next attempt. */
export interface RefusalPolicy {
  /** Milliseconds until the next attempt; `undefined` to give up. */
  refused(refusal: Refusal): number | undefined;
  accepted(): void;
}

/**
 * The first refusal of a token is answered at once, with another token; all others are waited for, longer and longer.
 *
 * @param replaceable - whether there can be another token.
 */
export function createRefusalPolicy(replaceable = true): RefusalPolicy {
  let failures = 0;
  const counts = new Map<Refusal, number>();
  return {
    refused(refusal) {
      const count = (counts.get(refusal) ?? 0) + 1;
      counts.set(refusal, count);
      const ofToken = OF_TOKENS.includes(refusal);
      if (count >= LIMITS[refusal] || (ofToken && !replaceable)) return undefined;
      const waitMs = ofToken && failures === 0 ? 0 : backoffMs(failures, MAX_WAIT_MS);
      failures++;
      return waitMs;
    },
    accepted() {
      failures = 0;
      counts.clear();
    },
  };
}
