import type { Answer } from '../transport/exchange.ts';
import { redactText } from '../support/redact.ts';
import { ApiError } from './api-error.ts';
import { AuthenticationError } from './authentication-error.ts';
import { BadRequestError } from './bad-request-error.ts';
import { ConflictError } from './conflict-error.ts';
import { InvalidResponseError } from './invalid-response-error.ts';
import { NotFoundError } from './not-found-error.ts';
import { PermissionDeniedError } from './permission-denied-error.ts';
import { PreconditionError } from './precondition-error.ts';
import { RateLimitError } from './rate-limit-error.ts';
import { ServerError } from './server-error.ts';
import { UnprocessableEntityError } from './unprocessable-entity-error.ts';

/** Makes the error that belongs to an answer's status. The body may be anything, also nothing. */
export function errorFromAnswer(operation: string, answer: Answer): ApiError {
  const { status } = answer.response;
  const classes: Record<number, typeof ApiError> = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    412: PreconditionError,
    422: UnprocessableEntityError,
    428: PreconditionError,
    429: RateLimitError,
  };
  return new (classes[status] ?? (status >= 500 ? ServerError : ApiError))(operation, masked(answer));
}

/** Makes the error of a success whose body is not what the contract promises. */
export function invalidResponse(operation: string, answer: Answer, reason: string): InvalidResponseError {
  const { response, body, requestId } = masked(answer);
  return new InvalidResponseError(operation, {
    status: response.status,
    requestId,
    body: redactText(body),
    reason,
  });
}

/** Errors are logged and sent to other services: an echo of this client's own credentials must not travel with them. */
function masked({ response, body, requestId, mask }: Answer): Answer {
  const { status, statusText, headers } = response;
  const entries = Array.from(headers, ([name, value]): [string, string] => [name, mask(value)]);
  return {
    response: { status, statusText: mask(statusText), headers: new Headers(entries) } as Response,
    body: mask(body),
    requestId: requestId && mask(requestId),
    mask,
  };
}
