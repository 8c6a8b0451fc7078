/** A user pool of keys only: signs what a Cognito user pool would. */
import { exportJWK, generateKeyPair, SignJWT, type JSONWebKeySet } from 'jose';

export const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab1Cd2Ef3';

export interface TokenClaims {
  readonly sub?: string;
  readonly groups?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds from now; negative for an expired token. Default 3,600. */
  readonly expiresIn?: number;
  readonly issuer?: string;
}

export interface TestUserPool {
  readonly jwks: JSONWebKeySet;
  accessToken(claims?: TokenClaims): Promise<string>;
}

export async function testUserPool(): Promise<TestUserPool> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = await exportJWK(publicKey);
  return {
    jwks: { keys: [{ ...jwk, kid: 'test', alg: 'RS256', use: 'sig' }] },
    accessToken: ({
      sub = 'user-1',
      groups = [],
      claims = {},
      expiresIn = 3600,
      issuer: iss = issuer,
    } = {}) =>
      new SignJWT({
        token_use: 'access',
        client_id: 'mobile',
        username: `name-of-${sub}`,
        'cognito:groups': [...groups],
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'test' })
        .setSubject(sub)
        .setIssuer(iss)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
        .sign(privateKey),
  };
}
