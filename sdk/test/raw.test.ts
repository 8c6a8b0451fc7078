import { describe, expect, it, vi } from 'vitest';
import { isConnectionError } from '../src/index.ts';
import { clientWith } from './client.ts';
import { problem } from './recorded-fetch.ts';

const path = { params: { path: { invoiceId: 'inv_1' } } };

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

  it('is no promise: a client may be returned from an async function', async () => {
    const { northwind } = clientWith(() => Response.json({}));
    expect(await Promise.resolve(northwind.raw)).toBe(northwind.raw);
  });
});
