/** What a function does with a response of its own that the contract does not promise. */
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { replies } from '../generated/validators/health-api.replies.js';
import { validators } from '../generated/validators/health-api.js';
import { basePath, operations } from '../generated/manifest.ts';
import { createApi, type ApiParts } from './api.ts';

const { path: resource, method: httpMethod } = operations.getHealth;
const event = {
  resource,
  httpMethod,
  path: basePath + resource,
  headers: {},
  requestContext: { requestId: 'req-1' },
} as unknown as APIGatewayProxyEvent;

type Handlers = ApiParts<'health-api'>['handlers'];
const health = { status: 'ok', checks: [], time: '2026-11-21T12:00:00Z' };

/** The function's answer, where its handler replies this. */
const answerTo = async (reply: object, held = true) => {
  const handlers = { getHealth: () => Promise.resolve(reply) } as unknown as Handlers;
  const handler = createApi({
    name: 'health-api',
    validators,
    loadReplyValidators: () => (held ? Promise.resolve(replies) : undefined),
    connect: () => ({ table: undefined as never, handlers }),
  });
  const { statusCode, body } = await handler(event, {} as Context);
  return { statusCode, body: JSON.parse(body) as Record<string, unknown> };
};

beforeAll(() => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Northwind');
  vi.stubEnv('POWERTOOLS_TRACE_ENABLED', 'false');
  return () => vi.unstubAllEnvs();
});

describe('a response', () => {
  it('that is as the contract says is sent', async () => {
    expect(await answerTo({ status: 200, body: health })).toEqual({ statusCode: 200, body: health });
  });

  it.each<[string, object]>([
    ['has a status that is not documented', { status: 299, body: health }],
    ['has a property that is not documented', { status: 200, body: { ...health, pk: 'HEALTH' } }],
    ['lacks a property', { status: 200, body: { status: 'ok' } }],
    ['has a header that is not documented', { status: 200, headers: { 'X-Partition': '1' }, body: health }],
  ])('that %s is a 500 where responses are held to the contract', async (_, reply) => {
    expect(await answerTo(reply)).toMatchObject({ statusCode: 500, body: { code: 'internal_error' } });
    expect((await answerTo(reply, false)).statusCode).not.toBe(500);
  });
});
