import { createTokenCache } from '../auth/token-cache.ts';
import type { TokenRequest, TokenSource } from '../auth/token-source.ts';
import { isSignInError, SignInError } from '../errors/sign-in-error.ts';
import { exclusively } from './lock.ts';
import type { SessionStorage } from './storage.ts';
import type { IssuedTokens, UserPoolApi } from './user-pool-api.ts';

/** A signed-in user: the `auth` of a client. */
export interface UserSession extends TokenSource {
  /** A token that is good now, e.g. for an `authorization` header of your own. The client asks for one at every call. */
  accessToken(request?: Partial<TokenRequest>): Promise<string>;
  /** Claims of the ID token, e.g. `email`; for display only: Northwind decides by what it verifies itself. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Ends this session: its refresh token is revoked and forgotten. */
  signOut(): Promise<void>;
  /** Ends all sessions of the user, on every device. Access tokens already issued work until they expire. */
  signOutEverywhere(): Promise<void>;
}

/** What of a session is kept. */
interface StoredSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken?: string;
  /** Times in milliseconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface SessionConfig {
  readonly api: UserPoolApi;
  readonly clientId: string;
  readonly storage: SessionStorage;
}

/**
 * Answers after which the refresh token will never work again. Of the others, throttling is a 400 too (AWS,
 * "API_GetTokensFromRefreshToken"), and is no reason to sign anybody out.
 */
const FINAL = [
  'NotAuthorizedException',
  'RefreshTokenReuseException',
  'ResourceNotFoundException',
  'UserNotFoundException',
];

const keyOf = (clientId: string): string => `northwind.session.${clientId}`;

/** Keeps the tokens of a sign-in and makes the session of them. */
export async function beginSession(
  config: SessionConfig,
  tokens: IssuedTokens & { readonly refreshToken: string },
): Promise<UserSession> {
  const issuedAt = Date.now();
  const stored: StoredSession = { ...tokens, issuedAt, expiresAt: issuedAt + tokens.expiresIn * 1000 };
  await save(config, stored);
  return sessionOf(config, stored);
}

/** The session that the storage holds, or `undefined`. */
export async function restoreSession(config: SessionConfig): Promise<UserSession | undefined> {
  const stored = await load(config);
  return stored && sessionOf(config, stored);
}

function sessionOf(config: SessionConfig, initial: StoredSession): UserSession {
  const { api, clientId, storage } = config;
  let current = initial;
  let signedOut = false;

  /** What the storage holds, unless somebody else has signed in since. */
  const loadOwn = async (): Promise<StoredSession | undefined> => {
    const stored = await load(config);
    return stored && subjectOf(stored) === subjectOf(current) ? stored : undefined;
  };

  /** Returns the refresh token that is valid now: one that is being rotated is waited for, and another tab may have rotated ours. */
  const forget = (): Promise<string> => {
    signedOut = true;
    return exclusively(keyOf(clientId), async () => {
      const stored = await loadOwn();
      if (stored) await storage.removeItem(keyOf(clientId));
      return stored?.refreshToken ?? current.refreshToken;
    });
  };

  /**
   * With rotation, each refresh token works once, and using one again ends the session. So one refresh runs at a time, in this
   * process and, where the runtime has locks, in all its tabs; and what it brought is stored before anybody learns of it, so that a
   * crash cannot lose the only valid token.
   */
  const refresh = (): Promise<StoredSession> =>
    exclusively(keyOf(clientId), async () => {
      if (signedOut) throw new SignInError('SignedOut', 'the user has signed out');
      const stored = await loadOwn();
      if (!stored) {
        signedOut = true;
        throw new SignInError('SignedOut', 'the user has signed out in another tab');
      }
      // Another tab was quicker: what it stored is newer than what we have.
      if (stored.refreshToken !== current.refreshToken || stored.issuedAt > current.issuedAt)
        return (current = stored);
      const issuedAt = Date.now();
      try {
        const { accessToken, expiresIn, refreshToken, idToken } = await api.getTokensFromRefreshToken(
          clientId,
          current.refreshToken,
        );
        const next: StoredSession = {
          ...current,
          accessToken,
          issuedAt,
          expiresAt: issuedAt + expiresIn * 1000,
          ...(refreshToken !== undefined && { refreshToken }),
          ...(idToken !== undefined && { idToken }),
        };
        await save(config, next);
        return (current = next);
      } catch (error) {
        if (isSignInError(error) && FINAL.includes(error.reason)) {
          signedOut = true;
          await storage.removeItem(keyOf(clientId));
        }
        throw error;
      }
    });

  const tokenFor = createTokenCache(
    async () => {
      const { accessToken, issuedAt, expiresAt } = await refresh();
      return { accessToken, expiresIn: (expiresAt - issuedAt) / 1000, issuedAt };
    },
    {
      accessToken: current.accessToken,
      expiresIn: (current.expiresAt - current.issuedAt) / 1000,
      issuedAt: current.issuedAt,
    },
  );

  return {
    get claims() {
      return claimsOf(current.idToken);
    },
    async accessToken({ rejected } = {}) {
      if (signedOut) throw new SignInError('SignedOut', 'the user has signed out');
      return tokenFor(rejected);
    },
    async signOut() {
      await api.revokeToken(clientId, await forget());
    },
    async signOutEverywhere() {
      const accessToken = await tokenFor(undefined);
      await forget();
      await api.globalSignOut(accessToken);
    },
  };
}

async function save({ storage, clientId }: SessionConfig, session: StoredSession): Promise<void> {
  await storage.setItem(keyOf(clientId), JSON.stringify(session));
}

/** What is stored may be of an older version, or of somebody else: it is a session only if it has all that one needs. */
async function load({ storage, clientId }: SessionConfig): Promise<StoredSession | undefined> {
  const text = await storage.getItem(keyOf(clientId));
  try {
    const { accessToken, refreshToken, issuedAt, expiresAt } = JSON.parse(
      text ?? '{}',
    ) as Partial<StoredSession>;
    if (!accessToken || !refreshToken || !issuedAt || !expiresAt) return undefined;
    return JSON.parse(text ?? '{}') as StoredSession;
  } catch {
    return undefined;
  }
}

/** Who a session is of. */
const subjectOf = ({ accessToken }: StoredSession): unknown => claimsOf(accessToken)['sub'];

/** Reads the payload of a JWT without verifying it: the token came from the user pool itself. */
function claimsOf(token: string | undefined): Record<string, unknown> {
  const payload = token?.split('.')[1];
  if (!payload) return {};
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    return Object(JSON.parse(new TextDecoder().decode(bytes))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
