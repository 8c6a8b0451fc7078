import { isConnectionError } from '../errors/connection-error.ts';
import { isGraphQLRequestError } from '../errors/graphql-request-error.ts';
import { isRateLimitError } from '../errors/rate-limit-error.ts';
import { isServerError } from '../errors/server-error.ts';
import { isTimeoutError } from '../errors/timeout-error.ts';

/**
 * Whether a live stream goes on after its query has failed, although the transport has already tried several times: a phone in
 * a tunnel, a service that is overloaded. What the user may not do, or what does not exist, stays so and ends the stream.
 */
export function isRecoverable(error: unknown): boolean {
  if (isGraphQLRequestError(error))
    return /throttl|timeout|internal|unavailable/i.test(error.errorType ?? '');
  return isConnectionError(error) || isTimeoutError(error) || isServerError(error) || isRateLimitError(error);
}
