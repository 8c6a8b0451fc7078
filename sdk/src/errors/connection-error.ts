import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/** What is said of failures that come before the first byte is sent: names, routes, refused connections, certificates, forbidden ports. */
const NOT_SENT =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ConnectionRefused|E(?:HOST|NET)UNREACH|EADDRNOTAVAIL|CONNECT_TIMEOUT|CERT|UNABLE_TO_|ERR_TLS|bad port/;

/**
 * No response arrived: the name did not resolve, or the connection was refused or broke. `cause` is the runtime's own error.
 */
export class ConnectionError extends NorthwindError {
  declare readonly operation: string;

  /**
   * @param operation - what was under way: an `operationId`, or `'token'` for a token request.
   * @param cause - what `fetch` threw.
   */
  constructor(operation: string, url: string, cause: unknown) {
    const { code, reason } = describe(cause);
    super(`${operation}: no response from ${hostOf(url)}: ${reason}`, {
      code: 'connection',
      operation,
      cause,
      ...(NOT_SENT.test(code || reason) && {
        advice: 'Check network, proxy and URLs; the request was not sent.',
      }),
    });
  }

  override get name(): 'ConnectionError' {
    return 'ConnectionError';
  }

  override get advice(): string {
    return 'Check network, proxy and URLs; the request may have arrived.';
  }
}

/** Node says only "fetch failed" and hides the reason (`ECONNREFUSED …`) one level down. */
function describe(error: unknown): { code: string; reason: string } {
  const outer = Object(error) as { cause?: unknown; code?: unknown; message?: unknown };
  const inner = Object(outer.cause) as typeof outer;
  const code = [inner.code, outer.code].find((value) => typeof value === 'string');
  const reason = [inner.message, inner.code, outer.message].find(
    (value) => value && typeof value === 'string',
  );
  return { code: String(code ?? ''), reason: String(reason ?? error) };
}

/** The host alone: a whole URL may be long, and hold what is nobody's business. */
function hostOf(url: string): string {
  return /^\w+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(url)?.[1] || 'the server';
}

/** True for {@link ConnectionError}. */
export const isConnectionError = /* @__PURE__ */ guard<ConnectionError>('ConnectionError');
