import { UsageError } from '../errors/usage-error.ts';

/** `whsec_` and base64, as Standard Webhooks writes a secret. */
const SECRET = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/;

/** Standard Webhooks asks for 24 to 64 bytes. */
const MIN_BYTES = 24;

/** Secrets as keys of WebCrypto. Messages say which secret is wrong, never what it is. @throws UsageError */
export async function importKeys(secrets: string | readonly string[]): Promise<CryptoKey[]> {
  const all = typeof secrets === 'string' ? [secrets] : secrets;
  if (!Array.isArray(all) || all.length === 0)
    throw new UsageError('`secret` must be a signing secret, or a list of them while you rotate.');
  return Promise.all(
    all.map((secret: unknown, index) => importKey(secret, all.length > 1 ? ` ${index + 1}` : '')),
  );
}

async function importKey(secret: unknown, which: string): Promise<CryptoKey> {
  const [, encoded = ''] = (typeof secret === 'string' && SECRET.exec(secret)) || [];
  const bytes = encoded === '' ? undefined : bytesOf(encoded);
  if (bytes === undefined)
    throw new UsageError(`Signing secret${which} must be base64 text, with \`whsec_\` before it or not.`);
  if (bytes.length < MIN_BYTES)
    throw new UsageError(
      `Signing secret${which} has ${bytes.length} bytes; Standard Webhooks asks for ${MIN_BYTES} or more.`,
    );
  return webCrypto().subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
}

/** Missing in React Native, in pages without TLS and in jsdom. @throws UsageError */
export function webCrypto(): Crypto {
  const { crypto } = globalThis as { crypto?: Partial<Crypto> };
  if (crypto?.subtle) return crypto as Crypto;
  throw new UsageError('There is no `crypto.subtle` here, with which webhooks are signed.');
}

/** Undefined for text that is not base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** What is signed: id, timestamp and body, joined by dots. */
export function signedContent(
  id: string,
  timestamp: number,
  body: string | Uint8Array,
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const head = encoder.encode(`${id}.${timestamp}.`);
  const tail = typeof body === 'string' ? encoder.encode(body) : body;
  const content = new Uint8Array(head.length + tail.length);
  content.set(head);
  content.set(tail, head.length);
  return content;
}
