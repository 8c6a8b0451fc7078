import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/**
 * The token endpoint refused (RFC 6749 section 5.2). `oauthError` is its `error` member: `'invalid_client'`,
 * `'invalid_scope'`, `'unauthorized_client'` …; `'invalid_response'` if it answered something that is no OAuth answer.
 */
export class OAuthError extends NorthwindError {
  declare readonly name: 'OAuthError';
  declare readonly status: number;
  /** The `error` member of the token endpoint's answer. */
  readonly oauthError: string;
  /** The `error_description` member, if any. */
  readonly description: string | undefined;

  static {
    brand(this, 'OAuthError', 'Check client id, secret, scopes and environment.');
  }

  constructor(status: number, oauthError: string, description?: string, requestId?: string) {
    super(`Token request: ${status} ${oauthError}${description ? `: ${description}` : ''}`, {
      code: 'oauth',
      status,
      requestId,
    });
    this.oauthError = oauthError;
    this.description = description;
  }
}

/** True for {@link OAuthError}. */
export const isOAuthError = /* @__PURE__ */ guard<OAuthError>('OAuthError');
