import { classOfStatus } from '../generated/status-errors.ts';
import { mask } from './mask.ts';
import type { ReceivedResponse } from './exchange.ts';
import { problemFrom, type ApiError } from '../errors/api-error.ts';
import { InvalidResponseError } from '../errors/invalid-response-error.ts';

/**
 * Makes the error that belongs to a response's status. The body may be anything, also nothing.
 */
export async function errorFromResponse(operation: string, received: ReceivedResponse): Promise<ApiError> {
  const { status, statusText } = received.response;
  const response = masked(received);
  const problem = problemFrom(response.body);
  const note =
    status === 403 || (status < 400 && problem === undefined)
      ? await import('../errors/access-note.ts').then(
          ({ accessNote, REDIRECT_NOTE }) =>
            status === 403 ? accessNote(operation, problem?.code, received.token) : REDIRECT_NOTE,
          // What cannot be loaded only explained.
          () => undefined,
        )
      : undefined;
  return new (classOfStatus(status))(operation, { status, statusText, problem, note, ...response });
}

/** Makes the error of a success whose body is not what the contract promises. */
export async function invalidResponse(
  operation: string,
  received: ReceivedResponse,
  reason: string,
): Promise<InvalidResponseError> {
  const { body, requestId } = masked(received);
  // Masking by name is loaded when it is needed. A body that cannot be masked is not shown.
  const redactText = await import('../support/redact.ts').then(
    (module) => module.redactText,
    () => () => '',
  );
  return new InvalidResponseError(operation, {
    status: received.response.status,
    requestId,
    body: redactText(body),
    reason,
  });
}

/** Errors are logged and sent to other services: an echo of this client's own credentials must not travel with them. */
function masked({ response, body, requestId, secrets }: ReceivedResponse): {
  headers: Headers;
  body: string;
  requestId: string | undefined;
} {
  const shown = (text: string): string => mask(secrets, text);
  const entries = Array.from(response.headers, ([name, value]): [string, string] => [name, shown(value)]);
  return { headers: new Headers(entries), body: shown(body), requestId: requestId && shown(requestId) };
}
