import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isSignInError } from '../errors/sign-in-error.ts';
import { refusalOf } from '../realtime/refusal.ts';
import { cognitoUsers } from './cognito-users.ts';
import { beginSession, restoreSession, type SessionConfig, type UserSession } from './session.ts';
import { memoryStorage, type SessionStorage } from './storage.ts';
import { createUserPoolApi, openTransport } from './user-pool-api.ts';

const HOUR_S = 3600;
const key = 'northwind.session.mobile';
const request = (rejected?: string): Parameters<UserSession['accessToken']>[0] => ({
  rejected,
  tokenUrl: '',
  postForm: () => Promise.reject(new Error('a session asks no token endpoint')),
});

const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

/** A user pool with refresh-token rotation: each refresh token works once. */
function userPool() {
  let valid = 'refresh-1';
  let count = 1;
  const calls: { action: string; input: Record<string, string> }[] = [];
  const pool = {
    calls,
    ended: false,
    /** Refuses refreshes for this reason. */
    refusal: undefined as string | undefined,
    fetch: (async (_url: string, init: RequestInit) => {
      const action = new Headers(init.headers).get('x-amz-target')?.split('.')[1] ?? '';
      const input = JSON.parse(String(init.body)) as Record<string, string>;
      calls.push({ action, input });
      await Promise.resolve();
      if (action !== 'GetTokensFromRefreshToken') return Response.json({});
      if (pool.refusal)
        return Response.json({ __type: pool.refusal, message: 'Rate exceeded' }, { status: 400 });
      if (pool.ended || input['RefreshToken'] !== valid) {
        return Response.json(
          { __type: 'NotAuthorizedException', message: 'Refresh Token has been revoked' },
          { status: 400 },
        );
      }
      valid = `refresh-${++count}`;
      return Response.json({
        AuthenticationResult: { AccessToken: `access-${count}`, ExpiresIn: HOUR_S, RefreshToken: valid },
      });
    }) as typeof fetch,
  };
  return pool;
}

describe('a session', () => {
  let pool: ReturnType<typeof userPool>;
  let storage: SessionStorage;
  let config: SessionConfig;

  beforeEach(() => {
    vi.useFakeTimers();
    pool = userPool();
    storage = memoryStorage();
    const api = createUserPoolApi('https://pool.example/', openTransport(pool.fetch));
    config = { api, clientId: 'mobile', storage };
  });
  afterEach(() => void vi.useRealTimers());

  const begin = () =>
    beginSession(config, { accessToken: 'access-1', expiresIn: HOUR_S, refreshToken: 'refresh-1' });

  it('hands out its token until shortly before it expires', async () => {
    const session = await begin();
    vi.advanceTimersByTime((HOUR_S - 301) * 1000);
    expect(await session.accessToken(request())).toBe('access-1');
    expect(pool.calls).toEqual([]);
  });

  it('refreshes once, however many wait, and everybody gets the new token', async () => {
    const session = await begin();
    vi.advanceTimersByTime(HOUR_S * 1000);
    const tokens = await Promise.all(Array.from({ length: 50 }, async () => session.accessToken(request())));
    expect(new Set(tokens)).toEqual(new Set(['access-2']));
    expect(pool.calls).toHaveLength(1);
  });

  it('has stored the rotated refresh token before anybody gets the access token', async () => {
    const session = await begin();
    const order: string[] = [];
    const setItem = storage.setItem.bind(storage);
    storage.setItem = async (name, value) => {
      await Promise.resolve();
      await setItem(name, value);
      order.push((JSON.parse(value) as { refreshToken: string }).refreshToken);
    };
    vi.advanceTimersByTime(HOUR_S * 1000);
    order.push(await session.accessToken(request()));
    expect(order).toEqual(['refresh-2', 'access-2']);
  });

  it('refreshes when its token was refused, and uses the rotated refresh token the next time', async () => {
    const session = await begin();
    expect(await session.accessToken(request('access-1'))).toBe('access-2');
    expect(await session.accessToken(request('access-2'))).toBe('access-3');
    expect(pool.calls.map(({ input }) => input['RefreshToken'])).toEqual(['refresh-1', 'refresh-2']);
  });

  it('takes over what another tab has refreshed, instead of using a spent refresh token', async () => {
    const session = await begin();
    const otherTab = await restoreSession(config);
    vi.advanceTimersByTime(HOUR_S * 1000);
    expect(await otherTab?.accessToken(request())).toBe('access-2');
    expect(await session.accessToken(request())).toBe('access-2');
    expect(pool.calls).toHaveLength(1);
  });

  it('is restored from the storage, and nothing is restored from what is no session', async () => {
    await begin();
    expect(await (await restoreSession(config))?.accessToken(request())).toBe('access-1');
    for (const text of ['', '{', '{"accessToken":"a"}', 'null']) {
      await storage.setItem(key, text);
      expect(await restoreSession(config)).toBeUndefined();
    }
  });

  it('is forgotten when the user pool has ended it, and says so', async () => {
    const session = await begin();
    pool.ended = true;
    vi.advanceTimersByTime(HOUR_S * 1000);
    const error: unknown = await Promise.resolve(session.accessToken(request())).catch(
      (reason: unknown) => reason,
    );
    expect(isSignInError(error) && error.reason).toBe('NotAuthorizedException');
    expect(error).toHaveProperty('operation', 'GetTokensFromRefreshToken');
    expect(String((error as Error).message)).not.toContain('refresh-1');
    expect(await storage.getItem(key)).toBeNull();
  });

  it('is kept when the user pool could not be reached', async () => {
    const unreachable = (() => Promise.reject(new TypeError('fetch failed'))) as typeof fetch;
    config = { ...config, api: createUserPoolApi('https://pool.example/', openTransport(unreachable)) };
    const session = await begin();
    vi.advanceTimersByTime(HOUR_S * 1000);
    const outcome = Promise.resolve(session.accessToken(request())).catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome).toMatchObject({ name: 'ConnectionError' });
    expect(await storage.getItem(key)).not.toBeNull();
  });

  it('revokes its refresh token when the user signs out, and gives no token any more', async () => {
    const session = await begin();
    await session.signOut();
    expect(pool.calls).toEqual([
      { action: 'RevokeToken', input: { ClientId: 'mobile', Token: 'refresh-1' } },
    ]);
    expect(await storage.getItem(key)).toBeNull();
    await expect(session.accessToken(request())).rejects.toMatchObject({ reason: 'SignedOut' });
  });

  it('ends every session of the user with a token that is still good', async () => {
    const session = await begin();
    vi.advanceTimersByTime(HOUR_S * 1000);
    await session.signOutEverywhere();
    expect(pool.calls.map(({ action }) => action)).toEqual(['GetTokensFromRefreshToken', 'GlobalSignOut']);
    expect(pool.calls[1]?.input).toEqual({ AccessToken: 'access-2' });
  });

  it('does not bring a session back that was ended in another tab', async () => {
    const session = await begin();
    await storage.removeItem(key);
    vi.advanceTimersByTime(HOUR_S * 1000);
    await expect(session.accessToken(request())).rejects.toMatchObject({ reason: 'SignedOut' });
    expect(pool.calls).toEqual([]);
  });

  it('outlives throttling, which Cognito reports with status 400', async () => {
    const session = await begin();
    vi.advanceTimersByTime(HOUR_S * 1000);
    pool.refusal = 'TooManyRequestsException';
    const failure = Promise.resolve(session.accessToken(request())).catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(60_000);
    const error: unknown = await failure;
    expect(isSignInError(error) && error.reason).toBe('TooManyRequestsException');
    expect(isSignInError(error) && error.advice).toContain('try again in a moment');
    expect(refusalOf(error)).toBe('transient');
    pool.refusal = undefined;
    expect(await session.accessToken(request())).toBe('access-2');
  });

  it('that is signed out while it is being refreshed is gone from the storage, and the newest refresh token is revoked', async () => {
    const session = await begin();
    vi.advanceTimersByTime(HOUR_S * 1000);
    const token = session.accessToken(request());
    await session.signOut();
    await token;
    expect(storage.getItem(key)).toBeNull();
    expect(pool.calls.at(-1)).toMatchObject({ action: 'RevokeToken', input: { Token: 'refresh-2' } });
  });

  it('neither becomes nor ends the session of somebody else who has signed in since', async () => {
    const jo = { accessToken: jwt({ sub: 'jo' }), expiresIn: HOUR_S, refreshToken: 'refresh-1' };
    const kim = { accessToken: jwt({ sub: 'kim' }), expiresIn: HOUR_S, refreshToken: 'refresh-kim' };
    const session = await beginSession(config, jo);
    await beginSession(config, kim);
    const error: unknown = await Promise.resolve(session.accessToken(request(jo.accessToken))).catch(
      (reason: unknown) => reason,
    );
    expect(isSignInError(error) && error.reason).toBe('SignedOut');
    await session.signOut();
    expect(await (await restoreSession(config))?.accessToken(request())).toBe(kim.accessToken);
    expect(pool.calls).toMatchObject([{ action: 'RevokeToken', input: { Token: 'refresh-1' } }]);
  });

  it('shows the claims of the ID token, umlauts included', async () => {
    const idToken = `h.${Buffer.from(JSON.stringify({ name: 'Jörg' })).toString('base64url')}.s`;
    const session = await beginSession(config, {
      accessToken: 'a',
      expiresIn: 1,
      refreshToken: 'r',
      idToken,
    });
    expect(session.claims).toEqual({ name: 'Jörg' });
  });
});

describe('sign-in by redirect', () => {
  const pages = 'https://auth.example';
  const options = { userPoolId: 'eu-central-1_Ab1Cd2Ef3', clientId: 'web', domain: pages };
  const redirectUri = 'https://dashboard.example/signed-in';

  it('sends the user away with a challenge, and back with a code that only this browser can exchange', async () => {
    const forms: URLSearchParams[] = [];
    const fetch = (async (_url: string, init: RequestInit) => {
      forms.push(new URLSearchParams(String(init.body)));
      return Response.json({
        access_token: 'access',
        refresh_token: 'refresh',
        id_token: 'h.e30.s',
        expires_in: HOUR_S,
      });
    }) as typeof globalThis.fetch;
    const users = cognitoUsers({ ...options, fetch });
    const url = new URL(await users.redirectUrl({ redirectUri, scopes: ['openid', 'email'] }));
    expect(url.origin + url.pathname).toBe(`${pages}/oauth2/authorize`);
    const query = Object.fromEntries(url.searchParams);
    expect(query).toMatchObject({
      client_id: 'web',
      scope: 'openid email',
      code_challenge_method: 'S256',
      response_type: 'code',
    });

    const session = await users.fromRedirect(`${redirectUri}?code=c0de&state=${query['state']}`);
    const form = Object.fromEntries(forms[0] ?? []);
    expect(form).toMatchObject({ grant_type: 'authorization_code', code: 'c0de', redirect_uri: redirectUri });
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(form['code_verifier']));
    expect(Buffer.from(digest).toString('base64url')).toBe(query['code_challenge']);
    expect(await session?.accessToken(request())).toBe('access');
  });

  it('refuses a response that belongs to no sign-in begun here, and one that comes twice', async () => {
    const users = cognitoUsers(options);
    await expect(users.fromRedirect(`${redirectUri}?code=c&state=forged`)).rejects.toThrow('`state` differs');
    await users.redirectUrl({ redirectUri });
    await expect(users.fromRedirect(`${redirectUri}?code=c&state=forged`)).rejects.toThrow('`state` differs');
  });

  it('passes on what the sign-in pages declined', async () => {
    const users = cognitoUsers(options);
    const { searchParams } = new URL(await users.redirectUrl({ redirectUri }));
    const answer = `${redirectUri}?error=access_denied&error_description=no&state=${searchParams.get('state')}`;
    await expect(users.fromRedirect(answer)).rejects.toMatchObject({
      name: 'OAuthError',
      oauthError: 'access_denied',
    });
  });

  it('finds no response on a page that was opened in some other way', async () => {
    expect(await cognitoUsers(options).fromRedirect(redirectUri)).toBeUndefined();
  });

  it.each([
    [{ ...options, userPoolId: 'pool' }, '`userPoolId` looks like'],
    [{ ...options, clientId: '' }, '`clientId` is missing'],
    [{ ...options, userPool: 'x' }, 'Did you mean `userPoolId`?'],
  ])('refuses wrong options: %j', (wrong, message) => {
    expect(() => cognitoUsers(wrong)).toThrow(message);
  });

  it('says that it needs the domain of the sign-in pages', async () => {
    const { userPoolId, clientId } = options;
    await expect(cognitoUsers({ userPoolId, clientId }).redirectUrl({ redirectUri })).rejects.toThrow(
      'needs `domain`',
    );
  });
});
