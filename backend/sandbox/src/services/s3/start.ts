/**
 * S3 on one machine: objects behind verified signatures, which is what pre-signed URLs are about.
 *
 * @example
 * const s3 = await startS3({ port: 0, buckets: ['exports'], secretOf: (id) => (id === accessKeyId ? secret : undefined) });
 * process.env.AWS_ENDPOINT_URL_S3 = s3.url;
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorize } from '../../support/access.ts';
import { listenOnLoopback } from '../../support/loopback-server.ts';
import { targetOf } from '../../support/request-target.ts';
import { decode } from '../../support/signature-v4.ts';
import { traceHop } from '../../support/trace.ts';
import type { Port } from '../../support/ports.ts';
import { addCorsHeaders, answerPreflight } from './cors.ts';
import { S3Error } from './errors.ts';
import { createFileStore, createMemoryStore, type ObjectStore } from './object-store.ts';
import { deleteObject, getObject, putObject } from './requests.ts';
import { verifySignature } from './signature.ts';

export interface S3Options {
  /** 0 for any free port. */
  port: Port;
  /** Buckets by name. */
  buckets: Readonly<Record<string, S3BucketOptions>>;
  /** The secret access key of an access key id; undefined for a key that does not exist. */
  secretOf: (accessKeyId: string) => string | undefined;
  /** Whether a signer may do what a request asks for; default: anything. */
  authorize?: Authorize;
  /** Directory that keeps the objects; default memory only. */
  persistDirectory?: string;
  /** Milliseconds since 1970; default `Date.now`. Moves expiry of URLs and objects. */
  clock?: () => number;
  /** Told of faults of the store itself; default writes them to stderr. */
  failed?: (error: unknown) => void;
}

export interface S3BucketOptions {
  /** Days after which an object is gone, as by a lifecycle rule; default never. */
  expireAfterDays?: number;
  /** Origins whose pages may use pre-signed URLs; default `['*']`. */
  corsOrigins?: readonly string[];
}

export interface S3 {
  /** What `AWS_ENDPOINT_URL_S3` is set to. An IP address, so that the SDK puts the bucket into the path. */
  readonly url: string;
  readonly port: number;
  /** Deletes objects past their bucket's lifetime; returns how many. Runs by itself every minute. */
  sweepExpired(): Promise<number>;
  close(): Promise<void>;
}

const day = 24 * 60 * 60 * 1000;

/** @throws PortInUseError */
export async function startS3(options: S3Options): Promise<S3> {
  const {
    port,
    buckets,
    secretOf,
    authorize,
    persistDirectory,
    clock = Date.now,
    failed = (error) => console.error(error),
  } = options;
  const store = persistDirectory === undefined ? createMemoryStore() : createFileStore(persistDirectory);

  async function sweepExpired(): Promise<number> {
    const expired = store.all().filter(({ bucket, lastModified }) => {
      const days = buckets[bucket]?.expireAfterDays;
      return days !== undefined && lastModified + days * day < clock();
    });
    for (const { bucket, key } of expired) await store.delete(bucket, key);
    return expired.length;
  }

  const server = await listenOnLoopback('S3', port, async (request, response) => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    response.setHeader('x-amz-request-id', requestId);
    response.setHeader('server', 'AmazonS3');
    const startedAt = performance.now();
    response.once('finish', () => {
      const [, bucket] = (request.url ?? '').split(/[/?]/);
      const milliseconds = performance.now() - startedAt;
      traceHop({ hop: 's3', detail: `${request.method} ${bucket} ${response.statusCode}`, milliseconds });
    });
    try {
      await answer(request, response, { buckets, secretOf, authorize, store, now: clock() });
    } catch (error) {
      if (!(error instanceof S3Error) && !request.destroyed) failed(error);
      sendError(request, response, requestId, error);
    }
  });
  const sweeper = setInterval(() => void sweepExpired().catch(failed), 60_000).unref();
  return {
    url: server.url,
    port: server.port,
    sweepExpired,
    async close() {
      clearInterval(sweeper);
      await server.close();
    },
  };
}

/** Reading what an object is like takes the right to read it (S3, "HeadObject"). */
const actions = {
  PUT: 's3:PutObject',
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  DELETE: 's3:DeleteObject',
} as const;

interface Context {
  buckets: Readonly<Record<string, S3BucketOptions>>;
  secretOf: (accessKeyId: string) => string | undefined;
  authorize: Authorize | undefined;
  store: ObjectStore;
  now: number;
}

async function answer(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const target = request.url ?? '/';
  const { pathname, searchParams: query } = targetOf(request);
  const [, bucketName = '', ...keyParts] = pathname.split('/').map(decodeSegment);
  const key = keyParts.join('/');
  const bucket = Object.hasOwn(context.buckets, bucketName) ? context.buckets[bucketName] : undefined;
  const origins = bucket?.corsOrigins ?? ['*'];
  if (request.method === 'OPTIONS') {
    answerPreflight(request, response, origins);
    return;
  }
  addCorsHeaders(request, response, origins);
  const { accessKeyId, payloadHash } = verifySignature(
    { method: request.method ?? '', target, headers: request.headers },
    { secretOf: context.secretOf, now: context.now },
  );
  if (bucket === undefined) {
    throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucketName });
  }
  if (key === '') {
    if (request.method !== 'HEAD') {
      throw new S3Error(501, 'NotImplemented', 'The sandbox has no operations on buckets but HeadBucket.');
    }
    response.writeHead(200).end();
    return;
  }
  const handlers = { PUT: putObject, GET: getObject, HEAD: getObject, DELETE: deleteObject };
  const method = request.method as keyof typeof handlers;
  const handler = handlers[method] as (typeof handlers)['PUT'] | undefined;
  if (handler === undefined) {
    throw new S3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  const denied = context.authorize?.(accessKeyId, {
    action: actions[method],
    resource: `${bucketName}/${key}`,
  });
  if (denied !== undefined) throw new S3Error(403, 'AccessDenied', denied);
  await handler({
    request,
    response,
    bucket: bucketName,
    key,
    query,
    payloadHash,
    store: context.store,
    now: context.now,
  });
}

function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  error: unknown,
): void {
  // The rest of a refused upload is read and dropped, or the caller would see a broken connection and not the answer.
  request.resume();
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const refusal =
    error instanceof S3Error
      ? error
      : new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.');
  const body = refusal.toXml(decode(request.url?.split('?')[0] ?? '/'), requestId);
  const headers = { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) };
  if (request.method === 'HEAD') response.writeHead(refusal.status).end();
  else response.writeHead(refusal.status, headers).end(body);
}

/** @throws S3Error */
function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}
