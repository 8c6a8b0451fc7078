import type { Problem } from '../generated/models.ts';
import { rateLimitOf, type RateLimit } from '../support/rate-limit.ts';
import { retryAfterMs } from '../support/retry-timing.ts';
import { guard } from './guard.ts';
import { NorthwindError, setFields } from './northwind-error.ts';

/** Invalid fields that a message names; the others are counted. */
const MAX_FIELDS_IN_MESSAGE = 3;

/** An error response, as an {@link ApiError} is made from it. */
export interface ErrorResponse {
  readonly status: number;
  readonly statusText?: string | undefined;
  readonly headers?: Headers | Readonly<Record<string, string>> | undefined;
  /** Text of the body. */
  readonly body?: string | undefined;
  /**
   * The problem document, instead of `body`.
   * @defaultValue what `body` holds, if it is one
   */
  readonly problem?: Problem | undefined;
  /** @defaultValue the header `x-request-id`, or the problem document's `requestId` */
  readonly requestId?: string | undefined;
  /** What else the message is to say, such as the scope that the operation needs. */
  readonly note?: string | undefined;
}

/**
 * Northwind responded with an error status. Each common status has its own subclass; a status without one arrives as a plain
 * `ApiError`. An empty or non-JSON body (a proxy's HTML page, say) is an `ApiError` too, with `problem` undefined and `code`
 * `'unknown'`.
 *
 * Your tests can make one, e.g. for a fake client: `new NotFoundError('getInvoice', { status: 404 })`.
 */
export class ApiError extends NorthwindError {
  declare readonly operation: string;
  declare readonly status: number;
  /** Headers of the response. */
  declare readonly headers: Headers;
  /** Text of the response's body, this client's own secrets masked. */
  declare readonly body: string;
  /** Milliseconds the server asked to wait before the next call (`Retry-After`); `undefined` if it did not say. */
  declare readonly retryAfterMs: number | undefined;
  /** What is left of the rate limit; `undefined` if the server did not say. */
  declare readonly rateLimit: RateLimit | undefined;

  constructor(operation: string, response: ErrorResponse) {
    const { status, statusText, note } = response;
    const headers = new Headers(response.headers as HeadersInit);
    const body = response.body ?? (response.problem ? JSON.stringify(response.problem) : '');
    const problem = response.problem ?? problemFrom(body);
    const code = problem?.code ?? 'unknown';
    const requestId = response.requestId ?? headers.get('x-request-id') ?? textOf(problem?.requestId);
    const why = reasonOf(problem) || statusText;
    const reason =
      [note ? why?.replace(/\.$/, '') : why, note].filter(Boolean).join(': ') || 'no explanation';
    const request = requestId ? ` (request ${requestId})` : '';
    super(`${operation}: ${status} ${code}: ${reason}${request}`, {
      code,
      operation,
      status,
      requestId,
      problem,
    });
    setFields(this, { retryAfterMs: retryAfterMs(headers, Date.now()), rateLimit: rateLimitOf(headers) });
    setFields(this, { headers, body }, true);
  }

  override get name(): string {
    return 'ApiError';
  }

  override get advice(): string {
    return 'Decide by `code`; quote `requestId` to support.';
  }
}

/** Reads a body as a problem document. It is taken for a problem document only if it is an object with a `code`, whatever its content type says. */
export function problemFrom(body: string): Problem | undefined {
  try {
    const parsed = JSON.parse(body) as { code?: unknown } | null;
    return typeof parsed?.code === 'string' ? (parsed as Problem) : undefined;
  } catch {
    return undefined;
  }
}

/** The invalid fields if there are any, since "not valid" alone helps nobody; else the detail. */
function reasonOf(problem: Partial<Problem> | undefined): string | undefined {
  const errors: readonly unknown[] = Array.isArray(problem?.errors) ? problem.errors : [];
  const fields = errors.flatMap((error) => {
    const { pointer, message } = Object(error) as { pointer?: unknown; message?: unknown };
    return typeof message === 'string' ? [`${textOf(pointer) ?? ''} ${message}`.trim()] : [];
  });
  const more = fields.length - MAX_FIELDS_IN_MESSAGE;
  const named = fields.slice(0, MAX_FIELDS_IN_MESSAGE).join('; ') + (more > 0 ? `; and ${more} more` : '');
  return named || textOf(problem?.detail) || textOf(problem?.title);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** True for every response with an error status. */
export const isApiError = /* @__PURE__ */ guard<ApiError>('ApiError');
