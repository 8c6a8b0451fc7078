import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  isUsageError,
  Northwind,
  VERSION,
  type NorthwindOptions,
  type RequestOptions,
} from '../src/index.ts';
import { clientWith, environment, secret } from './client.ts';
import { problem, recordedFetch } from './recorded-fetch.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('new Northwind refuses what would fail later', () => {
  it.each<[string, object, string]>([
    ['an unknown option', { apikey: 'k' }, 'Unknown option `apikey`. Did you mean `apiKey`?'],
    [
      'an option of another library',
      { baseUrl: 'x' },
      'Unknown option `baseUrl`. Known: `environment`, `auth`, `apiKey`',
    ],
    [
      'an unknown environment',
      { environment: 'prodction' },
      'Unknown environment `prodction`. Did you mean `production`?',
    ],
    ['no environment', { environment: undefined }, '`environment` is missing.'],
    [
      'an unknown URL',
      { environment: { restURL: 'x' } },
      'Unknown environment URL `restURL`. Did you mean `restUrl`?',
    ],
    [
      'a URL that is none',
      { environment: { restUrl: 'api.test' } },
      '`environment.restUrl` must be an http(s) URL.',
    ],
    ['no auth', { auth: undefined }, '`auth` must be `clientCredentials({ … })`'],
    ['an auth that is no source', { auth: { token: 'x' } }, '`auth` must be'],
    [
      'an unknown hook',
      { hooks: { onRequest: () => {} } },
      'Unknown hook `onRequest`. Did you mean `request`?',
    ],
    [
      'a hook that is no function',
      { hooks: { retry: 1 } },
      '`fetch`, `webSocketImpl` and `hooks` must be functions.',
    ],
    ['half a retry', { maxRetries: 1.5 }, '`maxRetries` must be a non-negative integer; got 1.5.'],
    [
      'an endless time limit',
      { timeout: Infinity },
      '`timeout` must be a number of milliseconds above 0, at most 2147483647; got Infinity.',
    ],
    ['a number for a key', { apiKey: 5 }, 'The header `x-api-key` must be a string.'],
    ['a number in a header', { headers: { 'x-trace': 5 } }, 'The header `x-trace` must be a string.'],
  ])('%s', (_, change, message) => {
    const options = { environment: 'sandbox', auth: 'token', ...change } as unknown as NorthwindOptions;
    const make = (): unknown => new Northwind(options);
    expect(make).toThrow(expect.toSatisfy(isUsageError));
    expect(make).toThrow(message);
  });
});

describe('Northwind.fromEnv', () => {
  it('reads the variables that the sandbox writes', async () => {
    vi.stubEnv('NORTHWIND_REST_URL', 'http://127.0.0.1:4010/v1/');
    vi.stubEnv('NORTHWIND_TOKEN_URL', 'http://127.0.0.1:4011/oauth2/token');
    vi.stubEnv('NORTHWIND_CLIENT_ID', 'partner');
    vi.stubEnv('NORTHWIND_CLIENT_SECRET', secret);
    vi.stubEnv('NORTHWIND_API_KEY', 'key');
    vi.stubEnv('NORTHWIND_SCOPES', 'northwind/invoices.read');
    const { fetch, requests, tokenRequests } = recordedFetch(() => Response.json({}));
    await Northwind.fromEnv({ fetch }).invoices.get('inv_1');
    expect(tokenRequests[0]).toMatchObject({ url: new URL('http://127.0.0.1:4011/oauth2/token') });
    expect(tokenRequests[0]!.body).toContain('scope=northwind%2Finvoices.read');
    expect(requests[0]!.url.href).toBe('http://127.0.0.1:4010/v1/invoices/inv_1');
    expect(requests[0]!.headers['x-api-key']).toBe('key');
  });

  it('names the variable that is missing', () => {
    vi.stubEnv('NORTHWIND_CLIENT_ID', 'partner');
    expect(() => Northwind.fromEnv()).toThrow(
      'The environment variable `NORTHWIND_CLIENT_SECRET` is not set.',
    );
  });

  it('takes an access token instead, and a named environment', async () => {
    vi.stubEnv('NORTHWIND_ACCESS_TOKEN', 'given');
    vi.stubEnv('NORTHWIND_ENVIRONMENT', 'sandbox');
    const { fetch, requests } = recordedFetch(() => Response.json({}));
    await Northwind.fromEnv({ fetch }).invoices.get('inv_1');
    expect(requests[0]).toMatchObject({ url: new URL('http://127.0.0.1:4010/v1/invoices/inv_1') });
    expect(requests[0]!.headers['authorization']).toBe('Bearer given');
  });

  it.each([
    [
      { NORTHWIND_ENVIROMENT: 'sandbox' },
      'Unknown `NORTHWIND_ENVIROMENT`. Did you mean `NORTHWIND_ENVIRONMENT`?',
    ],
    [{ NORTHWIND_APIKEY: 'k' }, 'Did you mean `NORTHWIND_API_KEY`?'],
    [
      { NORTHWIND_TOKEN_URL: 'https://auth.test' },
      '`NORTHWIND_TOKEN_URL` is set but `NORTHWIND_REST_URL` is not.',
    ],
    [
      { NORTHWIND_ENVIRONMENT: 'sandbox', NORTHWIND_REST_URL: 'https://api.test' },
      'Set `NORTHWIND_ENVIRONMENT` or `NORTHWIND_REST_URL`, not both.',
    ],
    [
      { NORTHWIND_ACCESS_TOKEN: '', NORTHWIND_REST_URL: 'https://api.test' },
      'The environment variable `NORTHWIND_TOKEN_URL` is not set.',
    ],
  ])('refuses %j, which would send credentials elsewhere', (variables, message) => {
    vi.stubEnv('NORTHWIND_ACCESS_TOKEN', 'given');
    vi.stubEnv('NORTHWIND_CLIENT_ID', 'partner');
    vi.stubEnv('NORTHWIND_CLIENT_SECRET', secret);
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    expect(() => Northwind.fromEnv()).toThrow(message);
    expect(() => Northwind.fromEnv()).toThrow(expect.toSatisfy(isUsageError));
  });

  it('tells once what it does not read where nothing says where calls go', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.stubEnv('NORTHWIND_ACCESS_TOKEN', 'given');
    vi.stubEnv('NORTHWIND_BASE_URL', 'https://staging.test');
    Northwind.fromEnv();
    Northwind.fromEnv();
    await vi.dynamicImportSettled();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(
      /^\[northwind\] Calls go to production. Not read: .*\bNORTHWIND_BASE_URL\b.*. Set NORTHWIND_ENVIRONMENT to say/,
    );
    vi.stubEnv('NORTHWIND_OTHER', 'x');
    vi.stubEnv('NORTHWIND_ENVIRONMENT', 'production');
    Northwind.fromEnv();
    await vi.dynamicImportSettled();
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('leaves the other variables of the sandbox alone, and `NORTHWIND_DEBUG=0` off', async () => {
    const debug = vi.spyOn(console, 'debug').mockImplementation(() => {});
    vi.stubEnv('NORTHWIND_ACCESS_TOKEN', 'given');
    vi.stubEnv('NORTHWIND_ENVIRONMENT', 'sandbox');
    for (const name of ['WEB_CLIENT_ID', 'MQTT_URL', 'COGNITO_URL', 'COURIER_USERNAME', 'USER_POOL_ID'])
      vi.stubEnv(`NORTHWIND_${name}`, 'x');
    const { fetch } = recordedFetch(() => Response.json({}));
    for (const value of ['0', 'false', 'off', '', '1']) {
      vi.stubEnv('NORTHWIND_DEBUG', value);
      expect(debug).not.toHaveBeenCalled();
      await Northwind.fromEnv({ fetch }).health.get();
    }
    await vi.waitFor(() => expect(debug).toHaveBeenCalledTimes(2), { timeout: 60_000 });
  });

  it('takes an undefined override for none', async () => {
    vi.stubEnv('NORTHWIND_ACCESS_TOKEN', 'given');
    vi.stubEnv('NORTHWIND_API_KEY', 'key');
    vi.stubEnv('NORTHWIND_ENVIRONMENT', 'sandbox');
    const { fetch, requests } = recordedFetch(() => Response.json({}));
    const nothing = { apiKey: undefined, auth: undefined, environment: undefined, timeout: undefined };
    await Northwind.fromEnv({ fetch, ...(nothing as object) }).invoices.get('inv_1');
    expect(requests[0]!.headers).toMatchObject({ 'x-api-key': 'key', authorization: 'Bearer given' });
  });

  it('refuses a misspelt environment', () => {
    vi.stubEnv('NORTHWIND_ACCESS_TOKEN', 'given');
    vi.stubEnv('NORTHWIND_ENVIRONMENT', 'sandbx');
    expect(() => Northwind.fromEnv()).toThrow('Did you mean `sandbox`?');
  });
});

describe('an option that is undefined is an option left out', () => {
  const nothing = {
    timeout: undefined,
    totalTimeout: undefined,
    maxRetries: undefined,
    signal: undefined,
    headers: undefined,
    scopes: undefined,
    idempotencyKey: undefined,
  } satisfies RequestOptions;

  it('of the client', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { northwind, requests } = clientWith(
      (_, index) => (index < 3 ? problem(503, 'service_unavailable') : Response.json({})),
      {
        timeout: undefined,
        totalTimeout: undefined,
        maxRetries: undefined,
        hooks: { request: undefined, retry: undefined },
        headers: { 'x-team': undefined },
        debug: undefined,
        webSocketImpl: undefined,
      },
    );
    await northwind.invoices.get('inv_1');
    expect(requests).toHaveLength(4);
    expect(Object.keys(requests[0]!.headers)).not.toContain('x-team');
  });

  it('of a call', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { northwind, requests } = clientWith((_, index) =>
      index < 3 ? problem(503, 'service_unavailable') : Response.json({}),
    );
    await northwind.invoices.pay('inv_1', { amount: 1, method: 'card' }, {
      ...nothing,
      ifMatch: undefined,
    } as object);
    expect(requests).toHaveLength(4);
    expect(requests[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of a GraphQL operation', async () => {
    const { northwind } = clientWith(() => Response.json({ data: { me: { username: 'u' } } }), {
      environment: { ...environment, graphqlUrl: 'https://graphql.test/graphql' },
      totalTimeout: undefined,
    });
    await expect(northwind.graphql.query('query Me { me { username } }', {}, nothing)).resolves.toEqual({
      me: { username: 'u' },
    });
  });
});

describe('an error shows who called', () => {
  it.each<[string, (northwind: Northwind) => PromiseLike<unknown>]>([
    ['a method', (northwind) => northwind.invoices.get('inv_1')],
    ['a list', (northwind) => northwind.invoices.list()],
    ['raw', (northwind) => northwind.raw.GET('/invoices')],
    ['graphql', (northwind) => northwind.graphql.query('query Me { me { username } }')],
  ])('%s', async (_, call) => {
    const { northwind } = clientWith(
      () => {
        throw new TypeError('fetch failed');
      },
      { maxRetries: 0, environment: { ...environment, graphqlUrl: 'https://graphql.test/graphql' } },
    );
    async function placeInTheProgram(): Promise<unknown> {
      return await call(northwind);
    }
    const error = await placeInTheProgram().catch((reason: unknown) => reason);
    expect((error as Error).stack).toMatch(/^ConnectionError[^]*\n +at [^]*placeInTheProgram/);
  });

  it.each<[string, (northwind: Northwind) => PromiseLike<unknown>]>([
    [
      'a subscription',
      (northwind) => northwind.graphql.subscribe('subscription S { onDeliveryUpdated { status } }').next(),
    ],
    ['a live stream', (northwind) => northwind.live.lockerEvents({ lockerId: 'lkr_1' }).next()],
  ])('%s', async (_, call) => {
    const northwind = new Northwind({
      environment: { ...environment, graphqlUrl: 'https://graphql.test/graphql' },
      auth: 'token',
      webSocketImpl: class {} as never,
      connectTimeout: 1,
    });
    async function placeInTheProgram(): Promise<unknown> {
      return await call(northwind);
    }
    const error = await placeInTheProgram().catch((reason: unknown) => reason);
    expect((error as Error).stack).toMatch(/^SubscriptionError[^]*\n +at [^]*placeInTheProgram/);
  });

  it('who waits for the second page of a list', async () => {
    const { northwind } = clientWith(
      (_, index) =>
        index === 0 ? Response.json({ data: [], nextCursor: 'more' }) : new Promise<Response>(() => {}),
      { timeout: 50, maxRetries: 0 },
    );
    async function placeInTheProgram(): Promise<void> {
      for await (const invoice of northwind.invoices.list()) throw new Error(invoice.id);
    }
    const error = await placeInTheProgram().catch((reason: unknown) => reason);
    expect((error as Error).stack).toMatch(/^TimeoutError[^]*\n +at [^]*placeInTheProgram/);
  });

  it('whose call waits in `Promise.all`, and who waits for that, each once', async () => {
    const { northwind } = clientWith(() => new Promise(() => {}), { timeout: 1, maxRetries: 0 });
    const inner = async (): Promise<unknown> => await Promise.all([northwind.invoices.get('inv_1')]);
    const outer = async (): Promise<unknown> => await inner();
    const error = await outer().catch((reason: unknown) => reason);
    expect((error as Error).stack).toMatch(
      /^TimeoutError[^]*\n +at (async )?inner [^]*\n +at (async )?outer /,
    );
    expect((error as Error).stack!.match(/at (async )?inner /g)).toHaveLength(1);
  });
});

it('`asResponse` gives a response that can be passed on: what was compressed is not any more', async () => {
  const { northwind } = clientWith(() =>
    Response.json(
      { id: 'inv_1' },
      { headers: { 'content-encoding': 'gzip', 'content-length': '9', etag: '"1"' } },
    ),
  );
  const response = await northwind.invoices.get('inv_1').asResponse();
  expect([...response.headers.keys()]).toEqual(['content-type', 'etag']);
  await expect(response.json()).resolves.toEqual({ id: 'inv_1' });
});

it('a `debug` function that throws or rejects ends nothing', async () => {
  const failures: unknown[] = [];
  process.on('unhandledRejection', (reason) => failures.push(reason));
  const debug = vi
    .fn<() => void>()
    .mockImplementationOnce(() => {
      throw new Error('full disk');
    })
    .mockImplementation(() => Promise.reject(new Error('full disk')) as never);
  const { northwind } = clientWith(() => Response.json({}), { debug });
  await expect(northwind.health.get()).resolves.toEqual({});
  await vi.waitFor(() => expect(debug).toHaveBeenCalledTimes(2), { timeout: 60_000 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(failures).toEqual([]);
  process.removeAllListeners('unhandledRejection');
});

describe('headers', () => {
  it('of the client and of the call are joined without regard to case; the call’s win', async () => {
    const { northwind, requests } = clientWith(() => Response.json({}), {
      headers: { 'X-Team': 'billing', 'X-Trace': 'a' },
    });
    await northwind.invoices.get('inv_1', { headers: { 'x-trace': 'b' } });
    expect(requests[0]!.headers).toMatchObject({
      'x-team': 'billing',
      'x-trace': 'b',
      accept: 'application/json',
    });
    expect(requests[0]!.headers['user-agent']).toMatch(
      /^northwind-sdk\/\d+\.\d+\.\d+ \(Node\.js\/\d+.*; \w+\)$/,
    );
  });

  it('If-Match carries the etag of the version decided on', async () => {
    const { northwind, requests } = clientWith(() => Response.json({}));
    await northwind.invoices.update('inv_1', { memo: 'x' }, { ifMatch: '"3"' });
    expect(requests[0]).toMatchObject({
      method: 'PATCH',
      body: '{"memo":"x"}',
      headers: { 'if-match': '"3"', 'content-type': 'application/json' },
    });
  });

  it('an open operation carries no credentials', async () => {
    const { northwind, requests, tokenRequests } = clientWith(() => Response.json({}));
    await northwind.health.get({ deep: true });
    expect(tokenRequests).toHaveLength(0);
    expect(requests[0]!.url.search).toBe('?deep=true');
    expect(Object.keys(requests[0]!.headers)).not.toEqual(expect.arrayContaining(['authorization']));
    expect(Object.keys(requests[0]!.headers)).not.toEqual(expect.arrayContaining(['x-api-key']));
  });
});

describe('hooks', () => {
  it('are called around each attempt, see no credentials, and may add headers', async () => {
    const events: string[] = [];
    const seen: Record<string, string>[] = [];
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { northwind, requests } = clientWith(
      (_, index) => (index === 0 ? problem(503, 'service_unavailable') : problem(404, 'not_found')),
      {
        hooks: {
          request: ({ operation, attempt, headers }) => {
            events.push(`request ${operation} ${attempt}`);
            seen.push({ ...headers });
            headers['traceparent'] = 'trace';
          },
          response: ({ operation, status, requestId }) =>
            void events.push(`response ${operation} ${status} ${requestId}`),
          retry: ({ operation, attempt, delayMs, status }) =>
            void events.push(`retry ${operation} ${attempt} ${delayMs} ${status}`),
          error: ({ operation, error }) => void events.push(`error ${operation} ${(error as Error).name}`),
        },
      },
    );
    await northwind.invoices.get('inv_1').catch(() => {});
    expect(events).toEqual([
      'request token 1',
      'response token 200 undefined',
      'request getInvoice 1',
      'response getInvoice 503 req-1',
      'retry getInvoice 1 0 503',
      'request getInvoice 2',
      'response getInvoice 404 req-1',
      'error getInvoice NotFoundError',
    ]);
    expect(requests[1]!.headers['traceparent']).toBe('trace');
    expect(JSON.stringify(seen)).not.toMatch(/Bearer|Basic|the-api-key/);
  });
});

describe('no secret', () => {
  const secrets = new RegExp(`${secret}|token-1|the-api-key|${btoa(`partner:${secret}`)}`);

  it.each(['basic', 'body'] as const)('appears in the debug log (%s)', async (authMethod) => {
    const lines: string[] = [];
    const { clientCredentials } = await import('../src/index.ts');
    const { northwind } = clientWith(
      () => Response.json({ downloadUrl: 'https://s3/x?X-Amz-Signature=token-1' }),
      {
        auth: clientCredentials({ clientId: 'partner', clientSecret: secret, authMethod }),
        debug: (message, details) => lines.push(`${message} ${inspect(details, { depth: 9 })}`),
      },
    );
    await northwind.invoiceExports.get('exp_1');
    await vi.waitFor(() => expect(lines).toHaveLength(4), { timeout: 60_000 });
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['request', 'response', 'request', 'response']);
    expect(lines.join('\n')).not.toMatch(secrets);
    expect(lines.join('\n')).toContain('[redacted]');
  });

  it('`debug: true` writes to console.debug', async () => {
    const debug = vi.spyOn(console, 'debug').mockImplementation(() => {});
    const { northwind } = clientWith(() => Response.json({}), { debug: true });
    await northwind.health.get();
    await vi.waitFor(() => expect(debug).toHaveBeenCalledTimes(2), { timeout: 60_000 });
    expect(debug.mock.calls[0]!.slice(0, 2)).toEqual(['[northwind]', 'request']);
  });

  it('appears in an error or in the client itself, however deeply they are printed', async () => {
    const { northwind } = clientWith(
      ({ url }) => {
        if (url.pathname.endsWith('inv_1')) return problem(403, 'access_denied');
        throw new TypeError('fetch failed', { cause: new Error('reset') });
      },
      { maxRetries: 0 },
    );
    const errors = await Promise.all([
      northwind.invoices.get('inv_1').catch((error: unknown) => error),
      northwind.invoices.get('inv_2').catch((error: unknown) => error),
    ]);
    for (const value of [...errors, northwind]) {
      expect(inspect(value, { depth: Infinity, showHidden: true }) + JSON.stringify(value)).not.toMatch(
        secrets,
      );
    }
  });
});

it('VERSION is that of package.json', async () => {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(manifest.version);
});

it('an environment may be an object of URLs', async () => {
  const { northwind, requests } = clientWith(() => Response.json({}), {
    environment: { ...environment, restUrl: 'https://other.test/v1//' },
  });
  await northwind.invoices.get('inv_1');
  expect(requests[0]!.url.href).toBe('https://other.test/v1/invoices/inv_1');
});
