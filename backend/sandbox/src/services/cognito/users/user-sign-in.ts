import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { TokenIssuer } from '../access-token.ts';
import type { AppClient } from '../app-clients.ts';
import type { TriggerSource } from '../pre-token-generation.ts';
import type { RefreshTokens, TokenFamily } from './refresh-tokens.ts';
import { createTotpVerifier, generateTotpSecret, type TotpVerifier } from './totp.ts';
import { createVerifier, type PasswordVerifier } from './srp.ts';
import type { PoolUser, UserDirectory } from './user-directory.ts';
import { issueUserTokens, type UserTokens } from './user-tokens.ts';

/** Lifetime of a sign-in; Cognito's default. */
const defaultRefreshTokenValiditySeconds = 30 * 86_400;

/** What follows after a password, a new password, or a code was right. */
export type NextStep = 'new-password' | 'signed-in' | 'totp' | 'totp-setup';

/** A finished sign-in. */
export interface SignedIn extends UserTokens {
  readonly refreshToken: string;
}

/** The rules of signing users in, for the user pools API and the sign-in pages alike. */
export interface UserSignIn {
  readonly directory: UserDirectory;
  readonly refreshTokens: RefreshTokens;
  readonly totp: TotpVerifier;
  /** The verifier of a user, or one that nobody knows the password of: a name that does not exist looks like one that does. */
  verifierOf(username: string): PasswordVerifier;
  /** What is asked after the password. */
  afterPassword(user: PoolUser): NextStep;
  generateTotpSecret(): string;
  /** Issues the tokens of a new sign-in. */
  complete(issuer: TokenIssuer, client: AppClient, user: PoolUser, source: TriggerSource): Promise<SignedIn>;
}

/**
 * @param poolName the part of the pool's id behind the underscore.
 * @param now milliseconds since the epoch.
 */
export function createUserSignIn(
  poolName: string,
  directory: UserDirectory,
  refreshTokens: RefreshTokens,
  now: () => number,
): UserSignIn {
  const decoyKey = randomBytes(32);
  return {
    directory,
    refreshTokens,
    totp: createTotpVerifier(now),
    verifierOf(username) {
      const user = directory.find(username);
      if (user) return user.password;
      // The same salt each time, as a real user would have.
      const salt = createHmac('sha256', decoyKey).update(username).digest().subarray(0, 16);
      return createVerifier(poolName, username, randomBytes(16).toString('hex'), salt);
    },
    afterPassword(user) {
      if (user.status === 'FORCE_CHANGE_PASSWORD') return 'new-password';
      if (user.totpSecret !== undefined) return 'totp';
      return user.totpRequired === true ? 'totp-setup' : 'signed-in';
    },
    generateTotpSecret,
    async complete(issuer, client, user, source) {
      const family: TokenFamily = {
        originId: randomUUID(),
        sub: user.sub,
        clientId: client.clientId,
        // What SRP gives: the right to manage oneself. The trigger adds the API's scopes by group.
        scopes:
          source === 'TokenGeneration_HostedAuth' ? client.allowedScopes : ['aws.cognito.signin.user.admin'],
        authenticatedAt: Math.floor(now() / 1000),
      };
      const tokens = await issueUserTokens(issuer, client, user, family, source);
      const validity = client.refreshTokenValiditySeconds ?? defaultRefreshTokenValiditySeconds;
      return { ...tokens, refreshToken: await refreshTokens.issue(family, validity) };
    },
  };
}
