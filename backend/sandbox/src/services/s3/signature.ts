/**
 * Signature Version 4 as S3 verifies it, in the `Authorization` header or in the query of a pre-signed URL
 * ("Authenticating Requests (AWS Signature Version 4)" in the S3 API reference).
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './errors.ts';

export interface SignedRequest {
  method: string;
  /** The request target as received: path and query, still encoded. */
  target: string;
  headers: IncomingHttpHeaders;
}

export interface SignatureOptions {
  /** The secret of an access key, or undefined when there is no such key. */
  secretOf: (accessKeyId: string) => string | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** What a valid signature says about the body: its SHA-256 in hexadecimal, or one of S3's words for "not signed". */
export type PayloadHash = string;

/** How far the clocks may differ, in milliseconds. */
const allowedSkew = 15 * 60 * 1000;

/** Seven days, the longest a pre-signed URL may live, in seconds. */
const longestExpiry = 604_800;

/**
 * Verifies who signed a request, and that nothing that was signed has changed since.
 *
 * @returns what the body must hash to.
 * @throws S3Error
 */
export function verifySignature(request: SignedRequest, options: SignatureOptions): PayloadHash {
  const query = new URL(request.target, 'http://localhost').searchParams;
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

function verifyHeader(request: SignedRequest, header: string, options: SignatureOptions): PayloadHash {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(header);
  if (parts === null) {
    throw new S3Error(
      400,
      'AuthorizationHeaderMalformed',
      'The authorization header that you provided is not valid.',
    );
  }
  const [, credential = '', signedHeaders = '', signature = ''] = parts;
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
  check({ request, credential, signedHeaders, signature, time, payloadHash }, options);
  return payloadHash;
}

function verifyQuery(request: SignedRequest, query: URLSearchParams, options: SignatureOptions): PayloadHash {
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
  check({ request, credential, signedHeaders, signature, time, payloadHash }, options);
  if (options.now > signedAt + lifetime * 1000) {
    throw new S3Error(403, 'AccessDenied', 'Request has expired', {
      'X-Amz-Expires': expires,
      Expires: new Date(signedAt + lifetime * 1000).toISOString().replace(/\.\d+/, ''),
      ServerTime: new Date(options.now).toISOString().replace(/\.\d+/, ''),
    });
  }
  if (signedAt - options.now > allowedSkew)
    throw new S3Error(403, 'AccessDenied', 'Request is not valid yet');
  return payloadHash;
}

interface Claim {
  request: SignedRequest;
  credential: string;
  signedHeaders: string;
  signature: string;
  time: string;
  payloadHash: string;
}

function check(claim: Claim, { secretOf }: SignatureOptions): void {
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
  const scope = `${date}/${region}/s3/aws4_request`;
  const canonical = canonicalRequest(claim, names);
  const stringToSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [date, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (chain, part) => hmac(chain, part),
    `AWS4${secret}`,
  );
  const expected = hmac(key, stringToSign);
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Error(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { AWSAccessKeyId: accessKeyId, StringToSign: stringToSign, CanonicalRequest: canonical },
    );
  }
}

function canonicalRequest({ request, payloadHash }: Claim, signedNames: readonly string[]): string {
  const [path = '/', rawQuery = ''] = splitOnce(request.target, '?');
  const parameters = rawQuery
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => splitOnce(parameter, '=').map((part) => encode(decode(part))))
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name = '', value = '']): [string, string] => [name, value])
    .sort(([left, leftValue], [right, rightValue]) => compare(left, right) || compare(leftValue, rightValue));
  const headers = signedNames.map((name) => `${name}:${headerValue(request.headers[name])}\n`);
  return [
    request.method,
    path
      .split('/')
      .map((segment) => encode(decode(segment)))
      .join('/'),
    parameters.map((parameter) => parameter.join('=')).join('&'),
    headers.join(''),
    signedNames.join(';'),
    payloadHash,
  ].join('\n');
}

function headerValue(value: string | string[] | undefined): string {
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text.trim().replace(/ +/g, ' ');
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Decodes a percent-encoded part; what is not valid encoding stays, and then fails the signature. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** UriEncode of the signing specification: everything but the unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `20261121T103000Z` in milliseconds since 1970. */
function parseTime(time: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (parts === null) {
    throw new S3Error(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function queryError(message: string): S3Error {
  return new S3Error(400, 'AuthorizationQueryParametersError', message);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
