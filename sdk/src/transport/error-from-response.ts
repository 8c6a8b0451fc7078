import { NorthwindError } from '../errors/northwind-error.ts';
import type * as Classes from './error-from-response.lazy.ts';
import type { ReceivedResponse } from './exchange.ts';

/**
 * Errors made of responses. Their classes are loaded with the first of them, when a response has come and the network is there. What
 * cannot be loaded all the same (a page older than its server's files) must not hide the response: its status is told.
 */
const made = (
  operation: string,
  { response: { status } }: ReceivedResponse,
  make: (classes: typeof Classes) => Promise<NorthwindError>,
): Promise<NorthwindError> =>
  import('./error-from-response.lazy.ts').then(
    make,
    (cause: unknown) =>
      new NorthwindError(`${operation}: ${status}`, {
        code: 'unknown',
        operation,
        status,
        cause,
      }),
  );

/** The error that belongs to a response's status. */
export const errorFromResponse = (operation: string, received: ReceivedResponse): Promise<NorthwindError> =>
  made(operation, received, (classes) => classes.errorFromResponse(operation, received));

/** The error of a success whose body is not what the contract promises. */
export const invalidResponse = (
  operation: string,
  received: ReceivedResponse,
  reason: string,
): Promise<NorthwindError> =>
  made(operation, received, (classes) => classes.invalidResponse(operation, received, reason));
