import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportSPKI, generateKeyPair } from 'jose';
import { pair, startFixture, token } from './gateway-fixture.ts';
import type { Fixture } from './gateway-fixture.ts';

describe('the Cognito authorizer', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
  });
  afterAll(() => fixture.gateway.close());

  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const call = (authorization: string): Promise<Response> =>
    fixture.call('/parcels', { headers: { authorization } });

  async function withHeader(header: object, signature: (input: string) => string): Promise<string> {
    const claims = (await token()).split('.')[1] as string;
    const input = `${base64(header)}.${claims}`;
    return `${input}.${signature(input)}`;
  }

  it('lets a genuine token with the scope through, with or without the word Bearer', async () => {
    expect((await call(`Bearer ${await token()}`)).status).toBe(200);
    expect((await call(await token())).status).toBe(200);
  });

  it('is satisfied by any one of the scopes a method lists', async () => {
    const authorization = `Bearer ${await token({ scope: 'northwind/parcels.write' })}`;
    expect((await fixture.call('/parcels/p1', { headers: { authorization } })).status).toBe(200);
  });

  const refused: [what: string, make: () => Promise<string> | string, status: number, title: string][] = [
    ['no token at all', () => '', 401, 'Unauthorized'],
    ['something that is no token', () => 'Bearer abc', 401, 'Unauthorized'],
    [
      'a token of another key',
      async () => token({}, (await generateKeyPair('RS256')).privateKey),
      401,
      'Unauthorized',
    ],
    [
      'a token whose claims were changed',
      async () => {
        const [header, , signature] = (await token()).split('.');
        return `${header}.${base64({ ...JSON.parse(Buffer.from((await token()).split('.')[1] as string, 'base64url').toString()), scope: 'northwind/everything' })}.${signature}`;
      },
      401,
      'Unauthorized',
    ],
    ['algorithm none', () => withHeader({ alg: 'none' }, () => ''), 401, 'Unauthorized'],
    [
      'an HMAC made from the public key',
      async () => {
        const secret = await exportSPKI(pair.publicKey);
        return withHeader({ alg: 'HS256' }, (input) =>
          createHmac('sha256', secret).update(input).digest('base64url'),
        );
      },
      401,
      'Unauthorized',
    ],
    [
      'an expired token',
      () => token({ exp: Math.floor(Date.now() / 1000) - 1 }),
      401,
      'The incoming token has expired',
    ],
    [
      'a token without an expiry',
      () => token(undefined, undefined, { withoutExpiry: true }),
      401,
      'Unauthorized',
    ],
    [
      'a token of another issuer',
      () => token({ iss: 'http://127.0.0.1:4011/us-east-1_Other0001' }),
      401,
      'Unauthorized',
    ],
    ['an ID token where access tokens are asked for', () => token({ token_use: 'id' }), 401, 'Unauthorized'],
    [
      'a token without the scope',
      () => token({ scope: 'northwind/lockers.read' }),
      403,
      'User is not authorized to access this resource',
    ],
    [
      'a scope that only begins like the right one',
      () => token({ scope: 'northwind/parcels.reader' }),
      403,
      'User is not authorized to access this resource',
    ],
  ];
  it.each(refused)('refuses %s', async (_what, make, status, title) => {
    const before = fixture.events.length;
    const response = await call(await make());
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ title, instance: '/v1/parcels' });
    expect(fixture.events.length).toBe(before);
  });

  it('follows its clock: a token it has let through before is refused once it has expired', async () => {
    let now = Date.now();
    const clocked = await startFixture(undefined, { now: () => now });
    const exp = Math.floor(now / 1000) + 60;
    const headers = { authorization: `Bearer ${await token({ exp })}` };
    expect((await clocked.call('/parcels', { headers })).status).toBe(200);
    now = exp * 1000;
    const refused = await clocked.call('/parcels', { headers });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ title: 'The incoming token has expired' });
    await clocked.gateway.close();
  });

  it('asks nobody on an open method', async () => {
    expect((await fixture.call('/health', { as: 'nobody' })).status).toBe(200);
  });
});
