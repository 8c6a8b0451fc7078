import { UsageError } from '../errors/usage-error.ts';
import { isRecord } from '../support/is-record.ts';
import { importKeys, signedContent, webCrypto } from './keys.ts';

/** What {@link sign} signs. */
export interface SignOptions {
  /** The signing secret, `whsec_…`; several sign each, as a sender does while it rotates. */
  readonly secret: string | readonly string[];
  readonly body: string | Uint8Array;
  /** @defaultValue `msg_` and a random UUID */
  readonly id?: string | undefined;
  /** @defaultValue now */
  readonly timestamp?: Date | undefined;
}

/** The headers of a signed webhook. */
export interface SignedWebhookHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/**
 * Signs a body as Northwind signs its webhooks, for tests of code that receives them.
 *
 * @throws {@link UsageError} when an argument is not what it should be, or the runtime has no WebCrypto
 *
 * @example
 * ```ts
 * import { sign, verify } from '@northwind/sdk/webhooks';
 *
 * const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
 * const body = JSON.stringify({ type: 'invoice.paid' });
 * const headers = await sign({ secret, body });
 * console.log((await verify({ headers: { ...headers }, body }, { secret })).payload);
 * ```
 */
export async function sign(options: SignOptions): Promise<SignedWebhookHeaders> {
  if (!isRecord(options)) throw new UsageError('`sign` takes `{ secret, body }`.');
  const { body, id = `msg_${webCrypto().randomUUID()}`, timestamp = new Date() } = options;
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new UsageError('`body` must be a string or a `Uint8Array`.');
  const seconds = timestamp instanceof Date ? Math.floor(timestamp.getTime() / 1000) : Number.NaN;
  if (typeof id !== 'string' || id === '' || id.includes('.') || Number.isNaN(seconds))
    throw new UsageError('`id` must be text without a dot, and `timestamp` a valid date.');
  const content = signedContent(id, seconds, body);
  const signatures = await Promise.all(
    (await importKeys(options.secret)).map(async (key) => {
      const signature = new Uint8Array(await webCrypto().subtle.sign('HMAC', key, content));
      return `v1,${btoa(String.fromCharCode(...signature))}`;
    }),
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}
