/** PUT, GET, HEAD and DELETE of objects, and HEAD of buckets. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { readObjectBody } from './body.ts';
import { announcedChecksum, createDigests } from './checksums.ts';
import { S3Error } from './errors.ts';
import type { ObjectDescription, ObjectStore } from './object-store.ts';

export interface ObjectRequest {
  request: IncomingMessage;
  response: ServerResponse;
  bucket: string;
  key: string;
  query: URLSearchParams;
  /** From the signature. */
  payloadHash: string;
  store: ObjectStore;
  now: number;
}

/** Headers of a PUT that a GET returns as they were. */
const keptHeaders = ['content-type', 'content-disposition', 'content-language', 'cache-control', 'expires'];

/** Query parameters of a signed GET that replace a header of the answer. */
const overridable = [...keptHeaders, 'content-encoding'];

export async function putObject(context: ObjectRequest): Promise<void> {
  const { request, response, bucket, key, query, payloadHash, store, now } = context;
  if (key.length > 1024) throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
  const requireAbsent = () => {
    if (request.headers['if-none-match'] === '*' && store.describe(bucket, key) !== undefined)
      throw preconditionFailed();
  };
  requireAbsent();
  const body = readObjectBody(request, payloadHash);
  const digests = createDigests();
  const draft = await store.draft();
  let size = 0;
  try {
    for await (const chunk of body.chunks) {
      digests.update(chunk);
      size += chunk.length;
      await draft.write(chunk);
    }
    const { md5, sha256, checksums } = digests.finish();
    if (/^[0-9a-f]{64}$/.test(payloadHash) && payloadHash !== sha256.toString('hex')) {
      throw new S3Error(
        400,
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    const contentMd5 = request.headers['content-md5'];
    if (contentMd5 !== undefined && contentMd5 !== md5.toString('base64')) {
      throw new S3Error(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
    }
    const announced = announcedChecksum(
      (name) => headerOf(request, name) ?? query.get(name) ?? body.trailers.get(name) ?? undefined,
    );
    if (announced !== undefined && announced.value !== checksums[announced.algorithm]) {
      throw new S3Error(
        400,
        'BadDigest',
        `The ${announced.algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
    const etag = `"${md5.toString('hex')}"`;
    // Another upload of the same key may have ended while this one was on its way.
    requireAbsent();
    await draft.commit({
      bucket,
      key,
      size,
      etag,
      lastModified: now,
      headers: descriptiveHeaders(request),
      ...(announced === undefined ? {} : { checksum: announced }),
    });
    if (announced !== undefined) response.setHeader(`x-amz-checksum-${announced.algorithm}`, announced.value);
    response.setHeader('etag', etag);
    response.writeHead(200, { 'content-length': 0 }).end();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

export async function getObject(context: ObjectRequest): Promise<void> {
  const { request, response, bucket, key, query, store } = context;
  const object = store.describe(bucket, key);
  if (object === undefined)
    throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
  checkPreconditions(request, object);
  const notModified = request.headers['if-none-match'];
  if (notModified !== undefined && listsTag(notModified, object.etag)) {
    response.writeHead(304, { etag: object.etag }).end();
    return;
  }
  const range = parseRange(request.headers.range, object.size);
  const first = range?.first ?? 0;
  const last = range?.last ?? object.size - 1;
  const overrides = overridable.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value]];
  });
  const checksum =
    request.headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined ? object.checksum : undefined;
  response.writeHead(range === undefined ? 200 : 206, {
    ...object.headers,
    ...(Object.fromEntries(overrides) as Record<string, string>),
    'accept-ranges': 'bytes',
    etag: object.etag,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'content-length': last - first + 1,
    ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${object.size}` }),
    ...(checksum === undefined ? {} : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(store.read(bucket, key, first, last), response);
}

/** Deleting what is not there succeeds, as on S3. */
export async function deleteObject({ response, bucket, key, store }: ObjectRequest): Promise<void> {
  await store.delete(bucket, key);
  response.writeHead(204).end();
}

function descriptiveHeaders(request: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && (keptHeaders.includes(name) || name.startsWith('x-amz-meta-')))
      kept[name] = value;
  }
  // "aws-chunked" is about the transfer and no property of the object.
  const encodings = (request.headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const encoding = encodings.filter((name) => name !== '' && name !== 'aws-chunked').join(',');
  return encoding === '' ? kept : { ...kept, 'content-encoding': encoding };
}

function checkPreconditions(request: IncomingMessage, object: ObjectDescription): void {
  const match = request.headers['if-match'];
  if (match !== undefined && !listsTag(match, object.etag)) throw preconditionFailed();
}

function listsTag(header: string, etag: string): boolean {
  return header === '*' || header.split(',').some((tag) => tag.trim() === etag || `"${tag.trim()}"` === etag);
}

function preconditionFailed(): S3Error {
  return new S3Error(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
  );
}

/** One range; a header that is none, or several ranges, is ignored as S3 does. @throws S3Error InvalidRange */
function parseRange(header: string | undefined, size: number): { first: number; last: number } | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (parts === null || (parts[1] === '' && parts[2] === '')) return undefined;
  const [, from, to] = parts;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first >= size) {
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: header ?? '',
      ActualObjectSize: String(size),
    });
  }
  return { first, last };
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
