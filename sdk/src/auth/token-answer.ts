import { OAuthError } from '../errors/oauth-error.ts';
import type { IssuedToken } from './token-cache.ts';

/** Lifetime assumed when the endpoint does not state one, seconds. RFC 6749 only recommends `expires_in`. */
const DEFAULT_LIFETIME = 300;

/** Reads a token endpoint's answer (RFC 6749 sections 5.1 and 5.2). */
export function parseTokenAnswer(status: number, body: string, requestId: string | undefined): IssuedToken {
  let answer: Record<string, unknown> = {};
  try {
    answer = Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    // Not JSON: reported below, without the body, which could hold a token.
  }
  const { access_token: accessToken, expires_in: expiresIn, error, error_description: description } = answer;
  if (status === 200 && typeof accessToken === 'string' && accessToken) {
    const seconds = Number(expiresIn);
    return { accessToken, expiresIn: seconds > 0 ? seconds : DEFAULT_LIFETIME };
  }
  throw new OAuthError(
    status,
    status >= 400 && typeof error === 'string' ? error : 'invalid_response',
    status >= 400 && typeof description === 'string' ? description : undefined,
    requestId,
  );
}
