// Signing in, by password and by redirect, against a pool that misbehaves. With a pool that behaves: backend/sandbox/test/cognito.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isNorthwindError } from '../errors/northwind-error.ts';
import { cognitoUsers } from './cognito-users.ts';
import type { CognitoUsersOptions } from './options.ts';
import { createSrpClient, timestampOf } from './srp.ts';
import { memoryStorage } from './storage.ts';

const options = {
  userPoolId: 'eu-central-1_Ab1Cd2Ef3',
  clientId: 'web',
  domain: 'https://auth.example',
  endpoint: 'https://pool.example/',
};
const redirectUri = 'https://dashboard.example/signed-in';
const usersWith = (fetch: unknown, more: Partial<CognitoUsersOptions> = {}) =>
  cognitoUsers({ ...options, fetch: fetch as typeof globalThis.fetch, ...more });
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const request = { rejected: undefined, tokenUrl: '', postForm: () => Promise.reject(new Error('unused')) };

// The code of a sign-in by password is loaded with the first, which takes real time.
beforeAll(async () => void (await failureOf(usersWith(async () => Response.json(null)).signIn('jo', 'x'))));

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it.each(['endpoint', 'domain'])('an address that is no URL is refused at once: %s', (name) => {
  for (const url of ['auth.example', 'https://[', ''])
    expect(() => cognitoUsers({ ...options, [name]: url })).toThrow(
      `\`cognitoUsers: ${name}\` must be an http(s) URL.`,
    );
});

describe('signing in by password', () => {
  it('asks by the fetch that was given, and ends in time when nobody answers', async () => {
    const fetch = vi.fn(
      (_url: string, { signal }: RequestInit) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    );
    const failure = failureOf(usersWith(fetch).signIn('jo', 'secret'));
    await vi.advanceTimersByTimeAsync(130_000);
    expect(await failure).toMatchObject({ name: 'TimeoutError' });
    expect(fetch.mock.calls.length).toBeGreaterThan(1);
  });

  it.each([
    ['a pool that is away', async () => Promise.reject(new TypeError('fetch failed')), 'ConnectionError'],
    ['a gateway in its place', async () => new Response('<html>', { status: 502 }), 'ServerError'],
    ['a proxy’s page', async () => new Response('<html>'), 'SignInError'],
    ['a response without a challenge', async () => Response.json({}), 'SignInError'],
    [
      'a challenge without numbers',
      async () => Response.json({ ChallengeName: 'PASSWORD_VERIFIER' }),
      'SignInError',
    ],
    [
      'a challenge that would give the key away',
      async () =>
        Response.json({
          ChallengeName: 'PASSWORD_VERIFIER',
          ChallengeParameters: { SALT: 'a', SRP_B: '0', SECRET_BLOCK: 'AA==' },
        }),
      'SignInError',
    ],
    ['nothing', async () => Response.json(null), 'SignInError'],
  ])('says of %s what it is', async (_name, fetch, name) => {
    const failure = failureOf(usersWith(fetch).signIn('jo', 'secret'));
    await vi.advanceTimersByTimeAsync(130_000);
    const error = await failure;
    expect(isNorthwindError(error) && error.name).toBe(name);
    expect(String(error)).not.toContain('secret');
  });

  it.each([
    'SMS_MFA',
    'EMAIL_OTP',
    'SMS_OTP',
    'CUSTOM_CHALLENGE',
    'SELECT_CHALLENGE',
    'DEVICE_SRP_AUTH',
    'DEVICE_PASSWORD_VERIFIER',
    'ADMIN_NO_SRP_AUTH',
    'PASSWORD',
    'PASSWORD_SRP',
    'WEB_AUTHN',
  ])('names %s as what this package does not do', async (ChallengeName) => {
    const users = usersWith(async () => Response.json({ ChallengeName, Session: 's' }));
    expect(await failureOf(users.signIn('jo', 'secret'))).toMatchObject({
      reason: 'UnsupportedChallenge',
      message: expect.stringContaining(ChallengeName) as string,
    });
  });

  it.each([
    ['SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: '["SMS_MFA"]' }],
    ['MFA_SETUP', { MFAS_CAN_SETUP: '["SMS_MFA"]' }],
  ])('names %s without an authenticator app too', async (ChallengeName, ChallengeParameters) => {
    const users = usersWith(async () => Response.json({ ChallengeName, ChallengeParameters, Session: 's' }));
    expect(await failureOf(users.signIn('jo', 'secret'))).toMatchObject({
      reason: 'UnsupportedChallenge',
      message: expect.stringContaining(`${ChallengeName} with SMS_MFA`) as string,
    });
  });

  it('asks a pool for the authenticator app once, however often it lets choose', async () => {
    let calls = 0;
    const users = usersWith(async () => {
      if (++calls > 10) throw new Error('for ever');
      return Response.json({ ChallengeName: 'SELECT_MFA_TYPE', Session: 's' });
    });
    expect(await failureOf(users.signIn('jo', 'secret'))).toMatchObject({ reason: 'UnexpectedResponse' });
    expect(calls).toBe(2);
  });

  it.each([{}, null, { ChallengeName: 5 }])('takes %j for no response of a pool', async (body) => {
    const users = usersWith(async () => Response.json(body));
    expect(await failureOf(users.signIn('jo', 'secret'))).toMatchObject({
      reason: 'UnexpectedResponse',
      message: expect.stringContaining('neither tokens nor a challenge') as string,
    });
  });

  it('chooses the authenticator app, and passes each session on', async () => {
    const sent: Record<string, unknown>[] = [];
    const answers = [
      {
        ChallengeName: 'SELECT_MFA_TYPE',
        ChallengeParameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' },
        Session: 's1',
      },
      { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 's2' },
      { AuthenticationResult: { AccessToken: 'a', ExpiresIn: 60, RefreshToken: 'r' } },
    ];
    const users = usersWith(async (_url: string, { body }: RequestInit) => {
      sent.push(JSON.parse(String(body)) as Record<string, unknown>);
      return Response.json(answers.shift());
    });
    const step = await users.signIn('jo', 'secret');
    if (step.step !== 'totp') throw new Error(step.step);
    expect((await step.confirm(' 123456 ')).step).toBe('signed-in');
    expect(sent.slice(1)).toEqual([
      {
        ClientId: 'web',
        ChallengeName: 'SELECT_MFA_TYPE',
        Session: 's1',
        ChallengeResponses: { USERNAME: 'jo', ANSWER: 'SOFTWARE_TOKEN_MFA' },
      },
      {
        ClientId: 'web',
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        Session: 's2',
        ChallengeResponses: { USERNAME: 'jo', SOFTWARE_TOKEN_MFA_CODE: '123456' },
      },
    ]);
  });

  it('is repeated when the pool is busy, and not when a used session might be lost', async () => {
    const busy = { __type: 'TooManyRequestsException', message: 'Rate exceeded' };
    let answers = [
      Response.json(busy, { status: 400 }),
      Response.json({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 's' }),
    ];
    const users = usersWith(async () => answers.shift() ?? Promise.reject(new TypeError('fetch failed')));
    const signingIn = users.signIn('jo', 'secret');
    await vi.advanceTimersByTimeAsync(10_000);
    const step = await signingIn;
    if (step.step !== 'totp') throw new Error(step.step);
    answers = [Response.json(busy, { status: 400 }), new Response('', { status: 503 })];
    const failure = failureOf(step.confirm('1'));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await failure).toMatchObject({ name: 'ConnectionError' });
    expect(answers).toEqual([]);
  });

  it('says what React Native lacks', async () => {
    vi.stubGlobal('crypto', undefined);
    const error = await failureOf(usersWith(async () => Response.json({})).signIn('jo', 'secret'));
    expect(error).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('npm install react-native-get-random-values') as string,
    });
  });

  it('signs the moment in English, without a leading zero of the day', () => {
    expect(timestampOf(new Date('2026-11-07T09:05:03Z'))).toBe('Sat Nov 7 09:05:03 UTC 2026');
  });

  it('begins with a number that only a secret could have made', () => {
    expect(createSrpClient(new Uint8Array(32).fill(1)).A).not.toBe(
      createSrpClient(new Uint8Array(32).fill(2)).A,
    );
    expect(createSrpClient().A).toMatch(/^[0-9a-f]{700,}$/);
  });
});

describe('signing in by redirect', () => {
  const tokens = { access_token: 'access', refresh_token: 'refresh', expires_in: 3600 };
  const stateOf = (url: string): string => new URL(url).searchParams.get('state') ?? '';
  const returnUrl = (state: string, code = 'c0de'): string =>
    `${redirectUri}?code=${code}&state=${state}#top`;
  const verifierOf = ({ body }: RequestInit): string | null =>
    new URLSearchParams(String(body)).get('code_verifier');

  it('can be finished by both of two tabs that began one', async () => {
    const storage = memoryStorage();
    const verifiers: unknown[] = [];
    const fetch = async (_url: string, init: RequestInit) => {
      verifiers.push(verifierOf(init));
      return Response.json(tokens);
    };
    const [one, two] = [usersWith(fetch, { storage }), usersWith(fetch, { storage })];
    const urls = [await one.redirectUrl({ redirectUri }), await two.redirectUrl({ redirectUri })];
    const [first = '', second = ''] = urls.map(stateOf);
    expect(await (await one.fromRedirect(returnUrl(first)))?.accessToken(request)).toBe('access');
    expect(await (await two.fromRedirect(returnUrl(second)))?.accessToken(request)).toBe('access');
    expect(new Set(verifiers).size).toBe(2);
  });

  it.each(['at once', 'after a reload'])(
    'exchanges a code once, though the page handles its return twice (%s)',
    async (when) => {
      const storage = memoryStorage();
      const fetch = vi.fn(async () => Response.json(tokens));
      const state = stateOf(await usersWith(fetch, { storage }).redirectUrl({ redirectUri }));
      const handle = () => usersWith(fetch, { storage }).fromRedirect(returnUrl(state));
      const sessions =
        when === 'at once' ? await Promise.all([handle(), handle()]) : [await handle(), await handle()];
      for (const session of sessions) expect(await session?.accessToken(request)).toBe('access');
      expect(fetch).toHaveBeenCalledOnce();
      expect(storage.getItem(`northwind.sign-in.web.${state}`)).toBeNull();
    },
  );

  it.each([429, 503])('waits for a token endpoint that answers %i', async (status) => {
    const answers = [new Response('', { status }), Response.json(tokens)];
    const users = usersWith(async () => answers.shift());
    const state = stateOf(await users.redirectUrl({ redirectUri }));
    const session = users.fromRedirect(returnUrl(state));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await (await session)?.accessToken(request)).toBe('access');
  });

  it('can be finished later when the token endpoint was away, and not when it has refused the code', async () => {
    const storage = memoryStorage();
    let answer: () => Promise<Response> = () => Promise.reject(new TypeError('fetch failed'));
    const users = usersWith(() => answer(), { storage });
    const state = stateOf(await users.redirectUrl({ redirectUri }));
    expect(await failureOf(users.fromRedirect(returnUrl(state)))).toMatchObject({ name: 'ConnectionError' });
    answer = async () => Response.json({ error: 'invalid_grant' }, { status: 400 });
    expect(await failureOf(users.fromRedirect(returnUrl(state)))).toMatchObject({
      oauthError: 'invalid_grant',
    });
    expect(await failureOf(users.fromRedirect(returnUrl(state)))).toMatchObject({ name: 'UsageError' });
  });

  it('says that a storage which takes nothing cannot hold a sign-in', async () => {
    const storage = { ...memoryStorage(), setItem: () => Promise.reject(new Error('full')) };
    expect(await failureOf(usersWith(fetch, { storage }).redirectUrl({ redirectUri }))).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('storage.setItem') as string,
    });
  });
});
