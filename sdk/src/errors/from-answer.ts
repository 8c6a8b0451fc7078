import type { Problem } from '../generated/models.ts';
import { retryAfterMs } from '../transport/retry-timing.ts';
import { ApiError, type ApiErrorAnswer } from './api-error.ts';
import { AuthenticationError } from './authentication-error.ts';
import { BadRequestError } from './bad-request-error.ts';
import { ConflictError } from './conflict-error.ts';
import { NotFoundError } from './not-found-error.ts';
import { PermissionDeniedError } from './permission-denied-error.ts';
import { PreconditionError } from './precondition-error.ts';
import { RateLimitError } from './rate-limit-error.ts';
import { ServerError } from './server-error.ts';
import { UnprocessableEntityError } from './unprocessable-entity-error.ts';

/** Makes the error that belongs to an answer's status. The body may be anything, also nothing. */
export function errorFromAnswer(
  operation: string,
  response: Response,
  requestId: string | undefined,
  body: string,
): ApiError {
  const { status, statusText, headers } = response;
  const problem = problemFrom(body);
  const answer: ApiErrorAnswer = {
    status,
    statusText,
    headers,
    requestId: requestId ?? problem?.requestId,
    problem,
    body,
  };
  if (status === 429) return new RateLimitError(operation, answer, retryAfterMs(headers, Date.now()));
  return new (classFor(status))(operation, answer);
}

function classFor(status: number): typeof ApiError {
  switch (status) {
    case 400:
      return BadRequestError;
    case 401:
      return AuthenticationError;
    case 403:
      return PermissionDeniedError;
    case 404:
      return NotFoundError;
    case 409:
      return ConflictError;
    case 412:
    case 428:
      return PreconditionError;
    case 422:
      return UnprocessableEntityError;
    default:
      return status >= 500 ? ServerError : ApiError;
  }
}

/** A body is taken for a problem document only if it is an object with a `code`, whatever its content type says. */
export function problemFrom(body: string): Problem | undefined {
  try {
    const parsed = JSON.parse(body) as { code?: unknown } | null;
    return typeof parsed?.code === 'string' ? (parsed as Problem) : undefined;
  } catch {
    return undefined;
  }
}
