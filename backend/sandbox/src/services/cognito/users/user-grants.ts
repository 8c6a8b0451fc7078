import { OAuthError } from '../oauth-error.ts';
import type { Grant, TokenResponse } from '../token-endpoint.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { ServiceError } from './service-error.ts';
import type { SignedIn, UserSignIn } from './user-sign-in.ts';
import { issueUserTokens } from './user-tokens.ts';

/** `grant_type=authorization_code` with PKCE. AWS: "Token endpoint". */
export function authorizationCodeGrant(signIn: UserSignIn, codes: AuthorizationCodes): Grant {
  return async ({ issuer, client, form }) => {
    if (!client.allowedFlows.includes('code')) throw new OAuthError('unauthorized_client');
    const { sub, scopes } = codes.redeem(form, client.clientId);
    const user = signIn.directory.find(sub);
    if (!user) throw new OAuthError('invalid_grant');
    const tokens = await signIn.complete(
      issuer,
      { ...client, allowedScopes: scopes },
      user,
      'TokenGeneration_HostedAuth',
    );
    const { id_token, ...answer } = tokenResponse(tokens);
    // Whoever does not ask for OpenID Connect gets OAuth only.
    return scopes.includes('openid') && id_token !== undefined ? { ...answer, id_token } : answer;
  };
}

/** `grant_type=refresh_token`; it rotates like `GetTokensFromRefreshToken`. */
export function refreshTokenGrant({ directory, refreshTokens }: UserSignIn): Grant {
  return async ({ issuer, client, form }) => {
    try {
      const rotated = await refreshTokens.rotate(form.get('refresh_token') ?? '', client.clientId);
      const user = directory.find(rotated.family.sub);
      if (!user) throw new OAuthError('invalid_grant');
      const tokens = await issueUserTokens(
        issuer,
        client,
        user,
        rotated.family,
        'TokenGeneration_RefreshTokens',
      );
      return tokenResponse({ ...tokens, refreshToken: rotated.token });
    } catch (error) {
      if (error instanceof ServiceError) throw new OAuthError('invalid_grant', error.message);
      throw error;
    }
  };
}

const tokenResponse = ({
  accessToken,
  idToken,
  refreshToken,
  expiresInSeconds,
}: SignedIn): TokenResponse => ({
  access_token: accessToken,
  id_token: idToken,
  refresh_token: refreshToken,
  expires_in: expiresInSeconds,
  token_type: 'Bearer',
});
