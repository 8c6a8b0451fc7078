/**
 * Signature Version 4 as S3 verifies it, in the `Authorization` header or in the query of a pre-signed URL
 * ("Authenticating Requests (AWS Signature Version 4)" in the S3 API reference).
 */
import type { IncomingHttpHeaders } from 'node:http';
import { targetOf } from '../../support/request-target.ts';
import {
  computeSignature,
  decode,
  encode,
  parseAmzDate,
  splitOnce,
  type SecretOf,
} from '../../support/signature-v4.ts';
import { S3Error } from './errors.ts';

export interface SignedRequest {
  method: string;
  /** The request target as received: path and query, still encoded. */
  target: string;
  headers: IncomingHttpHeaders;
}

export interface SignatureOptions {
  /** The secret of an access key, or undefined when there is no such key. */
  secretOf: SecretOf;
  /** Milliseconds since 1970. */
  now: number;
}

/** What a valid signature says. */
export interface Signed {
  readonly accessKeyId: string;
  /** Of the body: its SHA-256 in hexadecimal, or one of S3's words for "not signed". */
  readonly payloadHash: string;
}

/** How far the clocks may differ, in milliseconds. */
const allowedSkew = 15 * 60 * 1000;

/** Seven days, the longest a pre-signed URL may live, in seconds. */
const longestExpiry = 604_800;

/**
 * Verifies who signed a request, and that nothing that was signed has changed since.
 *
 * @returns who signed, and what the body must hash to.
 * @throws S3Error
 */
export function verifySignature(request: SignedRequest, options: SignatureOptions): Signed {
  const query = targetOf({ url: request.target }).searchParams;
  const header = request.headers.authorization;
  if (query.has('X-Amz-Algorithm')) {
    if (header !== undefined) {
      throw new S3Error(
        400,
        'InvalidArgument',
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      );
    }
    return verifyQuery(request, query, options);
  }
  if (header === undefined) throw new S3Error(403, 'AccessDenied', 'Access Denied');
  return verifyHeader(request, header, options);
}

function verifyHeader(request: SignedRequest, header: string, options: SignatureOptions): Signed {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(
    header,
  );
  if (parts?.[3]?.length !== 64) {
    throw new S3Error(
      400,
      'AuthorizationHeaderMalformed',
      'The authorization header that you provided is not valid.',
    );
  }
  const [, credential = '', signedHeaders = '', signature] = parts;
  const time = String(request.headers['x-amz-date'] ?? '');
  if (Math.abs(parseTime(time) - options.now) > allowedSkew) {
    throw new S3Error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  }
  const payloadHash = request.headers['x-amz-content-sha256'];
  if (typeof payloadHash !== 'string') {
    throw new S3Error(
      400,
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  const accessKeyId = check({ request, credential, signedHeaders, signature, time, payloadHash }, options);
  return { accessKeyId, payloadHash };
}

function verifyQuery(request: SignedRequest, query: URLSearchParams, options: SignatureOptions): Signed {
  const [credential, signedHeaders, signature, time, expires] = [
    'X-Amz-Credential',
    'X-Amz-SignedHeaders',
    'X-Amz-Signature',
    'X-Amz-Date',
    'X-Amz-Expires',
  ].map((name) => query.get(name) ?? '') as [string, string, string, string, string];
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  }
  if ([credential, signedHeaders, signature, time, expires].includes('')) {
    throw queryError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  const lifetime = Number(expires);
  if (!Number.isInteger(lifetime)) throw queryError('X-Amz-Expires should be a number');
  if (lifetime < 0) throw queryError('X-Amz-Expires must be non-negative');
  if (lifetime > longestExpiry) {
    throw queryError(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  const signedAt = parseTime(time);
  // The signature first: an expired URL that was also tampered with must not read as merely expired.
  const payloadHash = query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  const accessKeyId = check({ request, credential, signedHeaders, signature, time, payloadHash }, options);
  if (options.now > signedAt + lifetime * 1000) {
    throw new S3Error(403, 'AccessDenied', 'Request has expired', {
      'X-Amz-Expires': expires,
      Expires: new Date(signedAt + lifetime * 1000).toISOString().replace(/\.\d+/, ''),
      ServerTime: new Date(options.now).toISOString().replace(/\.\d+/, ''),
    });
  }
  if (signedAt - options.now > allowedSkew)
    throw new S3Error(403, 'AccessDenied', 'Request is not valid yet');
  return { accessKeyId, payloadHash };
}

interface Claim {
  request: SignedRequest;
  credential: string;
  signedHeaders: string;
  signature: string;
  time: string;
  payloadHash: string;
}

/** @returns the access key id that signed. @throws S3Error */
function check(claim: Claim, { secretOf }: SignatureOptions): string {
  const { request, credential, signedHeaders, signature, time } = claim;
  const [accessKeyId = '', date = '', region = '', service, terminator] = credential.split('/');
  if (service !== 's3' || terminator !== 'aws4_request' || date !== time.slice(0, 8)) {
    throw new S3Error(
      400,
      'AuthorizationHeaderMalformed',
      'The authorization header is malformed; the Credential must be accessKey/date/region/s3/aws4_request.',
    );
  }
  const secret = secretOf(accessKeyId);
  if (secret === undefined) {
    throw new S3Error(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      { AWSAccessKeyId: accessKeyId },
    );
  }
  const names = signedHeaders.split(';');
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !names.includes(name),
  );
  if (!names.includes('host') || unsigned.length > 0) {
    throw new S3Error(
      403,
      'AccessDenied',
      'There were headers present in the request which were not signed',
      {
        HeadersNotSigned: [...(names.includes('host') ? [] : ['host']), ...unsigned].join(', '),
      },
    );
  }
  const [path = '/', rawQuery = ''] = splitOnce(request.target, '?');
  const { matches, stringToSign, canonicalRequest } = computeSignature(
    { accessKeyId, date, region, service, signedHeaders: names, signature },
    {
      method: request.method,
      // S3 alone encodes the path once: what was encoded on the way here is not encoded again.
      path: path
        .split('/')
        .map((segment) => encode(decode(segment)))
        .join('/'),
      query: rawQuery,
      headers: request.headers,
      payloadHash: claim.payloadHash,
      time,
    },
    secret,
  );
  if (!matches) {
    throw new S3Error(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { AWSAccessKeyId: accessKeyId, StringToSign: stringToSign, CanonicalRequest: canonicalRequest },
    );
  }
  return accessKeyId;
}

/** @throws S3Error for a time that is none. */
function parseTime(time: string): number {
  const parsed = parseAmzDate(time);
  if (Number.isNaN(parsed)) {
    throw new S3Error(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  return parsed;
}

function queryError(message: string): S3Error {
  return new S3Error(400, 'AuthorizationQueryParametersError', message);
}
