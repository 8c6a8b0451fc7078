// A session outlives its storage, its other tabs and a busy user pool.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isSignInError } from '../errors/sign-in-error.ts';
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
const failureOf = (work: unknown): Promise<unknown> =>
  Promise.resolve(work).then(
    () => undefined,
    (error: unknown) => error,
  );

/** A pool that rotates: it takes the newest refresh token of each user, and no other. */
function rotatingPool() {
  const used: string[] = [];
  const counts = new Map<string, number>();
  const pool = {
    used,
    /** Answered instead of tokens, first to last. */
    refusals: [] as { status: number; type: string }[],
    /** What happens while a refresh is on its way. */
    onWay: async (_refreshToken: string): Promise<void> => {},
    fetch: (async (_url: string, init: RequestInit) => {
      const { RefreshToken = '' } = JSON.parse(String(init.body)) as Record<string, string>;
      used.push(RefreshToken);
      await pool.onWay(RefreshToken);
      const refusal = pool.refusals.shift();
      if (refusal) return Response.json({ __type: refusal.type, message: 'no' }, { status: refusal.status });
      const [, user = '', number = ''] = /^(.*)-(\d+)$/.exec(RefreshToken) ?? [];
      const count = counts.get(user) ?? 1;
      if (Number(number) !== count)
        return Response.json({ __type: 'RefreshTokenReuseException', message: 'spent' }, { status: 400 });
      counts.set(user, count + 1);
      const AccessToken = jwt({ sub: user, count: count + 1 });
      const result = { AccessToken, ExpiresIn: HOUR_S, RefreshToken: `${user}-${count + 1}` };
      return Response.json({ AuthenticationResult: result });
    }) as typeof fetch,
  };
  return pool;
}

describe('a session', () => {
  let pool: ReturnType<typeof rotatingPool>;
  let storage: SessionStorage;
  let config: SessionConfig;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    pool = rotatingPool();
    storage = memoryStorage();
    config = {
      api: createUserPoolApi('https://pool.example/', openTransport(pool.fetch)),
      clientId: 'mobile',
      storage,
    };
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const begin = (user = 'jo', on = config) =>
    beginSession(on, {
      accessToken: jwt({ sub: user, count: 1 }),
      expiresIn: HOUR_S,
      refreshToken: `${user}-1`,
    });
  const pass = (seconds: number): void => void vi.advanceTimersByTime(seconds * 1000);
  const countOf = (token: string): number =>
    (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { count: number }).count;
  const refuseToStore = (): void => {
    storage.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  };

  it('whose storage is full keeps the rotated token in memory, and leaves no spent one behind', async () => {
    const session = await begin();
    refuseToStore();
    pass(HOUR_S);
    expect(countOf(await session.accessToken(request()))).toBe(2);
    expect(storage.getItem(key)).toBeNull();
    pass(HOUR_S);
    expect(countOf(await session.accessToken(request()))).toBe(3);
    expect(pool.used).toEqual(['jo-1', 'jo-2']);
  });

  it('makes room by removing its old tokens, and is stored again', async () => {
    const session = await begin();
    const setItem = storage.setItem.bind(storage);
    storage.setItem = (name, text) => {
      if (storage.getItem(name) !== null) throw new DOMException('full', 'QuotaExceededError');
      return setItem(name, text);
    };
    pass(HOUR_S);
    await session.accessToken(request());
    expect(JSON.parse(String(storage.getItem(key)))).toMatchObject({ refreshToken: 'jo-2' });
  });

  it.each(['getItem', 'setItem', 'removeItem'] as const)('lives on while `%s` throws', async (method) => {
    storage[method] = () => {
      throw new Error('SecurityError');
    };
    const session = await begin();
    pass(HOUR_S);
    expect(countOf(await session.accessToken(request()))).toBe(2);
    pass(HOUR_S);
    expect(countOf(await session.accessToken(request()))).toBe(3);
    expect(await failureOf(restoreSession(config))).toBeUndefined();
  });

  it('in a tab that wakes after hours hands out no expired token of another tab, and spends the newest refresh token', async () => {
    const sleeping = await begin();
    const other = await restoreSession(config);
    pass(HOUR_S);
    await other?.accessToken(request());
    pass(5 * HOUR_S);
    expect(countOf(await sleeping.accessToken(request()))).toBe(3);
    expect(pool.used).toEqual(['jo-1', 'jo-2']);
  });

  it('is not given the token again that was refused, though another tab has stored it', async () => {
    const session = await begin();
    const other = await restoreSession(config);
    pass(HOUR_S);
    const second = String(await other?.accessToken(request()));
    expect(countOf(await session.accessToken(request(second)))).toBe(3);
  });

  it('takes over what another tab has rotated a moment ago, where tabs have no locks', async () => {
    const session = await begin();
    pass(HOUR_S);
    pool.refusals = [{ status: 400, type: 'RefreshTokenReuseException' }];
    pool.onWay = async () => {
      const now = Date.now() + 1;
      const rotated = { accessToken: jwt({ sub: 'jo', count: 2 }), refreshToken: 'jo-2' };
      await storage.setItem(
        key,
        JSON.stringify({ ...rotated, issuedAt: now, expiresAt: now + HOUR_S * 1000 }),
      );
    };
    expect(countOf(await session.accessToken(request()))).toBe(2);
  });

  it('does not write over somebody else who signs in while it is being refreshed', async () => {
    const session = await begin();
    pass(HOUR_S);
    pool.onWay = async () => {
      pool.onWay = async () => {};
      await begin('kim');
    };
    expect(countOf(await session.accessToken(request()))).toBe(2);
    expect(JSON.parse(String(storage.getItem(key)))).toMatchObject({ refreshToken: 'kim-1' });
    pass(HOUR_S);
    const error = await failureOf(session.accessToken(request()));
    // It is not kept any more, but its tokens are its own.
    expect(error).toBeUndefined();
  });

  it.each(['with Web Locks', 'without'])(
    'of one user does not wait for that of another (%s)',
    async (locks) => {
      if (locks === 'without') vi.stubGlobal('navigator', {});
      const sessions = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          begin(`user${index}`, { ...config, storage: memoryStorage() }),
        ),
      );
      pass(HOUR_S);
      let open = (): void => {};
      const all = new Promise<void>((resolve) => (open = resolve));
      // Each refresh is answered when all are on their way.
      pool.onWay = async () => {
        if (new Set(pool.used).size === 20) open();
        await all;
      };
      const tokens = await Promise.all(sessions.map(async (session) => session.accessToken(request())));
      expect(tokens.map(countOf)).toEqual(Array.from({ length: 20 }, () => 2));
    },
  );

  it.each([
    ['TooManyRequestsException', 400],
    ['TooManyRequestsException', 429],
    ['InternalErrorException', 503],
  ])('waits for a pool that answers %s with %i', async (type, status) => {
    const session = await begin();
    pass(HOUR_S);
    pool.refusals = [
      { status, type },
      { status, type },
    ];
    const token = session.accessToken(request());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(countOf(await token)).toBe(2);
    expect(pool.used).toEqual(['jo-1', 'jo-1', 'jo-1']);
  });

  it('that was refused in the background says why, not that the user has signed out', async () => {
    const session = await begin();
    pool.refusals = [{ status: 400, type: 'UserNotFoundException' }];
    // Within the last minutes of its token, which is still good.
    pass(HOUR_S - 100);
    expect(countOf(await session.accessToken(request()))).toBe(1);
    await vi.advanceTimersByTimeAsync(0);
    const error = await failureOf(session.accessToken(request()));
    expect(isSignInError(error) && error.reason).toBe('UserNotFoundException');
  });

  it('knows its claims without TextDecoder and TextEncoder', async () => {
    vi.stubGlobal('TextDecoder', undefined);
    vi.stubGlobal('TextEncoder', undefined);
    const idToken = jwt({ name: 'Jörg 🚚', email: 'j@n.example' });
    const tokens = { accessToken: 'a', expiresIn: HOUR_S, refreshToken: 'r', idToken };
    expect((await beginSession(config, tokens)).claims).toEqual({ name: 'Jörg 🚚', email: 'j@n.example' });
  });

  it.each([{}, { AuthenticationResult: {} }, { AuthenticationResult: { AccessToken: 'a' } }, null])(
    'is kept when the pool answers %j',
    async (answer) => {
      config = {
        ...config,
        api: createUserPoolApi(
          'https://p.example/',
          openTransport(async () => Response.json(answer)),
        ),
      };
      const session = await begin();
      pass(HOUR_S);
      expect(await failureOf(session.accessToken(request()))).toMatchObject({ reason: 'UnexpectedResponse' });
      expect(storage.getItem(key)).not.toBeNull();
    },
  );
});
