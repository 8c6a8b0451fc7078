import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  clientCredentials,
  isAuthenticationError,
  isOAuthError,
  isUsageError,
  Northwind,
} from '../src/index.ts';
import { clientWith, environment, secret } from './client.ts';
import { problem, recordedFetch } from './recorded-fetch.ts';

const invoice = { id: 'inv_1' };
const read = (northwind: Northwind): Promise<unknown> => northwind.invoices.get('inv_1').then();
const bearer = (headers: Record<string, string>): string | undefined => headers['authorization'];

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('client credentials', () => {
  it('200 parallel callers on a cold client cause one token request', async () => {
    const { northwind, requests, tokenRequests } = clientWith(() => Response.json(invoice));
    await Promise.all(Array.from({ length: 200 }, () => read(northwind)));
    expect(tokenRequests).toHaveLength(1);
    expect(requests).toHaveLength(200);
    expect(new Set(requests.map(({ headers }) => bearer(headers)))).toEqual(new Set(['Bearer token-1']));
  });

  it('send id and secret by HTTP Basic, form-encoded first', async () => {
    const auth = clientCredentials({
      clientId: 'a:b',
      clientSecret: 'p@ß w',
      scopes: ['northwind/lockers.read', 'northwind/invoices.read'],
    });
    const { northwind, tokenRequests } = clientWith(() => Response.json(invoice), { auth });
    await read(northwind);
    const [request] = tokenRequests;
    expect(request).toMatchObject({
      method: 'POST',
      body: 'grant_type=client_credentials&scope=northwind%2Finvoices.read+northwind%2Flockers.read',
    });
    expect(atob(request!.headers['authorization']!.replace('Basic ', ''))).toBe('a%3Ab:p%40%C3%9F+w');
    expect(request!.headers).not.toHaveProperty('x-api-key');
  });

  it('send id and secret in the body', async () => {
    const auth = clientCredentials({ clientId: 'a', clientSecret: 'b&c', authMethod: 'body' });
    const { northwind, tokenRequests } = clientWith(() => Response.json(invoice), { auth });
    await read(northwind);
    expect(tokenRequests[0]!.body).toBe('grant_type=client_credentials&client_id=a&client_secret=b%26c');
    expect(tokenRequests[0]!.headers).not.toHaveProperty('authorization');
  });

  it('cache a token for each scope set, in whatever order the scopes are named', async () => {
    const { northwind, tokenRequests } = clientWith(() => Response.json(invoice));
    const [a, b] = ['northwind/invoices.read', 'northwind/lockers.read'] as const;
    await northwind.invoices.get('inv_1', { scopes: [b, a] });
    await northwind.invoices.get('inv_1', { scopes: [a, b, a] });
    await northwind.invoices.get('inv_1');
    expect(tokenRequests.map(({ body }) => new URLSearchParams(body).get('scope'))).toEqual([
      `${a} ${b}`,
      null,
    ]);
  });

  it('one caller who gives up does not take the token from the others', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { northwind, tokenRequests } = clientWith(
      () => Response.json(invoice),
      {},
      async () => {
        await gate;
        return Response.json({ access_token: 't', expires_in: 3600 });
      },
    );
    const controller = new AbortController();
    const given = northwind.invoices
      .get('inv_1', { signal: controller.signal })
      .catch((error: Error) => error.name);
    const patient = read(northwind);
    controller.abort();
    await expect(given).resolves.toBe('AbortError');
    release();
    await expect(patient).resolves.toEqual(invoice);
    expect(tokenRequests).toHaveLength(1);
  });

  it.each([
    [
      400,
      { error: 'invalid_client', error_description: 'Unknown client.' },
      'invalid_client',
      'Token request: 400 invalid_client: Unknown client.',
    ],
    [401, { error: 'unauthorized_client' }, 'unauthorized_client', 'Token request: 401 unauthorized_client'],
    [
      403,
      '<html>',
      'invalid_response',
      'Token request: 403 invalid_response from https://auth.test/oauth2/token',
    ],
    [
      200,
      { token: 'x' },
      'invalid_response',
      'Token request: 200 invalid_response from https://auth.test/oauth2/token',
    ],
    [
      200,
      null,
      'invalid_response',
      'Token request: 200 invalid_response from https://auth.test/oauth2/token',
    ],
  ])('an answer of %i %j is a typed OAuth error', async (status, body, oauthError, message) => {
    const { northwind, requests } = clientWith(
      () => Response.json(invoice),
      {},
      () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }),
    );
    const error = await read(northwind).catch((reason: unknown) => reason);
    expect(isOAuthError(error) && error).toMatchObject({ code: 'oauth', status, oauthError, message });
    expect(requests).toHaveLength(0);
  });

  it('a failed token request is not remembered', async () => {
    const { northwind } = clientWith(
      () => Response.json(invoice),
      {},
      (_, index) =>
        index === 0
          ? Response.json({ error: 'invalid_scope' }, { status: 400 })
          : Response.json({ access_token: 't' }),
    );
    await expect(read(northwind)).rejects.toSatisfy(isOAuthError);
    await expect(read(northwind)).resolves.toEqual(invoice);
  });

  it('an unreachable token endpoint is tried as often as a call, not as often squared', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { northwind, tokenRequests } = clientWith(
      () => Response.json(invoice),
      { maxRetries: 2 },
      () => {
        throw new TypeError('fetch failed');
      },
    );
    await expect(read(northwind)).rejects.toMatchObject({ name: 'ConnectionError', operation: 'token' });
    expect(tokenRequests).toHaveLength(3);
  });
});

describe('a token’s lifetime', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-21T12:00:00Z') }));
  const advance = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);
  /** All that is under way here is promises, which are settled before the event loop turns. */
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** Answers that are held until the test lets them go. */
  function gate() {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { open, opened };
  }

  it('is refreshed in the background five minutes before expiry: nobody waits', async () => {
    const { open, opened } = gate();
    const { northwind, requests, tokenRequests } = clientWith(
      () => Response.json(invoice),
      {},
      async (_, index) => {
        if (index > 0) await opened;
        return Response.json({ access_token: `token-${index + 1}`, expires_in: 3600 });
      },
    );
    await read(northwind);
    advance(3600 - 299);
    await Promise.all([read(northwind), read(northwind)]);
    expect(requests.slice(1).map(({ headers }) => bearer(headers))).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ]);
    open();
    await turn();
    expect(tokenRequests).toHaveLength(2);
    await read(northwind);
    expect(bearer(requests[3]!.headers)).toBe('Bearer token-2');
  });

  it('is not used in its last 30 seconds, in case the server’s clock is ahead', async () => {
    const { northwind, requests } = clientWith(() => Response.json(invoice));
    await read(northwind);
    advance(3600 - 29);
    await read(northwind);
    expect(bearer(requests[1]!.headers)).toBe('Bearer token-2');
  });

  it('is not trusted after the local clock was set back', async () => {
    const { northwind, requests } = clientWith(() => Response.json(invoice));
    await read(northwind);
    advance(-7200);
    await read(northwind);
    expect(bearer(requests[1]!.headers)).toBe('Bearer token-2');
  });

  it('a failed background refresh leaves the good token in use and is not repeated at once', async () => {
    const { northwind, tokenRequests } = clientWith(
      () => Response.json(invoice),
      { maxRetries: 0 },
      (_, index) =>
        index === 0
          ? Response.json({ access_token: 't', expires_in: 3600 })
          : Response.json({ error: 'server_error' }, { status: 400 }),
    );
    await read(northwind);
    advance(3600 - 200);
    await read(northwind);
    await turn();
    await read(northwind);
    await turn();
    expect(tokenRequests).toHaveLength(2);
    advance(11);
    await read(northwind);
    await turn();
    expect(tokenRequests).toHaveLength(3);
  });
});

describe('a 401', () => {
  it('forces one refresh and one replay, for however many calls it hits', async () => {
    const { northwind, requests, tokenRequests } = clientWith(({ headers }) =>
      bearer(headers) === 'Bearer token-1' ? problem(401, 'unauthenticated') : Response.json(invoice),
    );
    await Promise.all(Array.from({ length: 20 }, () => read(northwind)));
    expect(tokenRequests).toHaveLength(2);
    expect(requests).toHaveLength(40);
  });

  it('that stays is an AuthenticationError after one replay', async () => {
    const { northwind, requests } = clientWith(() => problem(401, 'unauthenticated'));
    await expect(read(northwind)).rejects.toSatisfy(isAuthenticationError);
    expect(requests).toHaveLength(2);
  });

  it('is not replayed with a token that cannot be renewed', async () => {
    const { northwind, requests } = clientWith(() => problem(401, 'unauthenticated'), { auth: 'fixed' });
    await expect(read(northwind)).rejects.toSatisfy(isAuthenticationError);
    expect(requests).toHaveLength(1);
    expect(bearer(requests[0]!.headers)).toBe('Bearer fixed');
  });

  it('tells a token source of one’s own which token was refused', async () => {
    const rejected: (string | undefined)[] = [];
    const auth = {
      accessToken: async (request: { rejected?: string | undefined }) => {
        rejected.push(request.rejected);
        return request.rejected ? 'new' : 'old';
      },
    };
    const { northwind } = clientWith(
      ({ headers }) =>
        bearer(headers) === 'Bearer old' ? problem(401, 'unauthenticated') : Response.json(invoice),
      { auth },
    );
    await expect(read(northwind)).resolves.toEqual(invoice);
    expect(rejected).toEqual([undefined, 'old']);
  });
});

describe('a token endpoint', () => {
  const credentials = { clientId: 'partner', clientSecret: secret };

  it.each(['auth.test/token', '::', 'http://[', ''])('that is no URL, %j, is refused at once', (tokenUrl) => {
    expect(() => clientCredentials({ ...credentials, tokenUrl })).toThrow(
      '`tokenUrl` must be an http(s) URL.',
    );
  });

  it('that nobody names is a UsageError, not a connection that fails again and again', async () => {
    const { fetch, tokenRequests } = recordedFetch(() => Response.json(invoice));
    const northwind = new Northwind({
      environment: { restUrl: environment.restUrl },
      auth: clientCredentials(credentials),
      fetch,
    });
    const error: unknown = await read(northwind).catch((reason: unknown) => reason);
    expect(isUsageError(error) && error.message).toContain('needs `environment.tokenUrl`');
    expect(tokenRequests).toEqual([]);
  });
});

describe('a token that a source gives', () => {
  it('in place of a refused one must be one as well', async () => {
    const tokens: unknown[] = ['old', undefined];
    const { northwind, requests } = clientWith(() => problem(401, 'unauthenticated'), {
      auth: { accessToken: async () => tokens.shift() as string },
    });
    const error: unknown = await read(northwind).catch((reason: unknown) => reason);
    expect(isUsageError(error) && error.message).toContain('undefined instead of an access token');
    expect(requests).toHaveLength(1);
  });
});

describe('a client secret', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a page', { window: { document: {} } }],
    ['a web worker', { importScripts: () => {} }],
    ['a React Native app', { navigator: { product: 'ReactNative' } }],
  ])('is refused in %s', (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    const make = (): unknown => clientCredentials({ clientId: 'a', clientSecret: secret });
    expect(make).toThrow(expect.toSatisfy(isUsageError));
    expect(make).toThrow(/can be read by everybody/);
    expect(make).not.toThrow(new RegExp(secret));
  });

  it('is taken in a Cloudflare Worker, which runs on a server', () => {
    vi.stubGlobal('importScripts', () => {});
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    expect(() => clientCredentials({ clientId: 'a', clientSecret: secret })).not.toThrow();
  });

  it('a page sends no User-Agent', async () => {
    vi.stubGlobal('window', { document: {} });
    const { fetch, requests } = recordedFetch(() => Response.json(invoice));
    await read(new Northwind({ environment, auth: 'token', fetch }));
    expect(requests[0]!.headers).not.toHaveProperty('user-agent');
  });
});
