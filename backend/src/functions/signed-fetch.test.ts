import { EventEmitter, once } from 'node:events';
import { createPublicKey, verify } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { SignatureV4a } from '@smithy/signature-v4a';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { signedFetch, type SignedFetchOptions } from './signed-fetch.ts';

// The credentials and the public key of the example in AWS's own signers (aws-c-auth, "sigv4a_signing_tests").
const [accessKeyId, secretAccessKey] = ['AKISORANDOMAASORANDOM', 'q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom'];
const publicKey = createPublicKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: Buffer.from('15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb', 'hex').toString(
      'base64url',
    ),
    y: Buffer.from('0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0', 'hex').toString(
      'base64url',
    ),
  },
});

const sent: { readonly url: string; readonly init: RequestInit }[] = [];
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
    sent.push({ url: url.href, init });
    return new Response();
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  sent.length = 0;
});

const send = async (options: Omit<SignedFetchOptions, 'timeout'>) => {
  const url = new URL('https://service.example/stores/arn%3Aaws%3A%3Astore%2F1/keys/k');
  const headers = { 'content-type': 'application/json' };
  await signedFetch({ ...options, timeout: 1_000 })({ method: 'PUT', url, headers, body: '{}' });
  return new Headers(sent[0]?.init.headers);
};

it('signs for one Region with Signature Version 4, the session’s token with it', async () => {
  const headers = await send({ Signer: SignatureV4, service: 'appsync', region: 'eu-west-1' });
  expect(headers.get('authorization')).toMatch(
    new RegExp(`^AWS4-HMAC-SHA256 Credential=${accessKeyId}/\\d{8}/eu-west-1/appsync/aws4_request, `),
  );
  expect(headers.get('x-amz-security-token')).toBe('session');
  expect(sent[0]).toMatchObject({ init: { method: 'PUT', body: '{}' } });
});

it('signs for all Regions with a key that AWS derives the same way', async () => {
  const signing = vi.spyOn(
    SignatureV4a.prototype as unknown as Record<'createStringToSign', () => Promise<string>>,
    'createStringToSign',
  );
  const headers = await send({ Signer: SignatureV4a, service: 'cloudfront-keyvaluestore', region: '*' });
  const authorization = headers.get('authorization') ?? '';
  expect(authorization).toMatch(
    /^AWS4-ECDSA-P256-SHA256 Credential=\w+\/\d{8}\/cloudfront-keyvaluestore\/aws4_request, /,
  );
  expect(authorization).toMatch(/SignedHeaders=[\w;-]*host;[\w;-]*x-amz-region-set;x-amz-security-token/);
  expect(headers.get('x-amz-region-set')).toBe('*');
  const signed = await (signing.mock.results[0]?.value as Promise<string>);
  const signature = Buffer.from(/Signature=([0-9a-f]+)$/.exec(authorization)?.[1] ?? '', 'hex');
  expect(verify('sha256', Buffer.from(signed), publicKey, signature)).toBe(true);
});

it('waits for the whole answer no longer than it may', async () => {
  vi.useFakeTimers();
  const begun = new EventEmitter();
  const isBegun = once(begun, 'begun');
  vi.stubGlobal('fetch', async (_url: URL, { signal }: RequestInit) => {
    const body = new ReadableStream({
      start: (controller) => signal?.addEventListener('abort', () => controller.error(signal.reason)),
    });
    begun.emit('begun');
    return new Response(body);
  });
  const sending = send({ Signer: SignatureV4, service: 'appsync', region: 'eu-west-1' });
  const refused = expect(sending).rejects.toMatchObject({ name: 'AbortError' });
  await isBegun;
  vi.advanceTimersByTime(1_000);
  await refused;
});
