import { readdir, readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import * as sdk from '../src/index.ts';
import { clientWith } from './client.ts';
import { problem } from './recorded-fetch.ts';

const failWith = async (response: Response): Promise<sdk.ApiError> => {
  const { northwind } = clientWith(() => response, { auth: 'token', maxRetries: 0 });
  const error = await northwind.invoices.get('inv_1').catch((reason: unknown) => reason);
  if (!sdk.isApiError(error)) throw error;
  return error;
};

describe('every error status becomes the error of its class', () => {
  it.each([
    [400, 'BadRequestError', sdk.isBadRequestError],
    [401, 'AuthenticationError', sdk.isAuthenticationError],
    [403, 'PermissionDeniedError', sdk.isPermissionDeniedError],
    [404, 'NotFoundError', sdk.isNotFoundError],
    [409, 'ConflictError', sdk.isConflictError],
    [412, 'PreconditionError', sdk.isPreconditionError],
    [413, 'ApiError', sdk.isApiError],
    [415, 'ApiError', sdk.isApiError],
    [418, 'ApiError', sdk.isApiError],
    [422, 'UnprocessableEntityError', sdk.isUnprocessableEntityError],
    [428, 'PreconditionError', sdk.isPreconditionError],
    [429, 'RateLimitError', sdk.isRateLimitError],
    [500, 'ServerError', sdk.isServerError],
    [503, 'ServerError', sdk.isServerError],
    [302, 'ApiError', sdk.isApiError],
  ])('%i is a %s', async (status, name, guard) => {
    const error = await failWith(problem(status, 'some_code'));
    expect(guard(error)).toBe(true);
    expect(error).toBeInstanceOf(sdk.NorthwindError);
    expect(error).toMatchObject({
      name,
      status,
      code: 'some_code',
      requestId: 'req-1',
      advice: expect.stringMatching(/\.$/),
    });
    expect(error.message).toBe(`getInvoice: ${status} some_code: Because of some_code. (request req-1)`);
    expect(error.problem).toMatchObject({ status, code: 'some_code' });
  });
});

describe('a body that is no problem document is still a typed error', () => {
  it.each([
    [
      'empty',
      new Response(null, { status: 500, statusText: 'Internal Server Error' }),
      'getInvoice: 500 unknown: Internal Server Error',
    ],
    [
      'HTML',
      new Response('<h1>Bad gateway</h1>', { status: 502 }),
      'getInvoice: 502 unknown: no explanation',
    ],
    [
      'JSON of another kind',
      Response.json({ message: 'Forbidden' }, { status: 403 }),
      'getInvoice: 403 unknown: no explanation',
    ],
    ['JSON null', Response.json(null, { status: 404 }), 'getInvoice: 404 unknown: no explanation'],
    ['cut off', new Response('{"code":"inv', { status: 400 }), 'getInvoice: 400 unknown: no explanation'],
  ])('%s', async (_, response, message) => {
    const error = await failWith(response);
    expect(error).toMatchObject({ code: 'unknown', problem: undefined, message });
  });

  it('the request id may come from the gateway in front', async () => {
    const error = await failWith(
      new Response(null, { status: 504, headers: { 'x-amzn-requestid': 'gw-1' } }),
    );
    expect(error.requestId).toBe('gw-1');
  });

  it('a success that is not JSON is an InvalidResponseError', async () => {
    const { northwind } = clientWith(() => new Response('<html>Sign in to the Wi-Fi</html>'), {
      auth: 'token',
    });
    const error = await northwind.invoices.get('inv_1').catch((reason: unknown) => reason);
    expect(sdk.isInvalidResponseError(error) && error).toMatchObject({
      status: 200,
      body: '<html>Sign in to the Wi-Fi</html>',
      message: 'getInvoice: 200, but the body is not JSON',
    });
  });
});

describe('guards', () => {
  it('know errors of another copy of the package, where instanceof does not', async () => {
    const error = await failWith(problem(404, 'not_found'));
    vi.resetModules();
    const other = await import('../src/index.ts');
    expect(error).not.toBeInstanceOf(other.NotFoundError);
    expect([other.isNotFoundError(error), other.isApiError(error), other.isNorthwindError(error)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([other.isServerError(error), other.isTimeoutError(error)]).toEqual([false, false]);
  });

  it.each([[undefined], [null], ['NotFoundError'], [404], [new Error('x')], [{ name: 'NotFoundError' }]])(
    'say no to %j',
    (value) => {
      for (const [name, guard] of Object.entries(sdk)) {
        if (name.startsWith('is')) expect((guard as (value: unknown) => boolean)(value), name).toBe(false);
      }
    },
  );
});

it('every error class has a guard, a literal name and an advice of its own', async () => {
  const classes = Object.entries(sdk).filter(([name]) => name.endsWith('Error') && !name.startsWith('is'));
  const advices = new Set<string>();
  for (const [name, value] of classes) {
    const { prototype } = value as unknown as { prototype: sdk.NorthwindError };
    expect(prototype.name).toBe(name);
    expect(sdk).toHaveProperty(`is${name}`);
    expect(Object.hasOwn(prototype, 'advice') && prototype.advice, name).toMatch(/\.$/);
    advices.add(prototype.advice);
  }
  expect(classes.length).toBeGreaterThan(15);
  expect(advices.size).toBe(classes.length);
});

it('every error class that has a file of its own is exported from there and from the entry', async () => {
  const folder = new URL('../src/errors/', import.meta.url);
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('-error.ts'))) {
    const names = Object.keys((await import(new URL(file, folder).href)) as object).filter((name) =>
      /^[A-Z]\w+Error$/.test(name),
    );
    expect(names, file).toHaveLength(1);
    expect(file.replaceAll('-', '')).toBe(`${names[0]!.toLowerCase()}.ts`);
    expect(sdk).toHaveProperty(names[0]!);
  }
});

it('generated comments name the class that the SDK throws for a status', async () => {
  const folder = new URL('../src/generated/resources/', import.meta.url);
  for (const file of await readdir(folder)) {
    const source = await readFile(new URL(file, folder), 'utf8');
    for (const [, name, status] of source.matchAll(/@throws `(\w+)` \((\d+)\)/g)) {
      expect((await failWith(problem(Number(status), 'x'))).name, `${file}: ${status}`).toBe(name);
    }
  }
});

describe('the message says what a log needs', () => {
  const withErrors = (errors: unknown): Response =>
    Response.json({ code: 'invalid_request', detail: 'The request is not valid.', errors }, { status: 400 });

  it.each([
    [[{ pointer: '/amount', message: 'must be >= 1' }], '/amount must be >= 1'],
    [
      [1, 2, 3, 4, 5].map((line) => ({ pointer: `/lines/${line}`, message: 'is required' })),
      '/lines/1 is required; /lines/2 is required; /lines/3 is required; and 2 more',
    ],
    [[], 'The request is not valid.'],
    ['not a list', 'The request is not valid.'],
    [[null, 7, { pointer: 1, message: 'alone' }], 'alone'],
  ])('%j', async (errors, reason) => {
    const error = await failWith(withErrors(errors));
    expect(error.message).toBe(`getInvoice: 400 invalid_request: ${reason}`);
  });

  const jwt = (claims: object): string => `h.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.s`;
  const refused = async (token: string, code: string, detail = 'Forbidden'): Promise<string> => {
    const { northwind } = clientWith(() => Response.json({ code, detail }, { status: 403 }), {
      auth: token,
    });
    const error: unknown = await northwind.lockers.delete('lkr_1').catch((reason: unknown) => reason);
    return (error as Error).message;
  };

  it.each([
    [
      jwt({ scope: 'northwind/lockers.read northwind/invoices.read' }),
      'insufficient_scope',
      'needs `northwind/lockers.write`; this token has `northwind/lockers.read`, `northwind/invoices.read`',
    ],
    ['an opaque token', 'insufficient_scope', 'needs `northwind/lockers.write`'],
    [
      jwt({ 'cognito:groups': ['courier'] }),
      'access_denied',
      'needs the group `manager`, `admin`; this token has `courier`',
    ],
  ])('a 403 names what the token lacks: %s %s', async (token, code, note) => {
    expect(await refused(token, code)).toBe(`deleteLocker: 403 ${code}: Forbidden: ${note}`);
  });

  it('a 403 adds what the token lacks to a sentence without a full stop in between', async () => {
    expect(await refused(jwt({ scope: '' }), 'insufficient_scope', 'Forbidden.')).toMatch(
      / Forbidden: needs /,
    );
  });

  it('a 403 for another reason blames neither scopes nor groups', async () => {
    expect(await refused(jwt({ 'cognito:groups': ['manager'] }), 'access_denied')).toBe(
      'deleteLocker: 403 access_denied: Forbidden',
    );
    expect(await refused(jwt({ scope: '' }), 'invalid_api_key')).toBe(
      'deleteLocker: 403 invalid_api_key: Forbidden',
    );
  });
});

describe('tests of a program can make the errors that it handles', () => {
  it('from a status alone', () => {
    const error = new sdk.NotFoundError('getInvoice', { status: 404 });
    expect(sdk.isNotFoundError(error)).toBe(true);
    expect(error).toMatchObject({
      message: 'getInvoice: 404 unknown: no explanation',
      operation: 'getInvoice',
      status: 404,
      code: 'unknown',
      body: '',
    });
    expect([...error.headers]).toEqual([]);
  });

  it('from a problem document and headers', () => {
    const document = {
      type: 'about:blank',
      title: 'Slow down',
      status: 429,
      code: 'rate_limited',
    } as sdk.Problem;
    const headers = { 'Retry-After': '7', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '7' };
    const error = new sdk.RateLimitError('listInvoices', {
      status: 429,
      problem: document,
      headers,
      requestId: 'r-1',
    });
    expect(error).toMatchObject({
      message: 'listInvoices: 429 rate_limited: Slow down (request r-1)',
      code: 'rate_limited',
      requestId: 'r-1',
      problem: document,
      retryAfterMs: 7000,
      rateLimit: { remaining: 0, resetMs: 7000 },
    });
    expect(JSON.parse(error.body)).toEqual(document);
  });

  it('whatever the class: each constructor works with what its types ask for, and the error names its operation', () => {
    const errors = [
      new sdk.AbortError('getInvoice', new Error('gone')),
      new sdk.ConnectionError('getInvoice', 'not a URL', 'no error'),
      new sdk.GraphQLRequestError('getInvoice', [], null, {}),
      new sdk.InvalidResponseError('getInvoice', {
        status: 200,
        body: '<html>',
        reason: 'the body is not JSON',
      }),
      new sdk.SubscriptionError('getInvoice', 'refused', []),
      new sdk.TimeoutError('getInvoice', 'timeout', 5),
      ...[sdk.ApiError, sdk.BadRequestError, sdk.ServerError].map(
        (Class) => new Class('getInvoice', { status: 500 }),
      ),
    ];
    for (const error of errors) {
      expect(error.operation, error.name).toBe('getInvoice');
      expect(error.message, error.name).toMatch(/^getInvoice: /);
    }
  });
});

describe('"may have arrived" is said only where it may', () => {
  const adviceOf = async (cause: unknown): Promise<string> => {
    const { northwind } = clientWith(() => Promise.reject(cause as Error), { auth: 'token', maxRetries: 0 });
    return ((await northwind.invoices.get('inv_1').catch((reason: unknown) => reason)) as sdk.NorthwindError)
      .advice;
  };
  const failed = (code: string): Error => new TypeError('fetch failed', { cause: { code, message: code } });

  it.each([
    'ENOTFOUND',
    'ECONNREFUSED',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ])('not after %s', async (code) => expect(await adviceOf(failed(code))).toContain('was not sent'));

  it('not to a port that `fetch` forbids, which has no code', async () =>
    expect(await adviceOf(new TypeError('fetch failed', { cause: new Error('bad port') }))).toContain(
      'was not sent',
    ));

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])('after %s', async (code) =>
    expect(await adviceOf(failed(code))).toContain('may have arrived'),
  );

  it('not where the caller gave up before anything was sent', async () => {
    const { northwind, requests } = clientWith(() => Response.json({}), { auth: 'token' });
    const aborted = northwind.invoices.get('inv_1', { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({
      name: 'AbortError',
      advice: 'You aborted it; the request was not sent.',
    });
    expect(requests).toEqual([]);
  });
});

describe('console.log shows what helps', () => {
  it('of an error: message, code, status, request, advice and problem; neither headers nor body', async () => {
    const shown = inspect(await failWith(problem(404, 'not_found')));
    for (const part of [
      'NotFoundError: getInvoice: 404',
      "code: 'not_found'",
      'status: 404',
      "requestId: 'req-1'",
      'advice:',
    ])
      expect(shown).toContain(part);
    expect(shown).not.toMatch(/headers|body|undefined|Symbol/);
  });

  it('of a client: where it sends its calls; no secret and no internals', () => {
    const { northwind } = clientWith(() => Response.json({}), { apiKey: 'the-api-key' });
    const shown = inspect(northwind, { depth: 5 });
    expect(shown).toMatch(/^Northwind \{/);
    expect(shown).toContain("restUrl: 'https://api.test/v1'");
    expect(shown).not.toMatch(/the-api-key|AsyncFunction|Resource|undefined/);
  });
});

describe('a deprecated operation', () => {
  it('is warned about once, with its last day and what to use instead', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const headers = {
      deprecation: '@1767225600',
      sunset: 'Wed, 31 Mar 2027 00:00:00 GMT',
      link: '<https://api.test/v2/invoices>; rel="successor-version"',
    };
    const { northwind } = clientWith(() => Response.json({ data: [], nextCursor: null }, { headers }), {
      auth: 'token',
    });
    await northwind.invoices.list();
    await northwind.invoices.list();
    await vi.dynamicImportSettled();
    expect(warn.mock.calls).toEqual([
      [
        '[northwind] listInvoices is deprecated since 2026-01-01 and will stop working on 2027-03-31; ' +
          'use https://api.test/v2/invoices instead.',
      ],
    ]);
    warn.mockRestore();
  });
});

it('the rate limit is beside each response that states it', async () => {
  const { northwind } = clientWith(
    () => Response.json({}, { headers: { 'ratelimit-remaining': '41', 'ratelimit-reset': '2' } }),
    { auth: 'token' },
  );
  const { rateLimit } = await northwind.invoices.get('inv_1').withResponse();
  expect(rateLimit).toEqual({ remaining: 41, resetMs: 2000 });
});

describe('a redirect', () => {
  it.each([
    [307, ''],
    [0, 'as which browsers hide it'],
  ])('is an error that says what to check: status %d %s', async (status) => {
    const { northwind } = clientWith(() =>
      Object.defineProperties(new Response(null), { status: { value: status }, ok: { value: false } }),
    );
    await expect(northwind.invoices.get('inv_1')).rejects.toMatchObject({
      status,
      message: expect.stringMatching(/^getInvoice: \d+ unknown: a redirect is not followed/) as string,
    });
  });
});
