import type { Problem } from '../generated/models.ts';
import type { Answer } from '../transport/exchange.ts';
import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

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
    brand(this, 'ApiError', 'Decide by `code`; quote `requestId` to support.');
  }

  /** @internal */
  constructor(operation: string, { response, body, requestId: header }: Answer) {
    const { status, statusText, headers } = response;
    const problem = problemFrom(body);
    const code = problem?.code ?? 'unknown';
    const requestId = header ?? problem?.requestId;
    const reason = problem?.detail || problem?.title || statusText || 'no explanation';
    super(`${operation}: ${status} ${code}: ${reason}${requestId ? ` (request ${requestId})` : ''}`, {
      code,
      status,
      requestId,
      problem,
    });
    this.headers = headers;
    this.body = body;
  }
}

/** A body is taken for a problem document only if it is an object with a `code`, whatever its content type says. */
function problemFrom(body: string): Problem | undefined {
  try {
    const parsed = JSON.parse(body) as { code?: unknown } | null;
    return typeof parsed?.code === 'string' ? (parsed as Problem) : undefined;
  } catch {
    return undefined;
  }
}

/** True for every answer with an error status. */
export const isApiError = /* @__PURE__ */ guard<ApiError>('ApiError');
