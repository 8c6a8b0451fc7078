export { AbortError, isAbortError } from './abort-error.ts';
export { ApiError, isApiError } from './api-error.ts';
export { AuthenticationError, isAuthenticationError } from './authentication-error.ts';
export { BadRequestError, isBadRequestError } from './bad-request-error.ts';
export { ConflictError, isConflictError } from './conflict-error.ts';
export { ConnectionError, isConnectionError } from './connection-error.ts';
export { InvalidResponseError, isInvalidResponseError } from './invalid-response-error.ts';
export { NorthwindError, isNorthwindError } from './northwind-error.ts';
export type { ClientErrorCode } from './northwind-error.ts';
export { NotFoundError, isNotFoundError } from './not-found-error.ts';
export { OAuthError, isOAuthError } from './oauth-error.ts';
export { PermissionDeniedError, isPermissionDeniedError } from './permission-denied-error.ts';
export { PreconditionError, isPreconditionError } from './precondition-error.ts';
export { RateLimitError, isRateLimitError } from './rate-limit-error.ts';
export { ServerError, isServerError } from './server-error.ts';
export { TimeoutError, isTimeoutError } from './timeout-error.ts';
export { UnprocessableEntityError, isUnprocessableEntityError } from './unprocessable-entity-error.ts';
export { UsageError, isUsageError } from './usage-error.ts';
export {
  GraphQLRequestError,
  isGraphQLRequestError,
  type GraphQLErrorEntry,
} from './graphql-request-error.ts';
export { SequenceGapError, isSequenceGapError } from './sequence-gap-error.ts';
export { SubscriptionError, isSubscriptionError } from './subscription-error.ts';
export { SignInError, isSignInError } from './sign-in-error.ts';
