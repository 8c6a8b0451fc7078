/** `util.autoId`, `util.autoUlid`, `util.autoKsuid`. AWS AppSync Developer Guide, "Utility helpers in util". */
import { randomBytes } from 'node:crypto';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** KSUIDs count seconds from 2014-05-13T16:53:20Z so that their 32 bits last into the next century. */
const ksuidEpochSeconds = 1_400_000_000;

/** 26 characters of Crockford base 32: 48 bits of time in milliseconds, then 80 bits of randomness. */
export function ulid(now = Date.now()): string {
  return encode((BigInt(now) << 80n) | toBigInt(randomBytes(10)), crockford, 26);
}

/** 27 characters of base 62: 32 bits of time in seconds, then 128 bits of randomness. */
export function ksuid(now = Date.now()): string {
  const seconds = BigInt(Math.floor(now / 1000) - ksuidEpochSeconds);
  return encode((seconds << 128n) | toBigInt(randomBytes(16)), base62, 27);
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function encode(value: bigint, alphabet: string, length: number): string {
  const base = BigInt(alphabet.length);
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = alphabet.charAt(Number(rest % base)) + text;
    rest /= base;
  }
  return text;
}
