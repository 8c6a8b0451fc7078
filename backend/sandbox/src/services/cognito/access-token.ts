import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { overrideClaims, overrideScopes, runPreTokenGeneration } from './pre-token-generation.ts';
import type { ClaimsAndScopeOverrideDetails, TokenSubject, TriggeringPool } from './pre-token-generation.ts';
import type { AppClient } from './app-clients.ts';
import type { UserPool } from './user-pool.ts';

/** What every token of the pool is made with. */
export interface TokenIssuer extends TriggeringPool {
  readonly pool: UserPool;
  /** `http://127.0.0.1:4011/us-east-1_Ab1Cd2Ef3`. */
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A token and how long it lives. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/**
 * Issues the access token of a client that asks for itself. Its `sub` is the client's id, as Cognito writes it.
 * AWS: "Understanding the access token".
 *
 * @throws TriggerError
 */
export async function issueClientToken(
  issuer: TokenIssuer,
  client: AppClient,
  subject: TokenSubject,
): Promise<IssuedToken> {
  const overrides = await runPreTokenGeneration(issuer, subject);
  const claims = accessTokenClaims(issuer, client, subject, overrides, { sub: client.clientId });
  return {
    token: await issuer.pool.signingKeys.sign('access', claims),
    expiresInSeconds: client.accessTokenValiditySeconds,
  };
}

/** The claims of an access token with the trigger's overrides applied. */
export function accessTokenClaims(
  issuer: TokenIssuer,
  client: AppClient,
  subject: TokenSubject,
  overrides: ClaimsAndScopeOverrideDetails,
  identity: JWTPayload & { readonly sub: string },
): JWTPayload {
  const issuedAt = Math.floor(issuer.now() / 1000);
  const groups = overrides.groupOverrideDetails?.groupsToOverride ?? subject.groups;
  const scopes = overrideScopes(subject.scopes, overrides.accessTokenGeneration);
  const claims: JWTPayload = {
    ...identity,
    ...(groups.length > 0 ? { 'cognito:groups': [...groups] } : {}),
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: issuedAt,
    iss: issuer.issuer,
    exp: issuedAt + client.accessTokenValiditySeconds,
    iat: issuedAt,
    version: 2,
    jti: randomUUID(),
    client_id: client.clientId,
  };
  return overrideClaims(claims, overrides.accessTokenGeneration);
}
