import { OAuthError } from '../errors/oauth-error.ts';
import type { IssuedToken } from './token-cache.ts';

/** Lifetime assumed when the endpoint does not state one, seconds. RFC 6749 only recommends `expires_in`. */
const DEFAULT_LIFETIME = 300;

/** Reads a token endpoint's response (RFC 6749 sections 5.1 and 5.2). */
export function parseTokenResponse(
  status: number,
  body: string,
  requestId: string | undefined,
  url?: string,
): IssuedToken {
  let fields: Record<string, unknown> = {};
  try {
    fields = Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    // Not JSON: reported below, without the body, which could hold a token.
  }
  const { access_token: accessToken, expires_in: expiresIn, error, error_description: description } = fields;
  if (status === 200 && typeof accessToken === 'string' && accessToken) {
    const seconds = typeof expiresIn === 'object' ? 0 : Number(expiresIn);
    return { accessToken, expiresIn: seconds > 0 ? seconds : DEFAULT_LIFETIME };
  }
  if (status < 400 || typeof error !== 'string') {
    // Whoever answers like this is no token endpoint: a wrong URL, or a proxy in between.
    throw new OAuthError(status, 'invalid_response', undefined, requestId, url);
  }
  throw new OAuthError(status, error, typeof description === 'string' ? description : undefined, requestId);
}
