import { classOfStatus } from '../generated/status-errors.ts';
import type { Answer } from '../transport/exchange.ts';
import { redactText } from '../support/redact.ts';
import { accessNote, type Access } from './access-note.ts';
import { problemFrom, type ApiError } from './api-error.ts';
import { InvalidResponseError } from './invalid-response-error.ts';

/**
 * Makes the error that belongs to a response's status. The body may be anything, also nothing.
 *
 * @param access - who may call the operation; it is told to whom a 403 refuses.
 */
export function errorFromAnswer(operation: string, answer: Answer, access?: Access): ApiError {
  const { status, statusText } = answer.response;
  const response = masked(answer);
  const problem = problemFrom(response.body);
  const note = access && accessNote(problem?.code, access, answer.token);
  return new (classOfStatus(status))(operation, { status, statusText, problem, note, ...response });
}

/** Makes the error of a success whose body is not what the contract promises. */
export function invalidResponse(operation: string, answer: Answer, reason: string): InvalidResponseError {
  const { body, requestId } = masked(answer);
  return new InvalidResponseError(operation, {
    status: answer.response.status,
    requestId,
    body: redactText(body),
    reason,
  });
}

/** Errors are logged and sent to other services: an echo of this client's own credentials must not travel with them. */
function masked({ response, body, requestId, mask }: Answer): {
  headers: Headers;
  body: string;
  requestId: string | undefined;
} {
  const entries = Array.from(response.headers, ([name, value]): [string, string] => [name, mask(value)]);
  return { headers: new Headers(entries), body: mask(body), requestId: requestId && mask(requestId) };
}
