import type { Problem } from '../generated/models.ts';
import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** What an {@link ApiError} is made from. */
export interface ApiErrorAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly requestId: string | undefined;
  readonly problem: Problem | undefined;
  /** Text of the body as it came, also when it was no problem document. */
  readonly body: string;
}

/**
 * Northwind answered, and the answer was an error status. Each common status has its own subclass; a status without one
 * arrives as a plain `ApiError`. An empty or non-JSON body (a proxy's HTML page, say) is an `ApiError` too, with
 * `problem` undefined and `code` `'unknown'`.
 */
export class ApiError extends NorthwindError {
  declare readonly status: number;
  /** Headers of the answer. */
  readonly headers: Headers;
  /** Text of the answer's body, as it came. */
  readonly body: string;

  static {
    brand(this, 'ApiError', 'Look up `code` in the API reference; quote `requestId` to support.');
  }

  constructor(operation: string, answer: ApiErrorAnswer) {
    const { status, requestId, problem } = answer;
    const code = problem?.code ?? 'unknown';
    const reason = problem?.detail || problem?.title || answer.statusText || 'no explanation in the body';
    super(`${operation}: ${status} ${code}: ${reason}${requestId ? ` (request ${requestId})` : ''}`, {
      code,
      status,
      requestId,
      problem,
    });
    this.headers = answer.headers;
    this.body = answer.body;
  }
}

/** True for every answer with an error status. */
export const isApiError = /* @__PURE__ */ guard<ApiError>('ApiError');
