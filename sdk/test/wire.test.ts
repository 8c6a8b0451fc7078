// Headers as they arrive at a real server, with and without msw in between: msw has been seen to lose those of a cloned Request.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { createOpenApiHttp } from 'openapi-msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isConnectionError, Northwind } from '../src/index.ts';
import type { paths } from '../src/generated/openapi.ts';

interface Arrived {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let origin: string;
let arrived: Arrived[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      arrived.push({ method: request.method, url: request.url, headers: request.headers, body });
      if (request.url === '/v1/invoices/broken') return response.destroy();
      const first = arrived.length === 1 && request.method === 'POST';
      response.writeHead(first ? 503 : 200, { 'content-type': 'application/json', 'retry-after-ms': '1' });
      response.end('{"id":"inv_1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  arrived = [];
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const make = (): Northwind =>
  new Northwind({
    environment: { restUrl: `${origin}/v1` },
    auth: 'the-token',
    apiKey: 'the-key',
    maxRetries: 1,
  });

async function payTwice(): Promise<void> {
  await make().invoices.pay('inv_1', { amount: 5, method: 'card', reference: 'Ünïcode' });
  expect(arrived).toHaveLength(2);
  for (const { method, url, headers, body } of arrived) {
    expect([method, url]).toEqual(['POST', '/v1/invoices/inv_1/pay']);
    expect(headers).toMatchObject({
      authorization: 'Bearer the-token',
      'x-api-key': 'the-key',
      'content-type': 'application/json',
      accept: 'application/json',
      'idempotency-key': arrived[0]!.headers['idempotency-key'],
      'user-agent': expect.stringContaining('northwind-sdk/'),
    });
    expect(JSON.parse(body)).toEqual({ amount: 5, method: 'card', reference: 'Ünïcode' });
  }
  expect(arrived[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
}

describe('on the wire', () => {
  it('every attempt carries all headers and the body', payTwice);

  it('a connection that the server drops is a ConnectionError', async () => {
    await expect(make().invoices.get('broken')).rejects.toSatisfy(isConnectionError);
    expect(arrived).toHaveLength(2);
  });
});

describe('with msw listening', () => {
  const mock = setupServer();
  beforeAll(() => mock.listen({ onUnhandledFrame: 'bypass' }));
  afterEach(() => mock.resetHandlers());
  afterAll(() => mock.close());

  it('every attempt still carries all headers and the body', async () => {
    mock.use(createOpenApiHttp<paths>({ baseUrl: `${origin}/v1` }).untyped.all('*', () => passthrough()));
    await payTwice();
  });

  it('a handler that is typed by the contract answers', async () => {
    const http = createOpenApiHttp<paths>({ baseUrl: `${origin}/v1` });
    mock.use(
      http.get('/health', ({ response }) =>
        response(200).json(
          { status: 'ok', checks: [], time: '2026-11-21T12:00:00Z' },
          { headers: { 'X-Request-Id': 'm' } },
        ),
      ),
    );
    const { data, requestId } = await make().health.get().withResponse();
    expect([data.status, requestId]).toEqual(['ok', 'm']);
    expect(arrived).toHaveLength(0);
  });
});
