import { createTokenCache } from '../auth/token-cache.ts';
import type { TokenRequest, TokenSource } from '../auth/token-source.ts';
import { isSignInError, SignInError } from '../errors/sign-in-error.ts';
import { claimsOf } from './claims.ts';
import { exclusively } from './lock.ts';
import type { SessionStorage } from './storage.ts';
import { sessionStore, signInOf, subjectOf, type StoredSession } from './stored-session.ts';
import type { IssuedTokens, UserPoolApi } from './user-pool-api.ts';

/** A signed-in user: the `auth` of a client. */
export interface UserSession extends TokenSource {
  /** Claims of the ID token, e.g. `email`; for display only: Northwind decides by what it verifies itself. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** A token that is good now, e.g. for an `authorization` header of your own. The client asks for one at every call. */
  accessToken(request?: { [Name in keyof TokenRequest]?: TokenRequest[Name] | undefined }): Promise<string>;
  /** Ends this session: its refresh token is revoked and forgotten. */
  signOut(): Promise<void>;
  /** Ends all sessions of the user, on every device. Access tokens already issued work until they expire. */
  signOutEverywhere(): Promise<void>;
}

export interface SessionConfig {
  readonly api: UserPoolApi;
  readonly clientId: string;
  readonly storage: SessionStorage;
}

/**
 * Responses after which the refresh token will never work again. Of the others, throttling is a 400 too (AWS,
 * "API_GetTokensFromRefreshToken"), and is no reason to sign anybody out.
 */
const FINAL = [
  'NotAuthorizedException',
  'RefreshTokenReuseException',
  'ResourceNotFoundException',
  'UserNotFoundException',
];

/** Keeps the tokens of a sign-in and makes the session of them. */
export async function beginSession(
  config: SessionConfig,
  tokens: IssuedTokens & { readonly refreshToken: string },
  state?: string,
): Promise<UserSession> {
  const issuedAt = Date.now();
  const stored: StoredSession = {
    ...tokens,
    issuedAt,
    expiresAt: issuedAt + tokens.expiresIn * 1000,
    ...(state !== undefined && { state }),
  };
  const isKept = await sessionStore(config.storage, config.clientId).save(stored);
  return sessionOf(config, stored, isKept);
}

/**
 * The session that the storage holds, or `undefined`.
 *
 * @param state - only that of this sign-in by redirect.
 */
export async function restoreSession(
  config: SessionConfig,
  state?: string,
): Promise<UserSession | undefined> {
  const stored = await sessionStore(config.storage, config.clientId).load();
  if (stored === undefined || stored === 'unreadable') return undefined;
  return state === undefined || stored.state === state ? sessionOf(config, stored, true) : undefined;
}

function sessionOf(config: SessionConfig, initial: StoredSession, kept: boolean): UserSession {
  const { api, clientId } = config;
  const holder = new SessionHolder(config, initial, kept);
  const tokenFor = createTokenCache(
    async (rejected) => {
      const { accessToken, issuedAt, expiresAt } = await holder.refresh(rejected);
      return { accessToken, expiresIn: (expiresAt - issuedAt) / 1000, issuedAt };
    },
    {
      accessToken: initial.accessToken,
      expiresIn: (initial.expiresAt - initial.issuedAt) / 1000,
      issuedAt: initial.issuedAt,
    },
  );

  return {
    get claims() {
      return claimsOf(holder.current.idToken);
    },
    async accessToken({ rejected } = {}) {
      holder.assertOpen();
      return tokenFor(rejected);
    },
    async signOut() {
      await api.revokeToken(clientId, await holder.close());
    },
    async signOutEverywhere() {
      const accessToken = await tokenFor(undefined);
      await holder.close();
      await api.globalSignOut(accessToken);
    },
  };
}

/**
 * The tokens of one session: the newest of what this program got and what other tabs have stored.
 *
 * With rotation, each refresh token works once, and using one again ends the session. So one refresh of a sign-in runs at a time, in this
 * process and, where the runtime has locks, in all its tabs; and what it brought is stored before anybody learns of it, so that a
 * crash cannot lose the only valid token. A storage that fails costs the other tabs the session, but never this one.
 */
class SessionHolder {
  readonly #api: UserPoolApi;
  readonly #clientId: string;
  readonly #store: ReturnType<typeof sessionStore>;
  readonly #lock: string;
  #current: StoredSession;
  /** Whether the storage holds `current`; if not, its absence there says nothing. */
  #isKept: boolean;
  /** Why the session is over. */
  #ended: SignInError | undefined;

  constructor({ api, clientId, storage }: SessionConfig, initial: StoredSession, isKept: boolean) {
    this.#api = api;
    this.#clientId = clientId;
    this.#store = sessionStore(storage, clientId);
    this.#lock = `northwind.session.${clientId}.${signInOf(initial)}`;
    this.#current = initial;
    this.#isKept = isKept;
  }

  get current(): StoredSession {
    return this.#current;
  }

  /** @throws `SignInError`, always the one that ended it. */
  assertOpen(): void {
    if (this.#ended) throw this.#ended;
  }

  /** Returns tokens that are good now and are not those that were rejected. */
  refresh(rejected: string | undefined): Promise<StoredSession> {
    return exclusively(this.#lock, async () => {
      this.assertOpen();
      const before = this.#current;
      await this.#takeOver();
      const { accessToken, expiresAt } = this.#current;
      // Another tab was quicker. What it stored hours ago, while this tab slept, may have expired since.
      if (this.#current !== before && accessToken !== rejected && Date.now() < expiresAt)
        return this.#current;
      return this.#exchange();
    });
  }

  /** Ends the session here, and returns the refresh token that is valid now: one that is being rotated is waited for. */
  close(): Promise<string> {
    this.#ended ??= new SignInError('SignedOut', 'the user has signed out');
    return exclusively(this.#lock, async () => {
      const stored = await this.#loadOwn();
      if (stored && stored !== 'unreadable') {
        this.#adopt(stored);
        await this.#store.remove();
      }
      return this.#current.refreshToken;
    });
  }

  /** What the storage holds, unless somebody else has signed in since. */
  async #loadOwn(): Promise<StoredSession | 'unreadable' | undefined> {
    const stored = await this.#store.load();
    if (stored === undefined || stored === 'unreadable') return stored;
    return subjectOf(stored) === subjectOf(this.#current) ? stored : undefined;
  }

  /** Takes over what another tab has stored. @throws `SignInError` if another tab has signed out. */
  async #takeOver(): Promise<void> {
    const stored = await this.#loadOwn();
    if (stored === 'unreadable') return;
    if (stored) this.#adopt(stored);
    else if (this.#isKept)
      throw (this.#ended = new SignInError('SignedOut', 'the user has signed out in another tab'));
  }

  #adopt(stored: StoredSession): boolean {
    const isNewer =
      stored.issuedAt > this.#current.issuedAt ||
      (stored.issuedAt === this.#current.issuedAt && stored.refreshToken !== this.#current.refreshToken);
    if (isNewer) {
      this.#current = stored;
      this.#isKept = true;
    }
    return isNewer;
  }

  async #exchange(): Promise<StoredSession> {
    const issuedAt = Date.now();
    const used = this.#current;
    let tokens: IssuedTokens;
    try {
      tokens = await this.#api.getTokensFromRefreshToken(this.#clientId, used.refreshToken);
    } catch (error) {
      if (!isSignInError(error) || !FINAL.includes(error.reason)) throw error;
      return this.#refused(error);
    }
    const { accessToken, expiresIn, refreshToken, idToken } = tokens;
    this.#current = {
      ...used,
      accessToken,
      issuedAt,
      expiresAt: issuedAt + expiresIn * 1000,
      ...(refreshToken !== undefined && { refreshToken }),
      ...(idToken !== undefined && { idToken }),
    };
    await this.#keep();
    return this.#current;
  }

  async #keep(): Promise<void> {
    const stored = await this.#store.load();
    // Somebody else has signed in meanwhile: the storage is theirs.
    const isTaken =
      stored !== undefined && stored !== 'unreadable' && subjectOf(stored) !== subjectOf(this.#current);
    this.#isKept = !isTaken && (await this.#store.save(this.#current));
  }

  /** The refresh token is spent or ended. Where tabs cannot lock each other out, another one may have rotated it a moment ago. */
  async #refused(error: SignInError): Promise<StoredSession> {
    const stored = await this.#loadOwn();
    if (stored && stored !== 'unreadable') {
      if (this.#adopt(stored) && Date.now() < stored.expiresAt) return stored;
      await this.#store.remove();
    }
    this.#ended = error;
    throw error;
  }
}
