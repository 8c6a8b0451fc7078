import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** No answer arrived: the name did not resolve, the connection was refused or broke. `cause` is the runtime's own error. */
export class ConnectionError extends NorthwindError {
  declare readonly name: 'ConnectionError';
  /** What was under way: an `operationId`, or `'token'` for a token request. */
  readonly operation: string;

  static {
    brand(this, 'ConnectionError', 'Check network, proxy and URLs; the request may have arrived.');
  }

  constructor(operation: string, url: string, cause: unknown) {
    super(`${operation}: no answer from ${new URL(url).host}: ${reasonOf(cause)}`, {
      code: 'connection',
      cause,
    });
    this.operation = operation;
  }
}

/** Node says only "fetch failed" and hides the reason (`ECONNREFUSED …`) one level down. */
function reasonOf(error: unknown): string {
  const inner = (error as { cause?: { code?: string; message?: string } } | undefined)?.cause;
  return inner?.message || inner?.code || (error instanceof Error ? error.message : String(error));
}

/** True for {@link ConnectionError}. */
export const isConnectionError = /* @__PURE__ */ guard<ConnectionError>('ConnectionError');
