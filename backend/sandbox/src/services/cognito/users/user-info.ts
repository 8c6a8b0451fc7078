/** `/oauth2/userInfo` (AWS, "The userInfo endpoint"): the attributes of whom an access token with the scope `openid` is for. */
import type { CognitoAnswer, CognitoRoute } from '../start.ts';
import { ServiceError } from './service-error.ts';
import type { UserSignIn } from './user-sign-in.ts';
import { verifyAccessToken } from './verify-access-token.ts';

export function userInfoRoutes({
  directory,
  refreshTokens,
}: UserSignIn): Readonly<Record<string, CognitoRoute>> {
  const route: CognitoRoute = async (request, issuer) => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return refusal(401, 'invalid_request', 'The request has no access token.');
    try {
      const { sub, scopes } = await verifyAccessToken(token, issuer, refreshTokens);
      if (!scopes.includes('openid')) {
        return refusal(403, 'insufficient_scope', 'The access token does not have the scope openid.');
      }
      const user = directory.find(sub);
      if (!user) return refusal(401, 'invalid_token', 'Access Token has been revoked');
      return { statusCode: 200, body: JSON.stringify({ sub, ...user.attributes, username: user.username }) };
    } catch (error) {
      if (error instanceof ServiceError) return refusal(401, 'invalid_token', error.message);
      throw error;
    }
  };
  return { 'GET /oauth2/userInfo': route, 'POST /oauth2/userInfo': route };
}

/** RFC 6750, section 3. */
function refusal(statusCode: number, error: string, description: string): CognitoAnswer {
  return {
    statusCode,
    headers: { 'WWW-Authenticate': `Bearer error="${error}", error_description="${description}"` },
    body: JSON.stringify({ error, error_description: description }),
  };
}
