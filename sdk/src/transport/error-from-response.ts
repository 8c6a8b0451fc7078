import { NorthwindError } from '../errors/northwind-error.ts';
import type * as Classes from './error-from-response.lazy.ts';
import type { Answer } from './exchange.ts';

/**
 * Errors made of responses. Their classes are loaded with the first of them, when a response has come and the network is there. What
 * cannot be loaded all the same (a page older than its server's files) must not hide the response: its status is told.
 */
const made = (
  operation: string,
  { response: { status } }: Answer,
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
export const errorFromResponse = (operation: string, answer: Answer): Promise<NorthwindError> =>
  made(operation, answer, (classes) => classes.errorFromResponse(operation, answer));

/** The error of a success whose body is not what the contract promises. */
export const invalidResponse = (operation: string, answer: Answer, reason: string): Promise<NorthwindError> =>
  made(operation, answer, (classes) => classes.invalidResponse(operation, answer, reason));
