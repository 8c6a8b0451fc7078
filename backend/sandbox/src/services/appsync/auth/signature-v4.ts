/**
 * Verifies AWS Signature Version 4 in headers, after AWS Identity and Access Management User Guide, "Create a signed AWS API
 * request". AppSync's clients sign POST requests and, for the real-time endpoint, a POST that is never sent.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AuthorizationError } from './identity.ts';

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** AWS allows a clock to be off by this much. */
const maxSkewMs = 5 * 60_000;

/**
 * @param secretOf gives the secret access key of an access key id, undefined for an unknown one
 * @returns the access key id that signed
 * @throws AuthorizationError
 */
export function verifySignature(
  request: SignedRequest,
  secretOf: (accessKeyId: string, sessionToken: string | undefined) => string | undefined,
  now = Date.now(),
): string {
  const authorization = request.headers.authorization ?? '';
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!match) throw refused('IncompleteSignatureException', 'The request signature is incomplete.');
  const [, accessKeyId = '', date = '', region = '', service = '', signedHeaders = '', signature = ''] =
    match;
  const timestamp = request.headers['x-amz-date'] ?? '';
  const secret = secretOf(accessKeyId, request.headers['x-amz-security-token']);
  if (secret === undefined || service !== 'appsync')
    throw refused('UnrecognizedClientException', 'The security token included in the request is invalid.');
  const signedAt = parseAmzDate(timestamp);
  if (!timestamp.startsWith(date) || Math.abs(now - signedAt) > maxSkewMs) {
    throw refused(
      'InvalidSignatureException',
      `Signature expired: ${timestamp} is now earlier or later than AWS allows.`,
    );
  }
  const names = signedHeaders.split(';');
  if (!names.includes('host'))
    throw refused('InvalidSignatureException', "'Host' must be a 'SignedHeader' in the AWS Authorization.");
  const canonicalHeaders = names
    .map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`)
    .join('');
  const canonicalRequest = [
    request.method,
    request.path
      .split('/')
      .map((part) => encodeURIComponent(decodeURIComponent(part)))
      .join('/'),
    '',
    canonicalHeaders,
    signedHeaders,
    sha256(request.body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonicalRequest)}`;
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(
    (previous, part) => hmac(previous, part),
    Buffer.from(`AWS4${secret}`),
  );
  if (!timingSafeEqual(hmac(key, stringToSign), Buffer.from(signature, 'hex'))) {
    throw refused(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return accessKeyId;
}

function refused(errorType: string, message: string): AuthorizationError {
  return new AuthorizationError(message, errorType, 403);
}

function parseAmzDate(text: string): number {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!match) return Number.NaN;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
