/**
 * AWS Signature Version 4, as services verify it (AWS Identity and Access Management User Guide, "Create a signed AWS API
 * request"). Which errors a service answers with, and what else it wants signed, is the service's own affair.
 */
import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Header names in lower case. */
export type SignedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an `Authorization` header, or the query of a pre-signed URL, says of a signature. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  /** `20261121` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

/** What was signed. */
export interface SignedParts {
  readonly method: string;
  /** In canonical form: {@link canonicalPath}, or S3's own. */
  readonly path: string;
  /** Raw, without the question mark. */
  readonly query?: string;
  readonly headers: SignedHeaders;
  /** SHA-256 of the body in hexadecimal, or a service's word for "not signed". */
  readonly payloadHash: string;
  /** `20261121T103000Z` */
  readonly time: string;
}

/** The secret access key of an access key id; undefined for a key that does not exist. */
export type SecretOf = (accessKeyId: string) => string | undefined;

/** @returns undefined when the header is not of SigV4's form. */
export function parseAuthorization(header: string): SignatureClaim | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 +Credential=([^/,]+)\/(\d+)\/([^/,]+)\/([^/,]+)\/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]+)$/.exec(
      header,
    );
  if (parts?.[6]?.length !== 64) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', names = '', signature] = parts;
  return { accessKeyId, date, region, service, signedHeaders: names.split(';'), signature };
}

/** What a signature is compared with, and what S3 tells a caller whose signature does not match. */
export interface ComputedSignature {
  readonly matches: boolean;
  readonly stringToSign: string;
  readonly canonicalRequest: string;
}

export function computeSignature(
  claim: SignatureClaim,
  parts: SignedParts,
  secretAccessKey: string,
): ComputedSignature {
  const { date, region, service, signedHeaders } = claim;
  const canonicalRequest = [
    parts.method,
    parts.path,
    canonicalQuery(parts.query ?? ''),
    signedHeaders.map((name) => `${name}:${headerValue(parts.headers[name])}\n`).join(''),
    signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = ['AWS4-HMAC-SHA256', parts.time, scope, sha256(canonicalRequest)].join('\n');
  const expected = hmac(signingKey(secretAccessKey, [date, region, service, 'aws4_request']), stringToSign);
  const given = Buffer.from(claim.signature, 'hex');
  const matches = given.length === expected.length && timingSafeEqual(given, expected);
  return { matches, stringToSign, canonicalRequest };
}

/** The same for a day of requests, and most of what checking one would cost. Node takes bytes for a key at five times the price. */
const signingKeys = new Map<string, KeyObject>();

function signingKey(secretAccessKey: string, scope: readonly string[]): KeyObject {
  const name = [secretAccessKey, ...scope].join('/');
  const known = signingKeys.get(name);
  if (known !== undefined) return known;
  const key = createSecretKey(
    scope.reduce<Buffer>((chain, part) => hmac(chain, part), Buffer.from(`AWS4${secretAccessKey}`)),
  );
  // Only a caller with a wrong secret or of another day brings new ones.
  if (signingKeys.size >= 100) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

/** Why a request's signature was refused. */
export type SignatureProblem =
  | 'missing'
  | 'incomplete'
  | 'unknown-key'
  | 'expired'
  | 'host-not-signed'
  | 'mismatch';

export interface VerifiedRequest {
  readonly method: string;
  /** Path and query as received, still percent-encoded. */
  readonly target: string;
  readonly headers: SignedHeaders;
  readonly body: Buffer | string;
}

export interface VerifyOptions {
  /** As the credential's scope names it, such as `dynamodb`. */
  readonly service: string;
  readonly secretOf: SecretOf;
  /** Milliseconds since 1970; default this machine's clock. */
  readonly now?: number;
}

/** How far the clocks may differ. */
const maxSkewMs = 5 * 60_000;

/** Who signed a request whole, or why its signature is refused. */
export function verifySignedRequest(
  request: VerifiedRequest,
  { service, secretOf, now }: VerifyOptions,
): { readonly accessKeyId: string } | { readonly problem: SignatureProblem } {
  const header = headerValue(request.headers['authorization']);
  if (header === '') return { problem: 'missing' };
  const claim = parseAuthorization(header);
  if (claim === undefined) return { problem: 'incomplete' };
  const secret = secretOf(claim.accessKeyId);
  if (secret === undefined || claim.service !== service) return { problem: 'unknown-key' };
  const time = headerValue(request.headers['x-amz-date']);
  if (!time.startsWith(claim.date) || !isRecent(parseAmzDate(time), now)) return { problem: 'expired' };
  if (!claim.signedHeaders.includes('host')) return { problem: 'host-not-signed' };
  const [path = '/', query = ''] = splitOnce(request.target, '?');
  const { matches } = computeSignature(
    claim,
    {
      method: request.method,
      path: canonicalPath(path),
      query,
      headers: request.headers,
      payloadHash: sha256(request.body),
      time,
    },
    secret,
  );
  return matches ? { accessKeyId: claim.accessKeyId } : { problem: 'mismatch' };
}

/** Functions sign by the sandbox's clock, everybody else by this machine's. NaN, for a time that is none, is never within the limit. */
const isRecent = (time: number, now: number | undefined): boolean =>
  [now ?? Date.now(), Date.now()].some((clock) => Math.abs(clock - time) <= maxSkewMs);

/** The path of every service but S3: each segment is encoded once more. */
const canonicalPath = (path: string): string => path.split('/').map(encode).join('/');

/** `20261121T103000Z` in milliseconds since 1970; NaN for anything else. */
export function parseAmzDate(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return Number.NaN;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => splitOnce(parameter, '=').map((part) => encode(decode(part))))
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name = '', value = '']): [string, string] => [name, value])
    .sort(([left, leftValue], [right, rightValue]) => compare(left, right) || compare(leftValue, rightValue))
    .map((parameter) => parameter.join('='))
    .join('&');
}

function headerValue(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'string' ? value : (value ?? []).join(',');
  return text.trim().replace(/ +/g, ' ');
}

export function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Decodes a percent-encoded part; what is not valid encoding stays, and then fails the signature. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** UriEncode of the signing specification: everything but the unreserved characters. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function sha256(content: Buffer | string): string {
  return hash('sha256', content);
}

function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
