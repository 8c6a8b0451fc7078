import { isAuthenticationError, isRateLimitError, isServerError } from '../generated/status-errors.ts';
import { isConnectionError } from '../errors/connection-error.ts';
import { isGraphQLRequestError } from '../errors/graphql-request-error.ts';
import { isSignInError } from '../errors/sign-in-error.ts';
import { isTimeoutError } from '../errors/timeout-error.ts';

/**
 * Whether a live stream goes on after its query has failed, although the transport has already tried several times: a phone in
 * a tunnel, a service that is overloaded. What the user may not do, or what does not exist, stays so and ends the stream.
 *
 * @param attempt - how often it has failed before in a row. A token that was refused may be followed by a better one, but not for ever.
 */
export function isRecoverable(error: unknown, attempt = Number.POSITIVE_INFINITY): boolean {
  if (isAuthenticationError(error)) return attempt < 3;
  if (isGraphQLRequestError(error))
    return /throttl|timeout|internal|unavailable/i.test(error.errorType ?? '');
  if (isSignInError(error)) return error.reason === 'TooManyRequestsException';
  return isConnectionError(error) || isTimeoutError(error) || isServerError(error) || isRateLimitError(error);
}
