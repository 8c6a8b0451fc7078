/** Webhooks: the vectors of Standard Webhooks, and everything that is not one. */
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { isNorthwindError } from '../index.ts';
import { isUsageError, isWebhookVerificationError, sign, verify, type WebhookHeaders } from './index.ts';

/** The vector of Standard Webhooks' reference libraries (standard-webhooks/standard-webhooks, libraries/javascript, `sign` test). */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const vector = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const now = () => vector.timestamp.getTime();
const headers = {
  'webhook-id': vector.id,
  'webhook-timestamp': '1614265330',
  'webhook-signature': vector.signature,
};
const other = `whsec_${btoa('another secret of 24 bytes or more')}`;

const check = (changed: object = {}, options: object = {}, body: string | Uint8Array = vector.body) =>
  verify({ headers: { ...headers, ...changed } as WebhookHeaders, body }, { secret, now, ...options });

describe('the vector of Standard Webhooks', () => {
  it('is what sign makes', async () => {
    expect(await sign({ secret, ...vector })).toEqual(headers);
    expect(await sign({ secret: secret.slice('whsec_'.length), ...vector })).toEqual(headers);
  });

  it('is accepted: headers of a Request and of Node, body as text and as bytes', async () => {
    const expected = { id: vector.id, timestamp: vector.timestamp, payload: { test: 2432232314 } };
    expect(await check()).toEqual(expected);
    expect(await check({}, {}, new TextEncoder().encode(vector.body))).toEqual(expected);
    const request = new Request('https://partner.example/', { method: 'POST', headers });
    expect(await verify({ headers: request.headers, body: vector.body }, { secret, now })).toEqual(expected);
    const ofNode = {
      'Webhook-Id': [vector.id],
      'WEBHOOK-TIMESTAMP': '1614265330',
      'webhook-signature': vector.signature,
    };
    expect(await verify({ headers: ofNode, body: vector.body }, { secret, now })).toEqual(expected);
    expectTypeOf(verify<{ type: string }>).returns.resolves.toHaveProperty('payload');
  });
});

describe('a key in rotation', () => {
  it('is one of several at the receiver, and one of several signatures from the sender', async () => {
    expect((await check({}, { secret: [other, secret] })).id).toBe(vector.id);
    const both = await sign({ secret: [other, secret], ...vector });
    expect(both['webhook-signature'].split(' ')).toHaveLength(2);
    for (const key of [secret, other])
      expect((await verify({ headers: { ...both }, body: vector.body }, { secret: key, now })).id).toBe(
        vector.id,
      );
    // Signatures of other versions are for other readers.
    const more = `v1a,Zm9v ${vector.signature} v2,YmFy`;
    expect((await check({ 'webhook-signature': more })).id).toBe(vector.id);
  });
});

describe('what is not accepted', () => {
  it.each([
    ['a changed body', 'no-matching-signature', {}, {}, '{"test": 2432232315}'],
    ['another id', 'no-matching-signature', { 'webhook-id': 'msg_other' }, {}],
    ['another time', 'no-matching-signature', { 'webhook-timestamp': '1614265331' }, {}],
    ['another key', 'no-matching-signature', {}, { secret: other }],
    ['part of a signature', 'no-matching-signature', { 'webhook-signature': 'v1,g0hM9SsE' }, {}],
    [
      'a signature of another version',
      'invalid-header',
      { 'webhook-signature': vector.signature.replace('v1', 'v2') },
      {},
    ],
    ['a signature that is not base64', 'invalid-header', { 'webhook-signature': 'v1,§§§' }, {}],
    ['no signature', 'missing-header', { 'webhook-signature': undefined }, {}],
    ['no id', 'missing-header', { 'webhook-id': '' }, {}],
    ['a header that comes twice', 'missing-header', { 'Webhook-Id': 'msg_other' }, {}],
    ['a time that is none', 'invalid-header', { 'webhook-timestamp': '2021-02-25' }, {}],
    ['a replay', 'too-old', {}, { now: () => now() + 301_000 }],
    ['one from the future', 'too-new', {}, { now: () => now() - 301_000 }],
  ] as const)('%s: %s', async (_what, reason, changed, options, body?: string) => {
    const error: unknown = await check(changed, options, body ?? vector.body).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ name: 'WebhookVerificationError', code: 'webhook', reason });
    expect(isWebhookVerificationError(error) && isNorthwindError(error)).toBe(true);
    expect(JSON.stringify(error) + String(error)).not.toContain(secret.slice(6));
  });

  it('a body that is no JSON, though it is signed', async () => {
    const signed = await sign({ secret, ...vector, body: 'no JSON' });
    const given = verify({ headers: { ...signed }, body: 'no JSON' }, { secret, now });
    await expect(given).rejects.toMatchObject({ reason: 'invalid-json' });
  });

  it('takes what is within the tolerance, to the second', async () => {
    for (const shiftMs of [300_000, -300_000])
      expect((await check({}, { now: () => now() + shiftMs })).id).toBe(vector.id);
    expect((await check({}, { now: () => now() + 10_000, toleranceSeconds: 10 })).id).toBe(vector.id);
    await expect(check({}, { now: () => now() + 11_000, toleranceSeconds: 10 })).rejects.toMatchObject({
      reason: 'too-old',
    });
  });
});

describe('a wrong call', () => {
  it.each([
    ['no secret', { secret: '' }, 'Signing secret must be base64'],
    ['an empty list', { secret: [] }, '`secret` must be'],
    ['a short secret', { secret: 'whsec_c2hvcnQ=' }, 'has 5 bytes'],
    ['a second secret that is none', { secret: [secret, 'whsec_!'] }, 'Signing secret 2 must be'],
    ['a tolerance that is none', { toleranceSeconds: Number.NaN }, '`toleranceSeconds` must be'],
  ])('%s', async (_what, options, message) => {
    const error: unknown = await check({}, options).catch((cause: unknown) => cause);
    expect(isUsageError(error) && error.message).toContain(message);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['verify without a request', () => verify(undefined as never, { secret })],
    ['verify without options', () => verify({ headers: {}, body: '' }, undefined as never)],
    ['verify without headers', () => verify({ body: '' } as never, { secret })],
    ['sign without options', () => sign(undefined as never)],
    ['sign without a body', () => sign({ secret } as never)],
    ['sign with a number for a time', () => sign({ secret, body: '', timestamp: 5 as never })],
    ['sign with a number for an id', () => sign({ secret, body: '', id: 5 as never })],
  ])('%s', async (_what, call) => {
    expect(isUsageError(await call().catch((cause: unknown) => cause))).toBe(true);
  });

  it('where there is no WebCrypto', async () => {
    vi.stubGlobal('crypto', undefined);
    for (const call of [check({}, {}), sign({ secret, body: '' })])
      await expect(call).rejects.toThrow('There is no `crypto.subtle` here');
    vi.unstubAllGlobals();
  });

  it('a body that was parsed', async () => {
    await expect(check({}, {}, { test: 1 } as never)).rejects.toThrow('`body` must be the raw body');
  });
});
