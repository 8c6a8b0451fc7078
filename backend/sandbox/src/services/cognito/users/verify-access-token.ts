import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import type { TokenIssuer } from '../access-token.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import { ServiceError } from './service-error.ts';

/**
 * Verifies a user's own access token for the actions that take one. Only the user pool knows which tokens were revoked: APIs take
 * them until they expire (AWS, "API_GlobalSignOut").
 *
 * @throws ServiceError `NotAuthorizedException`
 */
export async function verifyAccessToken(
  token: unknown,
  { pool, issuer, now }: TokenIssuer,
  refreshTokens: RefreshTokens,
): Promise<{ readonly sub: string; readonly scopes: readonly string[] }> {
  try {
    const { payload } = await jwtVerify(
      typeof token === 'string' ? token : '',
      createLocalJWKSet(pool.signingKeys.jwks as unknown as JSONWebKeySet),
      { issuer, algorithms: ['RS256'], currentDate: new Date(now()) },
    );
    const { sub, scope, token_use: use, origin_jti: originId } = payload;
    if (use === 'access' && sub !== undefined) {
      if (refreshTokens.isRevoked(String(originId)))
        throw new ServiceError('NotAuthorizedException', 'Access Token has been revoked');
      return { sub, scopes: String(scope).split(' ') };
    }
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    if (error instanceof errors.JWTExpired)
      throw new ServiceError('NotAuthorizedException', 'Access Token has expired');
  }
  throw new ServiceError('NotAuthorizedException', 'Invalid Access Token');
}
