/**
 * The client's half of the Secure Remote Password protocol (SRP-6a, RFC 5054) as Cognito user pools speak it: the 3072-bit group of
 * RFC 3526, SHA-256, numbers in hex with a leading zero byte where they would look negative, and a key derived with the label
 * "Caldera Derived Key". It needs `BigInt` and random bytes, nothing else of the platform. AWS, "Amazon Cognito user pools
 * authentication flow"; the details are those of amazon-cognito-identity-js.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, bytesOfBase64, bytesOfHex, hexOf, randomBytes, utf8Bytes } from './bytes.ts';

/*! Carries noble-hashes: The MIT License (MIT), Copyright (c) 2022 Paul Miller (https://paulmillr.com) */

const N = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD' +
    'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED' +
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F' +
    '83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B' +
    'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510' +
    '15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7' +
    'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C' +
    'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
);
const g = 2n;

/** What the server sends: hex numbers, and a block in base64 that the client signs. */
export interface SrpChallenge {
  readonly salt: string;
  readonly B: string;
  readonly secretBlock: string;
  /** The user's name as the pool knows it, whatever alias they typed. */
  readonly userId: string;
}

/** Begins a sign-in with a secret number of its own. */
export function createSrpClient(random: Uint8Array = randomBytes(32)): {
  /** The public number, hex. */
  readonly A: string;
  /**
   * Proves the password by a signature over the challenge.
   *
   * @param poolName - the part of the user pool's id behind the underscore.
   * @param timestamp - as {@link timestampOf} writes it.
   * @returns the signature in base64; `undefined` for a challenge that would give the key away (RFC 5054 section 2.5.4).
   */
  prove(challenge: SrpChallenge, poolName: string, password: string, timestamp: string): string | undefined;
} {
  const a = BigInt(`0x${hexOf(random)}`);
  const A = power(g, a);
  return {
    A: A.toString(16),
    prove({ salt, B: hexB, secretBlock, userId }, poolName, password, timestamp) {
      const B = hexNumber(hexB);
      const saltNumber = hexNumber(salt);
      if (B === undefined || saltNumber === undefined || B % N === 0n) return undefined;
      const u = hashToNumber(padHex(A) + padHex(B));
      const identity = hexOf(sha256(utf8Bytes(`${poolName}${userId}:${password}`)));
      const x = hashToNumber(padHex(saltNumber) + identity);
      const k = hashToNumber(padHex(N) + padHex(g));
      const base = (((B - k * power(g, x)) % N) + N) % N;
      const key = deriveKey(power(base, a + u * x), u);
      const signed = [utf8Bytes(poolName + userId), bytesOfBase64(secretBlock), utf8Bytes(timestamp)];
      return base64(hmac(sha256, key, Uint8Array.from(signed.flatMap((bytes) => [...bytes]))));
    },
  };
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment as Cognito wants it signed: `Fri Nov 7 09:05:03 UTC 2026`, in English whatever the locale. */
export function timestampOf(date: Date): string {
  const time = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()} ${time} UTC ${date.getUTCFullYear()}`;
}

function deriveKey(S: bigint, u: bigint): Uint8Array {
  const pseudoRandomKey = hmac(sha256, bytesOfHex(padHex(u)), bytesOfHex(padHex(S)));
  return hmac(sha256, pseudoRandomKey, utf8Bytes('Caldera Derived Key\u0001')).slice(0, 16);
}

const hexNumber = (hex: string): bigint | undefined =>
  /^[0-9a-f]{1,1024}$/i.test(hex) ? BigInt(`0x${hex}`) : undefined;

function padHex(number: bigint): string {
  const hex = number.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return '89abcdef'.includes(even.charAt(0)) ? `00${even}` : even;
}

const hashToNumber = (hex: string): bigint => BigInt(`0x${hexOf(sha256(bytesOfHex(hex)))}`);

/** base ** exponent mod N, by squaring. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}
