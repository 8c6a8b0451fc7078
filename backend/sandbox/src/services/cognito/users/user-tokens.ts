import { randomUUID } from 'node:crypto';
import { accessTokenClaims, type TokenIssuer } from '../access-token.ts';
import type { AppClient } from '../app-clients.ts';
import { overrideClaims, runPreTokenGeneration, type TriggerSource } from '../pre-token-generation.ts';
import type { TokenFamily } from './refresh-tokens.ts';
import type { PoolUser } from './user-directory.ts';

/** Access and ID token of a user. */
export interface UserTokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly expiresInSeconds: number;
}

/**
 * Issues a user's tokens by way of the trigger. AWS: "Understanding the access token", "Understanding the identity (ID) token".
 *
 * @throws TriggerError
 */
export async function issueUserTokens(
  issuer: TokenIssuer,
  client: AppClient,
  user: PoolUser,
  family: TokenFamily,
  triggerSource: TriggerSource,
): Promise<UserTokens> {
  const attributes = { sub: user.sub, ...user.attributes };
  const subject = {
    triggerSource,
    clientId: client.clientId,
    userName: user.username,
    userAttributes: { ...attributes, 'cognito:user_status': user.status },
    groups: user.groups,
    scopes: family.scopes,
  };
  const overrides = await runPreTokenGeneration(issuer, subject);
  const shared = { origin_jti: family.originId, event_id: randomUUID() };
  const access = {
    ...accessTokenClaims(issuer, client, subject, overrides, {
      sub: user.sub,
      username: user.username,
      ...shared,
    }),
    auth_time: family.authenticatedAt,
  };
  const { auth_time, exp, iat, iss, 'cognito:groups': groups } = access as Record<string, unknown>;
  const id = overrideClaims(
    {
      ...standardClaims(attributes),
      ...shared,
      'cognito:username': user.username,
      ...(groups === undefined ? {} : { 'cognito:groups': groups }),
      aud: client.clientId,
      token_use: 'id',
      auth_time,
      exp: exp as number,
      iat: iat as number,
      iss: iss as string,
      jti: randomUUID(),
    },
    overrides.idTokenGeneration,
  );
  const { sign } = issuer.pool.signingKeys;
  return {
    accessToken: await sign('access', access),
    idToken: await sign('id', id),
    expiresInSeconds: client.accessTokenValiditySeconds,
  };
}

/** Attributes are texts, but OpenID Connect has these two as booleans, and so does Cognito's ID token. */
const standardClaims = (attributes: Readonly<Record<string, string>>): Record<string, string | boolean> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) =>
      ['email_verified', 'phone_number_verified'].includes(name) ? [name, value === 'true'] : [name, value],
    ),
  );
