import { describe, expect, it } from 'vitest';
import { createUsagePlanMeter } from '../../src/services/gateway/usage-plan.ts';
import { startFixture } from './gateway-fixture.ts';

/** A clock the test moves. It starts now, because the tokens do. */
function fakeClock() {
  let now = Date.now();
  return { now: () => now, advance: (milliseconds: number) => void (now += milliseconds) };
}

const plan = { id: 'small', throttle: { rateLimit: 2, burstLimit: 3 }, quotaPerDay: 1_000 };

describe('API keys and usage plans', () => {
  it('refuses a missing or unknown key on a method that requires one', async () => {
    const { call, gateway } = await startFixture();
    expect((await call('/parcels', { headers: { 'x-api-key': 'unknown' } })).status).toBe(403);
    expect((await call('/parcels', { headers: { 'x-api-key': '' } })).status).toBe(403);
    await gateway.close();
  });

  it('admits a burst, then refuses with 429 and Retry-After, then refills at its rate', async () => {
    const clock = fakeClock();
    const { call, gateway } = await startFixture(undefined, { now: clock.now, usagePlan: plan });
    const statuses = async (count: number): Promise<number[]> => {
      const seen: number[] = [];
      for (let index = 0; index < count; index += 1) seen.push((await call('/parcels')).status);
      return seen;
    };
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    const refused = await call('/parcels');
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 'throttled', title: 'Too Many Requests' });
    clock.advance(1_000);
    expect(await statuses(3)).toEqual([200, 200, 429]);
    await gateway.close();
  });

  it('counts every key for itself', async () => {
    const clock = fakeClock();
    const { call, gateway } = await startFixture(undefined, { now: clock.now, usagePlan: plan });
    for (let index = 0; index < 3; index += 1) await call('/parcels', { as: 'a' });
    expect((await call('/parcels', { as: 'a' })).status).toBe(429);
    expect((await call('/parcels', { as: 'b' })).status).toBe(200);
    await gateway.close();
  });

  it('throttles one method more narrowly without touching the others', async () => {
    const clock = fakeClock();
    const { call, gateway } = await startFixture(undefined, {
      now: clock.now,
      usagePlan: { ...plan, methodThrottles: { 'GET /parcels': { rateLimit: 1, burstLimit: 1 } } },
    });
    expect((await call('/parcels')).status).toBe(200);
    expect((await call('/parcels')).status).toBe(429);
    expect((await call('/parcels/p1')).status).toBe(200);
    await gateway.close();
  });

  it('ends at the quota of the day and begins anew at midnight UTC', async () => {
    let now = Math.floor(Date.now() / 86_400_000) * 86_400_000 + 86_400_000 - 5_000;
    const meter = createUsagePlanMeter(
      { ...plan, throttle: { rateLimit: 100, burstLimit: 100 }, quotaPerDay: 2 },
      [{ id: 'k', name: 'k', value: 'v' }],
      () => now,
    );
    const method = { httpMethod: 'GET', resourcePath: '/parcels' } as never;
    meter.admit(method, 'v');
    meter.admit(method, 'v');
    expect(() => meter.admit(method, 'v')).toThrow(
      expect.objectContaining({ responseType: 'QUOTA_EXCEEDED', retryAfterSeconds: 5 }),
    );
    now += 5_000;
    expect(meter.admit(method, 'v').id).toBe('k');
  });
});
