export { AbortError, isAbortError } from './abort-error.ts';
export { ApiError, isApiError, type ErrorResponse } from './api-error.ts';
export { ConnectionError, isConnectionError } from './connection-error.ts';
export { InvalidResponseError, isInvalidResponseError } from './invalid-response-error.ts';
export { NorthwindError, isNorthwindError } from './northwind-error.ts';
export type { ClientErrorCode, NorthwindErrorFields } from './northwind-error.ts';
export { OAuthError, isOAuthError } from './oauth-error.ts';
export { TimeoutError, isTimeoutError } from './timeout-error.ts';
export { UsageError, isUsageError } from './usage-error.ts';
export {
  GraphQLRequestError,
  isGraphQLRequestError,
  type GraphQLErrorEntry,
} from './graphql-request-error.ts';
export { SequenceGapError, isSequenceGapError } from './sequence-gap-error.ts';
export { SubscriptionError, isSubscriptionError } from './subscription-error.ts';
export { SignInError, isSignInError } from './sign-in-error.ts';
export {
  AuthenticationError,
  isAuthenticationError,
  BadRequestError,
  isBadRequestError,
  ConflictError,
  isConflictError,
  NotFoundError,
  isNotFoundError,
  PermissionDeniedError,
  isPermissionDeniedError,
  PreconditionError,
  isPreconditionError,
  RateLimitError,
  isRateLimitError,
  ServerError,
  isServerError,
  UnprocessableEntityError,
  isUnprocessableEntityError,
} from '../generated/status-errors.ts';
