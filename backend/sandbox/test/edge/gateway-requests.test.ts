import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FunctionThrottledError } from '../../src/services/lambda/runtime.ts';
import { startFixture } from './gateway-fixture.ts';
import type { Fixture } from './gateway-fixture.ts';

const post = (body: string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', 'idempotency-key': 'k1', ...headers },
});

describe('routing and request validation', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
  });
  afterAll(() => fixture.gateway.close());

  it.each([
    ['an unknown path', '/nowhere', 'GET'],
    ['an unknown method of a known path', '/parcels', 'PUT'],
    ['an empty path parameter', '/parcels/', 'GET'],
    ['a path outside the stage', '/../health', 'GET'],
  ])('answers %s with the gateway response for it', async (_what, path, method) => {
    const response = await fixture.call(path, { method });
    expect(response.status).toBe(404);
    const problem = (await response.json()) as { code: string; requestId: string };
    expect(problem.code).toBe('not_found');
    expect(problem.requestId).toBe(response.headers.get('x-amzn-requestid'));
    expect(response.headers.get('x-request-id')).toBe(problem.requestId);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    ['a body without a required field', post('{"sender":{}}'), /must have required property 'weight'/],
    [
      'a field of the wrong type behind a reference',
      post('{"weight":1,"sender":{"name":5}}'),
      /\/sender\/name must be string/,
    ],
    ['malformed JSON', post('{"weight":'), /not JSON/],
    ['an empty body where one is required', post(''), /not JSON/],
    ['a missing required header', post('{"weight":1}', { 'idempotency-key': ' ' }), /Idempotency-Key/],
  ])('refuses %s before the function', async (_what, init, detail) => {
    const before = fixture.events.length;
    const response = await fixture.call('/parcels', init);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { detail: string }).detail).toMatch(detail);
    expect(fixture.events.length).toBe(before);
  });

  it('leaves a body of an undeclared media type to the function, as API Gateway does', async () => {
    expect((await fixture.call('/parcels', post('weight=1', { 'content-type': 'text/plain' }))).status).toBe(
      200,
    );
  });

  it('refuses a payload over 10 MB with 413', async () => {
    const response = await fixture.call(
      '/parcels',
      post(`{"weight":1,"pad":"${'x'.repeat(10 * 1024 * 1024)}"}`),
    );
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ title: 'Request Too Long' });
  });

  it('answers a CORS preflight by itself', async () => {
    const response = await fixture.call('/parcels', { method: 'OPTIONS', as: 'nobody' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET,POST,OPTIONS');
  });
});

describe('the function behind a method', () => {
  async function answerWith(answer: () => unknown, options = {}): Promise<Response> {
    const fixture = await startFixture(answer, options);
    const response = await fixture.call('/parcels');
    await response.clone().arrayBuffer();
    await fixture.gateway.close();
    return response;
  }

  it('has its status, headers (repeated ones too) and body passed on', async () => {
    const response = await answerWith(() => ({
      statusCode: 201,
      headers: { ETag: '"1"', 'Content-Type': 'text/csv' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'a,b',
    }));
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('a,b');
  });

  it('may send bytes as base64', async () => {
    const response = await answerWith(() => ({ statusCode: 200, body: '/wA=', isBase64Encoded: true }));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([255, 0]));
  });

  it.each([
    ['nothing', undefined],
    ['a plain object', { ok: true }],
    ['no status', { body: '' }],
    ['a body that is no string', { statusCode: 200, body: { a: 1 } }],
    ['an unknown field', { statusCode: 200, body: '', cookies: [] }],
    ['headers that are no strings', { statusCode: 200, headers: { a: {} } }],
  ])('is a 502 when it returns %s', async (_what, result) => {
    const response = await answerWith(() => result);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ title: 'Internal server error' });
  });

  it('is a 502 when it throws, and its message stays inside', async () => {
    const seen: unknown[] = [];
    const response = await answerWith(
      () => {
        throw new Error('the password is swordfish');
      },
      { onIntegrationError: (...all: unknown[]) => seen.push(all[2]) },
    );
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain('swordfish');
    expect(seen).toEqual([expect.objectContaining({ message: 'the password is swordfish' })]);
  });

  it('is a 500 when it is throttled', async () => {
    const response = await answerWith(() => {
      throw new FunctionThrottledError('Rate Exceeded.');
    });
    expect(response.status).toBe(500);
  });

  it('is a 504 when it takes longer than the integration timeout', async () => {
    const { document } = await import('./gateway-fixture.ts');
    const impatient = structuredClone(document);
    impatient.paths['/parcels'].get['x-amazon-apigateway-integration'].timeoutInMillis = 20;
    const response = await answerWith(() => new Promise(() => undefined), { document: impatient });
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ title: 'Endpoint request timed out' });
  });
});

describe('the event of a Lambda proxy integration', () => {
  it('has the shape AWS sends', async () => {
    const fixture = await startFixture();
    await fixture.call('/parcels/p%201?tag=a&tag=b&empty=', {
      headers: { 'user-agent': 'test', 'x-multi': 'one' },
    });
    const event = fixture.events[0];
    const context = event?.requestContext as unknown as Record<string, unknown>;
    expect(event).toMatchObject({
      resource: '/parcels/{parcelId}',
      path: '/parcels/p%201',
      httpMethod: 'GET',
      queryStringParameters: { tag: 'b', empty: '' },
      multiValueQueryStringParameters: { tag: ['a', 'b'], empty: [''] },
      pathParameters: { parcelId: 'p%201' },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      multiValueHeaders: { 'x-multi': ['one'], 'X-Forwarded-Proto': ['https'] },
    });
    expect(Object.keys(event ?? {}).sort()).toMatchInlineSnapshot(`
      [
        "body",
        "headers",
        "httpMethod",
        "isBase64Encoded",
        "multiValueHeaders",
        "multiValueQueryStringParameters",
        "path",
        "pathParameters",
        "queryStringParameters",
        "requestContext",
        "resource",
        "stageVariables",
      ]
    `);
    expect(context['authorizer']).toMatchObject({
      claims: {
        client_id: 'client-a',
        token_use: 'access',
        exp: expect.stringMatching(/^\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
      },
    });
    expect(context['identity']).toMatchObject({
      apiKeyId: 'key-a',
      sourceIp: '127.0.0.1',
      userAgent: 'test',
      user: null,
    });
    expect(context).toMatchObject({
      path: '/v1/parcels/p%201',
      stage: 'v1',
      resourcePath: '/parcels/{parcelId}',
      requestTime: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    });
    await fixture.gateway.close();
  });

  it('carries null for what a request does not have, and no authorizer on an open method', async () => {
    const fixture = await startFixture();
    await fixture.call('/health', { as: 'nobody' });
    expect(fixture.events[0]).toMatchObject({
      queryStringParameters: null,
      pathParameters: null,
      body: null,
    });
    expect(fixture.events[0]?.requestContext.authorizer).toBeUndefined();
    await fixture.gateway.close();
  });
});

describe('an answer', () => {
  it('is the function’s own every time: nothing is kept, least of all what it refused', async () => {
    const fixture = await startFixture(() => ({
      statusCode: fixture.events.length === 1 ? 503 : 200,
      body: '{}',
    }));
    expect((await fixture.call('/parcels?undeclared=1')).status).toBe(503);
    expect((await fixture.call('/parcels')).status).toBe(200);
    expect(fixture.events).toHaveLength(2);
    await fixture.gateway.close();
  });
});
