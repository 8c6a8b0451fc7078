import { UsageError } from '../errors/usage-error.ts';
import { isRecord } from '../support/is-record.ts';
import { bytesOf, importKeys, signedContent, webCrypto } from './keys.ts';
import { WebhookVerificationError } from './webhook-verification-error.ts';

/** Headers as a `Request` has them, or as Node's `http` and its frameworks do: a plain object, names in any case. */
export type WebhookHeaders =
  | Pick<Headers, 'get'>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request as it came. */
export interface WebhookRequest {
  readonly headers: WebhookHeaders;
  /** The raw body: parsed and printed again, it would be another one. */
  readonly body: string | Uint8Array;
}

/** Options of {@link verify}. */
export interface VerifyOptions {
  /** The signing secret, `whsec_…`. While you rotate: the new one and the old one. */
  readonly secret: string | readonly string[];
  /**
   * Seconds by which the sender's clock may differ from this one; what is older is refused as a replay.
   * @defaultValue 300
   */
  readonly toleranceSeconds?: number | undefined;
  /**
   * Milliseconds since 1970.
   * @defaultValue `Date.now`
   */
  readonly now?: (() => number) | undefined;
}

/** A webhook whose signature is right. */
export interface Webhook<Payload = unknown> {
  /** The same for every attempt to deliver one webhook: keep it, to act once. */
  readonly id: string;
  /** When this attempt was signed. */
  readonly timestamp: Date;
  /** The parsed body. Its type is your statement: what is signed is genuine, not of any shape. */
  readonly payload: Payload;
}

const DEFAULT_TOLERANCE_SECONDS = 300;

/** A sender that rotates its key signs with two; more signatures than this are no webhook's. */
const MAX_SIGNATURES = 16;

/**
 * Checks that a request is a webhook that Northwind has just signed (Standard Webhooks, symmetric signatures `v1`), and parses it.
 * Works wherever WebCrypto is: Node, Workers, Deno, Bun, browsers. Signatures are compared in constant time.
 *
 * @throws {@link WebhookVerificationError} when it is not; `reason` says why
 * @throws {@link UsageError} when an argument is not what it should be, or the runtime has no WebCrypto
 *
 * @example
 * ```ts
 * import { verify, isWebhookVerificationError } from '@northwind/sdk/webhooks';
 *
 * export async function handle(request: Request): Promise<Response> {
 *   try {
 *     const body = await request.text();
 *     const secret = [process.env['WEBHOOK_SECRET']!, process.env['WEBHOOK_SECRET_BEFORE']!];
 *     const { id, payload } = await verify<{ type: string }>({ headers: request.headers, body }, { secret });
 *     console.log(id, payload.type);
 *     return new Response(null, { status: 204 });
 *   } catch (error) {
 *     if (!isWebhookVerificationError(error)) throw error;
 *     return new Response(error.reason, { status: 400 });
 *   }
 * }
 * ```
 */
export async function verify<Payload = unknown>(
  request: WebhookRequest,
  options: VerifyOptions,
): Promise<Webhook<Payload>> {
  if (!isRecord(request) || !isRecord(options) || !isRecord(request.headers))
    throw new UsageError('`verify` takes `{ headers, body }` of the request, and `{ secret }`.');
  const { headers, body } = request;
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new UsageError(
      '`body` must be the raw body: a string or a `Uint8Array`, not what a parser made of it.',
    );
  const { toleranceSeconds = DEFAULT_TOLERANCE_SECONDS, now = Date.now } = options;
  if (!(toleranceSeconds >= 0)) throw new UsageError('`toleranceSeconds` must be a non-negative number.');
  const keys = await importKeys(options.secret);
  const id = headerOf(headers, 'webhook-id');
  const timestamp = timestampOf(headerOf(headers, 'webhook-timestamp'));
  const signatures = signaturesOf(headerOf(headers, 'webhook-signature'));

  const age = Math.floor(now() / 1000) - timestamp;
  if (age > toleranceSeconds)
    throw new WebhookVerificationError('too-old', `Webhook ${id} was signed ${age} seconds ago.`);
  if (-age > toleranceSeconds)
    throw new WebhookVerificationError('too-new', `Webhook ${id} was signed ${-age} seconds from now.`);

  const content = signedContent(id, timestamp, body);
  // Every key with every signature, whatever the first gave: how long it takes tells nothing.
  const matches = await Promise.all(
    keys.flatMap((key) =>
      signatures.map((signature) => webCrypto().subtle.verify('HMAC', key, signature, content)),
    ),
  );
  if (!matches.includes(true))
    throw new WebhookVerificationError(
      'no-matching-signature',
      `No signature of webhook ${id} matches ${keys.length === 1 ? 'the secret' : 'one of the secrets'}.`,
    );
  return { id, timestamp: new Date(timestamp * 1000), payload: parse<Payload>(id, body) };
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value = isHeaders(headers) ? headers.get(name) : plainHeader(headers, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookVerificationError('missing-header', `The request has no header ${name}.`);
}

const isHeaders = (headers: WebhookHeaders): headers is Pick<Headers, 'get'> =>
  typeof headers.get === 'function';

function plainHeader(headers: Exclude<WebhookHeaders, Pick<Headers, 'get'>>, name: string): unknown {
  const values = Object.entries(headers).filter(([key]) => key.toLowerCase() === name);
  const value = values.length === 1 ? values[0]?.[1] : undefined;
  // Twice the same header says two things.
  return Array.isArray(value) && value.length === 1 ? (value as readonly string[])[0] : value;
}

function timestampOf(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new WebhookVerificationError(
    'invalid-header',
    'The header webhook-timestamp is not in seconds since 1970.',
  );
}

/** Those of version 1; a sender may add others, which are for other readers. */
function signaturesOf(text: string): Uint8Array<ArrayBuffer>[] {
  const parts = text.split(' ');
  const signatures = parts
    .slice(0, MAX_SIGNATURES)
    .filter((part) => part.startsWith('v1,'))
    .map((part) => bytesOf(part.slice('v1,'.length)))
    .filter((bytes) => bytes !== undefined);
  if (signatures.length > 0) return signatures;
  throw new WebhookVerificationError(
    'invalid-header',
    'The header webhook-signature has no signature `v1,…`.',
  );
}

function parse<Payload>(id: string, body: string | Uint8Array): Payload {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
    return JSON.parse(text) as Payload;
  } catch (error) {
    throw new WebhookVerificationError('invalid-json', `The body of webhook ${id} is not JSON.`, error);
  }
}
