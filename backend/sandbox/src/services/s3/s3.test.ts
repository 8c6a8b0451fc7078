import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startS3, type S3 } from './start.ts';

const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'a-generated-secret' };
const secretOf = (id: string) => (id === credentials.accessKeyId ? credentials.secretAccessKey : undefined);
const buckets = { exports: { expireAfterDays: 7 }, private: { corsOrigins: ['https://dashboard.example'] } };

let now = Date.now();
let s3: S3;
let client: S3Client;

function clientOf(url: string, overrides: object = {}): S3Client {
  return new S3Client({ endpoint: url, region: 'us-east-1', credentials, ...overrides });
}

beforeAll(async () => {
  s3 = await startS3({ port: 0, buckets, secretOf, clock: () => now });
  client = clientOf(s3.url);
});
afterAll(() => s3.close());
afterEach(() => {
  now = Date.now();
});

const put = (Key: string, Body: string, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket: 'exports', Key, Body, ...more }));

async function code(response: Response): Promise<[status: number, code: string | undefined]> {
  return [response.status, /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1]];
}

describe('objects', () => {
  it('come back as they were put, with type, metadata, MD5 as ETag, and a checksum the SDK verifies', async () => {
    const written = await put('partners/p/ä b+c.csv', 'a,b\n', {
      ContentType: 'text/csv',
      ContentDisposition: 'attachment; filename="x.csv"',
      Metadata: { period: '2026-10' },
    });
    expect(written.ETag).toBe('"f69f5b72bc79a92dc70c63c9aa142e36"');
    const read = await client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'partners/p/ä b+c.csv' }));
    expect(await read.Body?.transformToString()).toBe('a,b\n');
    expect(read).toMatchObject({
      ContentType: 'text/csv',
      ContentLength: 4,
      ContentDisposition: 'attachment; filename="x.csv"',
      Metadata: { period: '2026-10' },
      ETag: written.ETag,
      ChecksumCRC32: written.ChecksumCRC32,
    });
  });

  it('may be put as a stream of unknown checksum, which follows in a trailer', async () => {
    const parts = ['one ', 'two ', 'three'];
    const Body = Readable.from(parts.map((part) => Buffer.from(part)));
    await client.send(new PutObjectCommand({ Bucket: 'exports', Key: 'stream', Body, ContentLength: 13 }));
    const read = await client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'stream' }));
    expect(await read.Body?.transformToString()).toBe('one two three');
    expect(read.ContentEncoding).toBeUndefined();
  });

  it('are described by HEAD, deleted by DELETE, and then absent', async () => {
    await put('gone', 'x');
    expect(await client.send(new HeadObjectCommand({ Bucket: 'exports', Key: 'gone' }))).toMatchObject({
      ContentLength: 1,
    });
    await client.send(new DeleteObjectCommand({ Bucket: 'exports', Key: 'gone' }));
    await expect(
      client.send(new HeadObjectCommand({ Bucket: 'exports', Key: 'gone' })),
    ).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'gone' }))).rejects.toMatchObject(
      {
        name: 'NoSuchKey',
      },
    );
    await client.send(new DeleteObjectCommand({ Bucket: 'exports', Key: 'gone' }));
  });

  it.each([
    ['bytes=0-2', '012', 'bytes 0-2/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=5-100', '56789', 'bytes 5-9/10'],
  ])('are read in part by Range %s', async (Range, body, contentRange) => {
    await put('digits', '0123456789');
    const read = await client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'digits', Range }));
    expect([await read.Body?.transformToString(), read.ContentRange]).toEqual([body, contentRange]);
  });

  it('refuse a range behind their end', async () => {
    await put('digits', '0123456789');
    await expect(
      client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'digits', Range: 'bytes=10-' })),
    ).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('obey If-None-Match and If-Match', async () => {
    const { ETag } = await put('tagged', 'x');
    await expect(put('tagged', 'y', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    const get = (more: object) =>
      client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'tagged', ...more }));
    await expect(get({ IfMatch: '"0"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });

  it("are gone after their bucket's lifetime", async () => {
    await put('old', 'x');
    now += 8 * 24 * 60 * 60 * 1000;
    expect(await s3.sweepExpired()).toBeGreaterThan(0);
    now = Date.now();
    await expect(client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'old' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  it('of an unknown bucket do not exist', async () => {
    await expect(client.send(new GetObjectCommand({ Bucket: 'other', Key: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await client.send(new HeadBucketCommand({ Bucket: 'exports' }));
  });
});

describe('a body that is not what was announced', () => {
  it.each([
    ['Content-MD5', { ContentMD5: Buffer.alloc(16).toString('base64') }],
    ['CRC32', { ChecksumCRC32: 'AAAAAA==' }],
    ['CRC32C', { ChecksumCRC32C: 'AAAAAA==' }],
    ['SHA256', { ChecksumSHA256: Buffer.alloc(32).toString('base64') }],
  ])('is refused by its %s and not kept', async (_name, more) => {
    await expect(put('digest', 'x', more)).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(
      client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'digest' })),
    ).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  it('is accepted with the right CRC32C', async () => {
    // "123456789" is the check value of every CRC catalogue.
    expect(await put('check', '123456789', { ChecksumCRC32C: '4waSgw==' })).toMatchObject({
      ChecksumCRC32C: '4waSgw==',
    });
  });
});

describe('credentials in the Authorization header', () => {
  it('must be there', async () => {
    expect(await code(await fetch(`${s3.url}/exports/x`))).toEqual([403, 'AccessDenied']);
  });

  it.each([
    ['a wrong secret', { ...credentials, secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { ...credentials, accessKeyId: 'AKIAUNKNOWN' }, 'InvalidAccessKeyId'],
  ])('with %s are refused', async (_name, wrong, name) => {
    const other = clientOf(s3.url, { credentials: wrong });
    await expect(other.send(new GetObjectCommand({ Bucket: 'exports', Key: 'x' }))).rejects.toMatchObject({
      name,
    });
  });

  it('with a clock too far away are refused', async () => {
    now += 16 * 60 * 1000;
    // The SDK corrects its clock and tries again after this error, so it gets one attempt.
    const once = clientOf(s3.url, { maxAttempts: 1 });
    await expect(once.send(new GetObjectCommand({ Bucket: 'exports', Key: 'x' }))).rejects.toMatchObject({
      name: 'RequestTimeTooSkewed',
    });
  });
});

describe('a pre-signed URL', () => {
  const presign = (command: GetObjectCommand | PutObjectCommand, options: object = {}, from = client) =>
    getSignedUrl(from, command, { expiresIn: 300, ...options });

  it('downloads its object, with the headers it was signed for', async () => {
    await put('report.csv', 'a,b', { ContentType: 'text/csv' });
    const url = await presign(
      new GetObjectCommand({
        Bucket: 'exports',
        Key: 'report.csv',
        ResponseContentDisposition: 'attachment; filename="october.csv"',
      }),
    );
    const response = await fetch(url);
    expect(await response.text()).toBe('a,b');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="october.csv"');
  });

  it('is refused when anything about it is changed', async () => {
    await put('one', '1');
    await put('two', '2');
    const url = await presign(new GetObjectCommand({ Bucket: 'exports', Key: 'one' }));
    const signature = new URL(url).searchParams.get('X-Amz-Signature') ?? '';
    const flipped = (signature.startsWith('0') ? '1' : '0') + signature.slice(1);
    const changed = {
      key: url.replace('/one?', '/two?'),
      expiry: url.replace('X-Amz-Expires=300', 'X-Amz-Expires=301'),
      signature: url.replace(signature, flipped),
      parameter: `${url}&response-content-type=text%2Fhtml`,
      truncated: url.replace(signature, signature.slice(2)),
    };
    for (const [name, target] of Object.entries(changed)) {
      expect([name, ...(await code(await fetch(target)))]).toEqual([name, 403, 'SignatureDoesNotMatch']);
    }
    expect(await code(await fetch(url, { method: 'PUT', body: 'x' }))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await code(await fetch(url, { method: 'DELETE' }))).toEqual([403, 'SignatureDoesNotMatch']);
    expect((await fetch(url)).status).toBe(200);
  });

  it('is refused after its expiry, and before its time', async () => {
    await put('one', '1');
    const url = await presign(new GetObjectCommand({ Bucket: 'exports', Key: 'one' }));
    now += 301_000;
    expect(await code(await fetch(url))).toEqual([403, 'AccessDenied']);
    now -= 301_000 + 20 * 60_000;
    expect(await code(await fetch(url))).toEqual([403, 'AccessDenied']);
  });

  it('lives a week at most', async () => {
    const url = await presign(new GetObjectCommand({ Bucket: 'exports', Key: 'one' }));
    expect(await code(await fetch(url.replace('X-Amz-Expires=300', 'X-Amz-Expires=604801')))).toEqual([
      400,
      'AuthorizationQueryParametersError',
    ]);
  });

  it('uploads with the content type it was signed for, and no other', async () => {
    const careful = clientOf(s3.url, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    const url = await presign(
      new PutObjectCommand({ Bucket: 'exports', Key: 'signature.png', ContentType: 'image/png' }),
      { signableHeaders: new Set(['content-type']) },
      careful,
    );
    const upload = (type: string) =>
      fetch(url, { method: 'PUT', headers: { 'content-type': type }, body: 'png' });
    expect(await code(await upload('text/html'))).toEqual([403, 'SignatureDoesNotMatch']);
    expect((await upload('image/png')).status).toBe(200);
    const read = await client.send(new GetObjectCommand({ Bucket: 'exports', Key: 'signature.png' }));
    expect([read.ContentType, await read.Body?.transformToString()]).toEqual(['image/png', 'png']);
  });

  it("with the SDK's default checksum is good for an empty body only, as on S3", async () => {
    const url = await presign(new PutObjectCommand({ Bucket: 'exports', Key: 'trap' }));
    expect(url).toContain('x-amz-checksum-crc32=AAAAAA');
    expect(await code(await fetch(url, { method: 'PUT', body: 'png' }))).toEqual([400, 'BadDigest']);
  });
});

describe('a page of another origin', () => {
  const preflight = (bucket: string, origin: string, method = 'PUT') =>
    fetch(`${s3.url}/${bucket}/x`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'content-type',
      },
    });

  it('may use pre-signed URLs of a bucket that allows it', async () => {
    const allowed = await preflight('private', 'https://dashboard.example');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://dashboard.example');
    expect(allowed.headers.get('access-control-allow-headers')).toBe('content-type');
    const refused = await fetch(`${s3.url}/exports/x`, { headers: { origin: 'https://any.example' } });
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is refused by a bucket that does not, or for a method nobody may use', async () => {
    expect(await code(await preflight('private', 'https://evil.example'))).toEqual([403, 'AccessForbidden']);
    expect(await code(await preflight('private', 'https://dashboard.example', 'DELETE'))).toEqual([
      403,
      'AccessForbidden',
    ]);
  });
});

describe('a persistent store', () => {
  it('has its objects after a restart, and nothing of a refused upload', async () => {
    const persistDirectory = await mkdtemp(path.join(tmpdir(), 'northwind-s3-'));
    const start = () => startS3({ port: 0, buckets, secretOf, persistDirectory });
    try {
      const first = await start();
      const writer = clientOf(first.url);
      for (const Body of ['old', 'new']) {
        await writer.send(
          new PutObjectCommand({ Bucket: 'exports', Key: 'a', Body, ContentType: 'text/csv' }),
        );
      }
      await expect(
        writer.send(
          new PutObjectCommand({ Bucket: 'exports', Key: 'b', Body: 'x', ChecksumCRC32: 'AAAAAA==' }),
        ),
      ).rejects.toMatchObject({ name: 'BadDigest' });
      await first.close();

      const second = await start();
      const reader = clientOf(second.url);
      const read = await reader.send(
        new GetObjectCommand({ Bucket: 'exports', Key: 'a', Range: 'bytes=1-' }),
      );
      expect(await text(read.Body as Readable)).toBe('ew');
      expect(read.ContentType).toBe('text/csv');
      await second.close();
      expect((await readdir(persistDirectory)).sort().map((name) => path.extname(name))).toEqual(
        expect.arrayContaining(['.content', '.json']),
      );
      expect(await readdir(persistDirectory)).toHaveLength(2);
    } finally {
      await rm(persistDirectory, { recursive: true });
    }
  });
});
