import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/**
 * The token endpoint refused (RFC 6749 section 5.2). `oauthError` is its `error` member: `'invalid_client'`,
 * `'invalid_scope'`, `'unauthorized_client'` …; `'invalid_response'` if its response was not an OAuth response.
 */
export class OAuthError extends NorthwindError {
  declare readonly operation: 'token';
  declare readonly status: number;
  /** The `error` member of the token endpoint's response. */
  readonly oauthError: string;
  /** The `error_description` member, if any. */
  readonly description: string | undefined;

  /** @param url - the token endpoint, if the message is to name it. */
  constructor(status: number, oauthError: string, description?: string, requestId?: string, url?: string) {
    const from = url ? ` from ${url}` : '';
    super(`Token request: ${status} ${oauthError}${from}${description ? `: ${description}` : ''}`, {
      code: 'oauth',
      operation: 'token',
      status,
      requestId,
      ...((status === 429 || status >= 500) && {
        advice: 'The token endpoint is busy or away: try again in a moment.',
      }),
    });
    this.oauthError = oauthError;
    this.description = description;
  }

  override get name(): 'OAuthError' {
    return 'OAuthError';
  }

  override get advice(): string {
    return 'Check client id, secret, scopes and environment.';
  }
}

/** True for {@link OAuthError}. */
export const isOAuthError = /* @__PURE__ */ guard<OAuthError>('OAuthError');
