import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { GatewayRefusal } from './gateway-responses.ts';

/** Where tokens are to come from. */
export interface CognitoAuthorizerOptions {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Replaces the fetching of the key set; default: `jwksUrl`, cached. */
  readonly keys?: JWTVerifyGetKey;
}

/** Checks a request's token and gives its claims. */
export type CognitoAuthorizer = (
  authorization: string | undefined,
  requiredScopes: readonly string[],
) => Promise<JWTPayload>;

const rememberedTokens = 1_000;

/**
 * The authorizer of type COGNITO_USER_POOLS. A method with scopes takes access tokens only, and one of the listed scopes
 * is enough. AWS: "Control access to REST APIs using Amazon Cognito user pools as an authorizer".
 *
 * No token, a forged or an expired one is UNAUTHORIZED (401); a genuine one without the scope is ACCESS_DENIED (403).
 */
export function createCognitoAuthorizer(options: CognitoAuthorizerOptions): CognitoAuthorizer {
  const now = options.now ?? Date.now;
  const keys = options.keys ?? createRemoteJWKSet(new URL(options.jwksUrl), { cooldownDuration: 1_000 });

  // A signature is checked once: the same text cannot become another token. Its expiry is looked at every time.
  const verified = new Map<string, JWTPayload>();

  return async (authorization, requiredScopes) => {
    const token = authorization?.replace(/^Bearer +/i, '').trim();
    if (!token) throw new GatewayRefusal('UNAUTHORIZED');
    const claims = verifiedBefore(token) ?? (await verify(token));
    const expectedUse = requiredScopes.length > 0 ? 'access' : 'id';
    if (claims['token_use'] !== expectedUse) throw new GatewayRefusal('UNAUTHORIZED');
    const scopes = typeof claims['scope'] === 'string' ? claims['scope'].split(' ') : [];
    if (requiredScopes.length > 0 && !requiredScopes.some((scope) => scopes.includes(scope))) {
      throw new GatewayRefusal('ACCESS_DENIED');
    }
    return claims;
  };

  function verifiedBefore(token: string): JWTPayload | undefined {
    const claims = verified.get(token);
    if (claims?.exp === undefined || claims.exp * 1000 > now()) return claims;
    verified.delete(token);
    return undefined;
  }

  function remember(token: string, claims: JWTPayload): void {
    const oldest = verified.keys().next();
    if (verified.size >= rememberedTokens && !oldest.done) verified.delete(oldest.value);
    verified.set(token, claims);
  }

  async function verify(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: options.issuer,
        // Cognito signs with RS256 only; naming it here is what refuses `none` and HMAC made from the public key.
        algorithms: ['RS256'],
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      remember(token, payload);
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw new GatewayRefusal('UNAUTHORIZED', { message: 'The incoming token has expired' });
      }
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
        throw new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR');
      }
      throw new GatewayRefusal('UNAUTHORIZED');
    }
  }
}

/**
 * The claims as `requestContext.authorizer.claims` carries them: every value a string. Lists are joined with commas and
 * the token's times are written as dates, which is how API Gateway hands them to a function.
 */
export function claimsForEvent(claims: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, claimForEvent(name, value)] as const),
  );
}

function claimForEvent(name: string, value: unknown): string {
  if ((name === 'exp' || name === 'iat') && typeof value === 'number')
    return javaDate(new Date(value * 1000));
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `Sat Nov 21 10:20:06 UTC 2026`. */
function javaDate(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
