import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox.ts';

describe('a narrow usage plan', () => {
  it('ends in the documented 429 with Retry-After', async () => {
    await using sandbox = await startSandbox({
      port: 0,
      seed: null,
      usagePlan: { id: 'narrow', throttle: { rateLimit: 1 / 3_600, burstLimit: 1 }, quotaPerDay: 10 },
    });
    const [client] = sandbox.clients;
    const token = await fetch(sandbox.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client?.clientId ?? '',
        client_secret: client?.clientSecret ?? '',
      }),
    }).then(async (response) => ((await response.json()) as { access_token: string }).access_token);
    const headers = { authorization: `Bearer ${token}`, 'x-api-key': client?.apiKey ?? '' };
    expect((await fetch(`${sandbox.restUrl}/invoices`, { headers })).status).toBe(200);
    const refused = await fetch(`${sandbox.restUrl}/invoices`, { headers });
    expect(refused.status).toBe(429);
    // An hour for the next one, less what the test has taken.
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1_800);
    expect(await refused.json()).toMatchObject({ status: 429, code: 'rate_limited' });
  });
});
