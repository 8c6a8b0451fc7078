import { afterEach, describe, expect, it, vi } from 'vitest';
import { isAbortError, isConnectionError, isUsageError } from '../src/index.ts';
import { clientWith } from './client.ts';
import { problem } from './recorded-fetch.ts';

const path = { params: { path: { invoiceId: 'inv_1' } } };

afterEach(() => vi.unstubAllGlobals());

describe('northwind.raw', () => {
  it('is the typed contract on the same transport: tokens, API key, retries', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { northwind, requests, tokenRequests } = clientWith((_, index) =>
      index === 0 ? problem(503, 'service_unavailable') : Response.json({ id: 'inv_1', total: 5 }),
    );
    const { data, error, response } = await northwind.raw.GET('/invoices/{invoiceId}', path);
    expect([data?.total, error, response.status]).toEqual([5, undefined, 200]);
    expect(requests).toHaveLength(2);
    expect(tokenRequests).toHaveLength(1);
    expect(requests[0]!.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'x-api-key': 'the-api-key',
    });
    expect(requests[0]!.url.href).toBe('https://api.test/v1/invoices/inv_1');
  });

  it('sends bodies, and an idempotency key with every unsafe call, stable over retries', async () => {
    const { northwind, requests } = clientWith(() => problem(503, 'service_unavailable'), { maxRetries: 1 });
    const body = { amount: 5, method: 'card' } as const;
    await northwind.raw.POST('/invoices/{invoiceId}/pay', { params: path.params, body });
    expect(requests).toHaveLength(2);
    expect(requests[1]!.headers['idempotency-key']).toBe(requests[0]!.headers['idempotency-key']);
    expect(requests[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(requests[0]).toMatchObject({
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    await northwind.raw.POST('/invoices/{invoiceId}/pay', {
      params: { path: path.params.path, header: { 'Idempotency-Key': 'k' } },
      body,
    });
    expect(requests[2]!.headers['idempotency-key']).toBe('k');
  });

  it.each([
    ['a problem document', problem(404, 'not_found'), { code: 'not_found', status: 404 }],
    [
      'an empty body',
      new Response(null, { status: 500 }),
      { code: 'unknown', status: 500, title: 'HTTP 500' },
    ],
    [
      'an HTML body',
      new Response('<h1>', { status: 502, statusText: 'Bad Gateway' }),
      { code: 'unknown', status: 502, title: 'Bad Gateway', detail: '<h1>' },
    ],
  ])('returns an error for %s, never nothing', async (_, answer, expected) => {
    const { northwind } = clientWith(() => answer, { maxRetries: 0 });
    const { data, error } = await northwind.raw.GET('/invoices/{invoiceId}', path);
    expect(data).toBeUndefined();
    expect(error).toMatchObject(expected);
  });

  it('throws when no answer came', async () => {
    const { northwind } = clientWith(
      () => {
        throw new TypeError('fetch failed');
      },
      { maxRetries: 0 },
    );
    await expect(northwind.raw.GET('/invoices/{invoiceId}', path)).rejects.toSatisfy(isConnectionError);
  });

  it('leaves a successful body to be streamed', async () => {
    const { northwind } = clientWith(() => Response.json({ id: 'inv_1' }));
    const { data } = await northwind.raw.GET('/invoices/{invoiceId}', { ...path, parseAs: 'stream' });
    expect(data).toBeInstanceOf(ReadableStream);
  });

  it('runs middleware that was registered before the call', async () => {
    const { northwind, requests } = clientWith(() => Response.json({}));
    northwind.raw.use({
      onRequest: ({ request }) => {
        request.headers.set('x-mine', '1');
        return request;
      },
    });
    await northwind.raw.GET('/invoices/{invoiceId}', path);
    expect(requests[0]!.headers['x-mine']).toBe('1');
  });

  it('sends neither token nor key to an operation that everybody may call', async () => {
    const { northwind, requests, tokenRequests } = clientWith(() => Response.json({ status: 'ok' }));
    await northwind.raw.GET('/health', { params: { query: { deep: true } } });
    expect(requests[0]!.url.href).toBe('https://api.test/v1/health?deep=true');
    expect(Object.keys(requests[0]!.headers)).not.toContain('authorization');
    expect(Object.keys(requests[0]!.headers)).not.toContain('x-api-key');
    expect(tokenRequests).toHaveLength(0);
  });

  it('sends bodies where a Request has no `body` (Firefox, React Native)', async () => {
    class OldRequest extends Request {
      override get body(): null {
        return null;
      }
    }
    vi.stubGlobal('Request', OldRequest);
    const { northwind, requests } = clientWith(() => Response.json({}));
    const body = { amount: 5, method: 'card' } as const;
    await northwind.raw.POST('/invoices/{invoiceId}/pay', { params: path.params, body });
    await northwind.raw.PATCH('/invoices/{invoiceId}', {
      params: { ...path.params, header: { 'If-Match': '"1"' } },
      body: { memo: 'x' },
    });
    expect(requests.map((request) => request.body)).toEqual([JSON.stringify(body), '{"memo":"x"}']);
  });

  it.each([
    [304, new Response(null, { status: 304 }), 'HTTP 304'],
    [
      0,
      Object.defineProperty(new Response(null), 'status', { value: 0 }),
      'A redirect, which is not followed',
    ],
  ])('returns an error for status %d', async (status, answer, title) => {
    Object.defineProperty(answer, 'ok', { value: false });
    const { northwind } = clientWith(() => answer);
    const { error, response } = await northwind.raw.GET('/invoices/{invoiceId}', path);
    expect([response.status, response.ok]).toEqual([status, false]);
    expect(error).toMatchObject({ status, title, code: 'unknown' });
  });

  it('ends a body with the caller’s signal, after the headers too', async () => {
    const cancelled = vi.fn();
    const endless = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{')),
      cancel: cancelled,
    });
    const controller = new AbortController();
    const { northwind } = clientWith(() => new Response(endless, { headers: { 'x-request-id': 'req-1' } }));
    const { data, response } = await northwind.raw.GET('/invoices/{invoiceId}', {
      ...path,
      parseAs: 'stream',
      signal: controller.signal,
    });
    expect(response.headers.get('x-request-id')).toBe('req-1');
    const reader = (data as ReadableStream).getReader();
    await reader.read();
    controller.abort(new Error('enough'));
    await expect(reader.read()).rejects.toSatisfy(isAbortError);
    expect(cancelled).toHaveBeenCalledOnce();
  });

  it('reports a body that breaks off as a lost connection', async () => {
    const broken = new ReadableStream({
      pull: (controller) => controller.error(new TypeError('terminated')),
    });
    const { northwind } = clientWith(() => new Response(broken));
    await expect(northwind.raw.GET('/invoices/{invoiceId}', path)).rejects.toSatisfy(isConnectionError);
  });

  it('leaves what has been read to the end to middleware, with its status and headers', async () => {
    const { northwind } = clientWith(() =>
      Response.json({ total: 1 }, { status: 200, headers: { etag: '"1"' } }),
    );
    northwind.raw.use({
      onResponse: async ({ response }) =>
        Response.json({ ...((await response.json()) as object), etag: response.headers.get('etag') }),
    });
    const { data } = await northwind.raw.GET('/invoices/{invoiceId}', path);
    expect(data).toEqual({ total: 1, etag: '"1"' });
  });

  it('runs middleware that `use` took before the call, and none that `eject` took back or a call brings itself', async () => {
    const { northwind } = clientWith(() => Response.json({}));
    const seen: string[] = [];
    const named = (name: string) => ({ onRequest: () => void seen.push(name) });
    const [first, second] = [named('first'), named('second')];
    northwind.raw.use(first, second);
    const before = northwind.raw.GET('/invoices/{invoiceId}', path);
    northwind.raw.eject(first);
    await before;
    await northwind.raw.GET('/invoices/{invoiceId}', { ...path, middleware: [named('own')] });
    expect(seen).toEqual(['first', 'second', 'second', 'own']);
  });

  it('refuses at once what is no middleware', () => {
    const { northwind } = clientWith(() => Response.json({}));
    for (const wrong of [{}, 'text', () => {}])
      expect(() => northwind.raw.use(wrong as never)).toThrow(
        expect.toSatisfy(isUsageError, 'a UsageError') as Error,
      );
  });

  it.each(['onRequest', 'onResponse', 'onError'])(
    'tells a middleware whose `%s` returns what it may not',
    async (hook) => {
      const { northwind } = clientWith(
        () => {
          if (hook === 'onError') throw new TypeError('fetch failed');
          return Response.json({});
        },
        { maxRetries: 0 },
      );
      northwind.raw.use({ [hook]: () => 'a text' } as never);
      const error: unknown = await northwind.raw.GET('/invoices/{invoiceId}', path).catch((reason) => reason);
      expect(isUsageError(error) && error.message).toContain(`\`${hook}\` of a middleware must return`);
    },
  );

  it('tells a middleware that returns a response where the platform has none (jsdom)', async () => {
    const response = Response.json({});
    const { northwind } = clientWith(() => response, { auth: 'a-token' });
    vi.stubGlobal('Response', undefined);
    northwind.raw.use({ onResponse: () => response });
    const error: unknown = await northwind.raw.GET('/invoices/{invoiceId}', path).catch((reason) => reason);
    expect(isUsageError(error) && error.message).toContain('only where there is a global `Response`');
  });

  it('keeps the `this` of a middleware', async () => {
    class Counting {
      count = 0;
      onResponse(): void {
        this.count++;
      }
    }
    const counting = new Counting();
    const { northwind } = clientWith(() => Response.json({}));
    northwind.raw.use(counting);
    await northwind.raw.GET('/invoices/{invoiceId}', path);
    expect(counting.count).toBe(1);
  });

  describe('where the platform has no streams (React Native, jsdom)', () => {
    const streamed = (pull: (stream: ReadableStreamDefaultController) => void) => {
      // Nothing is pulled before somebody reads, which is after the headers.
      const response = new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
      const client = clientWith(() => response, { auth: 'a-token' });
      for (const name of ['Response', 'ReadableStream']) vi.stubGlobal(name, undefined);
      return client.northwind;
    };

    it.each(['json', 'text', 'blob', 'arrayBuffer'] as const)(
      'ends a body with the caller’s signal, after the headers too: %s',
      async (parseAs) => {
        const controller = new AbortController();
        const northwind = streamed(() => controller.abort(new Error('enough')));
        const { signal } = controller;
        await expect(
          northwind.raw.GET('/invoices/{invoiceId}', { ...path, parseAs, signal }),
        ).rejects.toSatisfy(isAbortError);
      },
    );

    it('reports a body that breaks off as a lost connection', async () => {
      const cause = new TypeError('terminated');
      const northwind = streamed((stream) => stream.error(cause));
      const error: unknown = await northwind.raw.GET('/invoices/{invoiceId}', path).catch((reason) => reason);
      expect(isConnectionError(error) && error.cause).toBe(cause);
    });
  });

  it('is no promise: a client may be returned from an async function', async () => {
    const { northwind } = clientWith(() => Response.json({}));
    expect(await Promise.resolve(northwind.raw)).toBe(northwind.raw);
  });
});
