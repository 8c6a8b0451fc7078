import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { TokenIssuer } from '../access-token.ts';
import type { AppClient } from '../app-clients.ts';
import type { TriggerSource } from '../pre-token-generation.ts';
import type { UserPoolSettings } from '../user-pool.ts';
import type { RefreshTokens, TokenFamily } from './refresh-tokens.ts';
import { ServiceError } from './service-error.ts';
import { createTotpVerifier, generateTotpSecret, type TotpVerifier } from './totp.ts';
import { decoyVerifier, type PasswordVerifier } from './srp.ts';
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
  /**
   * Whom a sign-in is for and what it is checked against: a user's, or a made-up one's, the same for each name. What is answered
   * and what it costs tells nobody which names there are.
   */
  identify(name: string): {
    readonly userId: string;
    readonly verifier: PasswordVerifier;
    readonly user: PoolUser | undefined;
  };
  /** What is asked after the password. @throws ServiceError when it was a temporary one whose time is over */
  afterPassword(user: PoolUser, pool: UserPoolSettings): NextStep;
  generateTotpSecret(): string;
  /** Issues the tokens of a new sign-in. */
  complete(issuer: TokenIssuer, client: AppClient, user: PoolUser, source: TriggerSource): Promise<SignedIn>;
}

/**
 * @param now milliseconds since the epoch.
 */
export function createUserSignIn(
  directory: UserDirectory,
  refreshTokens: RefreshTokens,
  now: () => number,
): UserSignIn {
  const decoyKey = randomBytes(32);
  return {
    directory,
    refreshTokens,
    totp: createTotpVerifier(now),
    identify(name) {
      const user = directory.find(name);
      // Both are worked out for both.
      const alias = name.toLowerCase();
      const decoy = { userId: decoyId(decoyKey, alias), verifier: decoyVerifier(decoyKey, alias) };
      return user ? { userId: user.sub, verifier: user.password, user } : { ...decoy, user };
    },
    afterPassword(user, { mfa }) {
      if (user.status === 'FORCE_CHANGE_PASSWORD') {
        if (now() >= (user.temporaryUntil ?? Infinity)) throw expiredInvitation();
        return 'new-password';
      }
      if (user.totpSecret !== undefined) return 'totp';
      return mfa === 'ON' ? 'totp-setup' : 'signed-in';
    },
    generateTotpSecret,
    async complete(issuer, client, user, source) {
      const scopes = source === 'TokenGeneration_HostedAuth' ? client.allowedScopes : passwordScopes;
      const family = newFamily(client, user.sub, scopes, now());
      const tokens = await issueUserTokens(issuer, client, user, family, source);
      return { ...tokens, refreshToken: await refreshTokens.issue(family, refreshValidityOf(client)) };
    },
  };
}

const expiredInvitation = (): ServiceError =>
  new ServiceError(
    'NotAuthorizedException',
    'Temporary password has expired and must be reset by an administrator.',
  );

/** What signing in with a password gives: the right to manage oneself. The trigger adds the API's scopes by group. */
const passwordScopes = ['aws.cognito.signin.user.admin'];

const newFamily = (
  { clientId }: AppClient,
  sub: string,
  scopes: readonly string[],
  now: number,
): TokenFamily => ({
  originId: randomUUID(),
  sub,
  clientId,
  scopes,
  authenticatedAt: Math.floor(now / 1000),
});

/** Seconds. */
const refreshValidityOf = ({ refreshTokenValiditySeconds }: AppClient): number =>
  refreshTokenValiditySeconds ?? defaultRefreshTokenValiditySeconds;

/**
 * The refresh token of a sign-in with a password that nobody was asked for.
 *
 * @param now milliseconds since the epoch.
 */
export const signInWithoutPassword = (
  refreshTokens: RefreshTokens,
  client: AppClient,
  sub: string,
  now: number,
): Promise<string> =>
  refreshTokens.issue(newFamily(client, sub, passwordScopes, now), refreshValidityOf(client));

/** A user id that looks like any other. */
function decoyId(key: Buffer, name: string): string {
  const hex = createHmac('sha256', key).update(`id:${name}`).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
