import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isUsageError, type HookRequest } from '../index.ts';
import { rateLimitHooks } from './rate-limit-hooks.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const call: HookRequest = {
  call: 1,
  operation: 'listInvoices',
  method: 'GET',
  url: 'https://api.test/v1/invoices',
  headers: {},
  attempt: 1,
};

const answered = (headers: Record<string, string>) => ({
  ...call,
  status: 200,
  responseHeaders: new Headers(headers),
  requestId: undefined,
  durationMs: 1,
});

/** When each of several requests that come at once is let through, in milliseconds from now. */
async function turns(
  { request }: ReturnType<typeof rateLimitHooks>,
  count: number,
  of: HookRequest = call,
): Promise<number[]> {
  const startedMs = performance.now();
  const through = Array.from({ length: count }, async () => {
    await request(of);
    return performance.now() - startedMs;
  });
  await vi.runAllTimersAsync();
  return Promise.all(through);
}

describe('rate limit hooks', () => {
  it('let requests through at the rate of the plan', async () => {
    expect(await turns(rateLimitHooks({ requestsPerSecond: 10 }), 4)).toEqual([0, 100, 200, 300]);
  });

  it('let a burst through at once, and a whole one again only after a pause', async () => {
    const hooks = rateLimitHooks({ requestsPerSecond: 10, burst: 3 });
    expect(await turns(hooks, 5)).toEqual([0, 0, 0, 100, 200]);
    expect(await turns(hooks, 2)).toEqual([100, 200]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await turns(hooks, 4)).toEqual([0, 0, 0, 100]);
  });

  it('wait for the end of the window when the server says that nothing is left', async () => {
    const hooks = rateLimitHooks({ requestsPerSecond: 10 });
    await hooks.response(answered({ 'ratelimit-remaining': '1', 'ratelimit-reset': '9' }));
    expect(await turns(hooks, 1)).toEqual([0]);
    await hooks.response(answered({ 'ratelimit-remaining': '0', 'ratelimit-reset': '2' }));
    expect(await turns(hooks, 2)).toEqual([2000, 2100]);
  });

  it('let token requests and GraphQL pass, which the plan does not count', async () => {
    const hooks = rateLimitHooks({ requestsPerSecond: 1 });
    expect(await turns(hooks, 3, { ...call, operation: 'token' })).toEqual([0, 0, 0]);
    expect(await turns(hooks, 3, { ...call, graphql: 'query' })).toEqual([0, 0, 0]);
    expect(await turns(hooks, 2)).toEqual([0, 1000]);
  });

  it.each([
    [{ requestsPerSecond: 0 }, '`requestsPerSecond` must be a number above 0; got 0.'],
    [{ requestsPerSecond: Infinity }, '`requestsPerSecond` must be a number above 0; got Infinity.'],
    [{ requestsPerSecond: 1, burst: 0.5 }, '`burst` must be an integer of at least 1; got 0.5.'],
    [{ requestsPerSecond: 1, bursts: 2 }, 'bursts'],
  ])('refuse %j', (options, message) => {
    const make = () => rateLimitHooks(options);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.toSatisfy(isUsageError) as Error);
  });
});
