import { afterEach, describe, expect, it, vi } from 'vitest';
import { getEventListeners } from 'node:events';
import {
  isAbortError,
  isConnectionError,
  isRateLimitError,
  isServerError,
  isTimeoutError,
  isUsageError,
  Northwind,
} from '../src/index.ts';
import { capturedTimers } from './captured-timers.ts';
import { clientWith } from './client.ts';
import { problem, silence } from './recorded-fetch.ts';

const health = { status: 'ok', checks: [], time: '2026-11-21T12:00:00Z' };
const payment = { amount: 100, method: 'card' } as const;

/** As React Native's polyfill makes signals: no reason, no statics, no `throwIfAborted`. */
class OldAbortController {
  readonly signal = Object.assign(new EventTarget(), { aborted: false });

  abort(): void {
    this.signal.aborted = true;
    this.signal.dispatchEvent(new Event('abort'));
  }
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('retries', () => {
  it('repeat a safe call with full jitter until it succeeds', async () => {
    const delays = capturedTimers();
    const { northwind, requests } = clientWith((_, index) =>
      index < 3 ? problem(503, 'service_unavailable') : Response.json(health),
    );
    await expect(northwind.health.get()).resolves.toEqual(health);
    expect(requests).toHaveLength(4);
    expect(delays).toEqual([250, 500, 1000]);
  });

  it('take Retry-After as a floor', async () => {
    const delays = capturedTimers();
    const { northwind } = clientWith((_, index) =>
      index === 0 ? problem(429, 'rate_limited', { 'retry-after': '3' }) : Response.json(health),
    );
    await northwind.health.get();
    expect(delays).toEqual([3250]);
  });

  it('stop after maxRetries with the last answer’s error', async () => {
    capturedTimers();
    const { northwind, requests } = clientWith(() => problem(429, 'quota_exceeded', { 'retry-after': '2' }));
    const error = await northwind.health.get({}, { maxRetries: 1 }).catch((reason: unknown) => reason);
    expect(isRateLimitError(error) && error).toMatchObject({
      code: 'quota_exceeded',
      retryAfterMs: 2000,
      requestId: 'req-1',
    });
    expect(requests).toHaveLength(2);
  });

  it('do not happen with maxRetries: 0', async () => {
    const { northwind, requests } = clientWith(() => problem(500, 'internal_error'), { maxRetries: 0 });
    await expect(northwind.health.get()).rejects.toSatisfy(isServerError);
    expect(requests).toHaveLength(1);
  });

  it('fail at once when the wait would outlast totalTimeout', async () => {
    vi.useFakeTimers();
    const { northwind, requests } = clientWith(() =>
      problem(503, 'service_unavailable', { 'retry-after': '30' }),
    );
    await expect(northwind.health.get({}, { totalTimeout: 5000 })).rejects.toSatisfy(isServerError);
    expect(requests).toHaveLength(1);
  });

  it('follow a broken connection, and report the reason if it stays broken', async () => {
    capturedTimers();
    const { northwind, requests } = clientWith(() => {
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      });
    });
    const error = await northwind.health.get().catch((reason: unknown) => reason);
    expect(isConnectionError(error) && error.message).toBe(
      'getHealth: no response from api.test: connect ECONNREFUSED',
    );
    expect(requests).toHaveLength(4);
  });

  it('send an unsafe call again with the same idempotency key and body', async () => {
    capturedTimers();
    const { northwind, requests } = clientWith((_, index) =>
      index === 0 ? problem(502, 'upstream_timeout') : Response.json({}),
    );
    await northwind.invoices.pay('inv_1', payment);
    expect(requests).toHaveLength(2);
    expect(requests[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(requests[1]!.headers).toEqual(requests[0]!.headers);
    expect(requests[1]!.body).toBe(requests[0]!.body);
  });

  it('keep the caller’s own idempotency key', async () => {
    const { northwind, requests } = clientWith(() => Response.json({}));
    await northwind.invoices.pay('inv_1', payment, { idempotencyKey: 'order-7' });
    expect(requests[0]!.headers['idempotency-key']).toBe('order-7');
  });

  it('wait for a first attempt that is still running (409 with Retry-After), not for other conflicts', async () => {
    capturedTimers();
    const running = clientWith((_, index) =>
      index === 0 ? problem(409, 'idempotency_in_progress', { 'retry-after': '1' }) : Response.json({}),
    );
    await running.northwind.invoices.pay('inv_1', payment);
    expect(running.requests).toHaveLength(2);

    const refused = clientWith(() => problem(409, 'invoice_not_open'));
    await expect(refused.northwind.invoices.pay('inv_1', payment)).rejects.toMatchObject({
      code: 'invoice_not_open',
    });
    expect(refused.requests).toHaveLength(1);
  });

  it('do not follow an error of a hook', async () => {
    const { northwind, requests } = clientWith(() => Response.json(health), {
      hooks: {
        response: () => {
          throw new RangeError('mine');
        },
      },
    });
    await expect(northwind.health.get()).rejects.toThrow(new RangeError('mine'));
    expect(requests).toHaveLength(1);
  });
});

describe('time limits and signals', () => {
  it('a silent server ends an attempt, and the next may succeed', async () => {
    const { northwind, requests } = clientWith((request, index) =>
      index === 0 ? silence(request) : Response.json(health),
    );
    vi.useFakeTimers();
    const call = northwind.health.get({}, { timeout: 30 });
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(call).resolves.toEqual(health);
    expect(requests[0]!.signal!.aborted).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it('a body that never ends counts against the limit too', async () => {
    const endless = (): Response =>
      new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }));
    const { northwind } = clientWith(endless, { maxRetries: 0 });
    const error = await northwind.health.get({}, { timeout: 30 }).catch((reason: unknown) => reason);
    expect(isTimeoutError(error) && error).toMatchObject({ limit: 'timeout', limitMs: 30 });
  });

  it('totalTimeout ends the whole call', async () => {
    const { northwind } = clientWith(silence);
    const error = await northwind.health.get({}, { totalTimeout: 40 }).catch((reason: unknown) => reason);
    expect(isTimeoutError(error) && error).toMatchObject({ limit: 'totalTimeout', limitMs: 40 });
  });

  it('the caller’s signal ends it at once and is told apart', async () => {
    const controller = new AbortController();
    const { northwind, requests } = clientWith((request) => {
      setTimeout(() => controller.abort(new Error('enough')));
      return silence(request);
    });
    const call = northwind.health.get({}, { signal: controller.signal });
    const error = await call.catch((reason: unknown) => reason);
    expect(isAbortError(error) && error.cause).toEqual(new Error('enough'));
    expect(requests).toHaveLength(1);
  });

  it('the caller’s signal ends the wait between attempts', async () => {
    const controller = new AbortController();
    const { northwind } = clientWith(() => problem(503, 'service_unavailable', { 'retry-after': '20' }), {
      hooks: { retry: () => void setTimeout(() => controller.abort()) },
    });
    await expect(northwind.health.get({}, { signal: controller.signal })).rejects.toSatisfy(isAbortError);
  });

  it('an aborted signal sends nothing', async () => {
    const { northwind, requests } = clientWith(() => Response.json(health));
    await expect(northwind.health.get({}, { signal: AbortSignal.abort() })).rejects.toSatisfy(isAbortError);
    expect(requests).toHaveLength(0);
  });

  it('nothing stays attached to a signal that many calls share', async () => {
    const { signal } = new AbortController();
    const { northwind } = clientWith(
      (_, index) => (index % 2 ? Response.json(health) : problem(500, 'internal_error')),
      { maxRetries: 0 },
    );
    for (let call = 0; call < 50; call++) await northwind.health.get({}, { signal }).catch(() => {});
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('calls that run at once on one signal put one listener on it: Node warns above ten', async () => {
    const controller = new AbortController();
    const { northwind } = clientWith(silence);
    const calls = Array.from({ length: 20 }, () =>
      northwind.health.get({}, { signal: controller.signal }).catch((error: unknown) => error),
    );
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort();
    for (const error of await Promise.all(calls)) expect(error).toSatisfy(isAbortError);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('work with the signals of Node 20.0 and React Native, which have no `any`, `timeout` or `throwIfAborted`', async () => {
    vi.stubGlobal('AbortController', OldAbortController);
    const controller = new AbortController();
    const { northwind } = clientWith((request, index) =>
      index === 0 ? Response.json(health) : silence(request),
    );
    await expect(northwind.health.get({}, { signal: controller.signal })).resolves.toEqual(health);
    const late = northwind.health.get({}, { timeout: 20, maxRetries: 0 });
    await expect(late).rejects.toSatisfy(isTimeoutError);
    const call = northwind.health.get({}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toSatisfy(isAbortError);
  });

  it('a `fetch` that ignores its signal ends with its limit all the same', async () => {
    const { northwind } = clientWith(() => new Promise<never>(() => {}), { maxRetries: 0 });
    await expect(northwind.health.get({}, { timeout: 20 })).rejects.toSatisfy(isTimeoutError);
  });
});

describe('headers', () => {
  const character = 'The header `x-note` has a character that HTTP does not allow, such as a line break.';
  it.each([
    ['with space', 'x', '`with space` is not a valid header name.'],
    ['x-note', 'line\nbreak', character],
    ['x-note', 'snow ☃', character],
  ])(
    '%s: one that fetch refuses is a mistake of the caller, told at once and without its value',
    async (name, value, message) => {
      const hooks = { retry: vi.fn() };
      const northwind = new Northwind({
        environment: { restUrl: 'http://127.0.0.1:9' },
        auth: 'token',
        hooks,
      });
      const call = northwind.invoices.get('inv_1', { headers: { [name]: value } });
      const error = await call.catch((reason: unknown) => reason);
      expect(isUsageError(error) && error.message).toBe(message);
      expect(hooks.retry).not.toHaveBeenCalled();
    },
  );
});

describe('a platform without Request, Response and streams (jsdom)', () => {
  const environment = { restUrl: 'https://api.test' };

  it('calls with its own fetch; `raw` needs Headers, and says so', async () => {
    vi.stubGlobal('Request', undefined);
    vi.stubGlobal('Headers', undefined);
    const fetch = () => Promise.resolve(Response.json(health));
    const northwind = new Northwind({ environment, auth: 'token', fetch });
    await expect(northwind.health.get()).resolves.toEqual(health);
    await expect(northwind.raw.GET('/health')).rejects.toThrow(/`northwind.raw` needs the global `Headers`/);
  });

  it.each<[string, Response, object]>([
    ['a success', Response.json(health), { data: health }],
    [
      'a problem document',
      problem(404, 'not_found'),
      { error: expect.objectContaining({ code: 'not_found' }) as object },
    ],
    [
      'an empty 500',
      new Response(null, { status: 500 }),
      { error: expect.objectContaining({ status: 500, code: 'unknown' }) as object },
    ],
  ])('`raw` sends bodies and returns %s', async (_, answer, expected) => {
    const sent: unknown[] = [];
    const { status } = answer;
    for (const name of ['Request', 'Response', 'ReadableStream']) vi.stubGlobal(name, undefined);
    const northwind = new Northwind({
      environment,
      auth: 'token',
      apiKey: 'key',
      maxRetries: 0,
      fetch: (url, init) => {
        sent.push([url, init?.method, init?.body]);
        return Promise.resolve(answer);
      },
    });
    const seen: string[] = [];
    northwind.raw.use({
      onRequest: ({ request }) => {
        request.headers.set('x-mine', '1');
        return request;
      },
      onResponse: async ({ response }) => void seen.push(await response.clone().text()),
    });
    const { response, ...result } = await northwind.raw.POST('/invoices/{invoiceId}/pay', {
      params: { path: { invoiceId: 'inv_1' } },
      body: { amount: 5, method: 'card' },
    });
    expect(sent).toEqual([['https://api.test/invoices/inv_1/pay', 'POST', '{"amount":5,"method":"card"}']]);
    expect(result).toEqual(expected);
    expect([response.status, response.ok]).toEqual([status, status === 200]);
    expect(seen).toHaveLength(1);
  });
});

describe('options of a call', () => {
  it.each([
    [{ timeOut: 5 }, 'Unknown request option `timeOut`. Did you mean `timeout`?'],
    [{ maxRetries: -1 }, '`maxRetries` must be a non-negative integer; got -1.'],
    [{ timeout: '5' }, '`timeout` must be a number of milliseconds above 0, at most 2147483647; got "5".'],
    [{ timeout: 0 }, '`timeout` must be a number of milliseconds above 0, at most 2147483647; got 0.'],
  ])('%j is refused before anything is sent', async (options: object, message) => {
    const { northwind, requests } = clientWith(() => Response.json(health));
    const error = await northwind.health.get({}, options).catch((reason: unknown) => reason);
    expect(isUsageError(error) && error.message).toBe(message);
    expect(requests).toHaveLength(0);
  });

  it.each([
    ['', '""'],
    ['.', '"."'],
    ['..', '".."'],
    [null, 'null'],
    [5, '5'],
    [{}, 'a value of type object'],
  ])('the identifier %j is refused, since it would address something else', async (id, got) => {
    const { northwind } = clientWith(() => Response.json({}));
    const error = await Promise.resolve()
      .then(() => northwind.invoices.get(id as string))
      .catch((reason: unknown) => reason);
    expect(isUsageError(error) && error.message).toBe(
      `An identifier for \`/invoices/…\` must be text, not dots; got ${got}.`,
    );
  });

  it.each([undefined, null, 5, {}])(
    'a `fetch` that resolves to %j is named, not what it lacks',
    async (given) => {
      const { northwind } = clientWith(() => given as never, { auth: 'token', maxRetries: 0 });
      await expect(northwind.health.get()).rejects.toMatchObject({
        name: 'ConnectionError',
        message: 'getHealth: no response from api.test: `fetch` gave no `Response`',
      });
    },
  );

  it('identifiers and filters are escaped', async () => {
    const { northwind, requests } = clientWith(() => Response.json({ data: [], nextCursor: null }));
    await northwind.invoices.listLines('a/b?c', { limit: 5 });
    await northwind.invoices.list({ status: 'open', buildingId: 'x&y=1' });
    expect(requests.map(({ url }) => url.href)).toEqual([
      'https://api.test/v1/invoices/a%2Fb%3Fc/lines?limit=5',
      'https://api.test/v1/invoices?status=open&buildingId=x%26y%3D1',
    ]);
  });

  it('fetch is looked up at each call', async () => {
    const { northwind, fetch } = clientWith(() => Response.json(health));
    const { Northwind } = await import('../src/index.ts');
    const plain = new Northwind({ environment: { restUrl: 'https://api.test' }, auth: 'token' });
    vi.spyOn(globalThis, 'fetch').mockImplementation(fetch);
    await expect(plain.health.get()).resolves.toEqual(health);
    await northwind.health.get();
  });
});
