/**
 * The server's half of the Secure Remote Password protocol (SRP-6a, RFC 5054) in the dialect of Cognito user pools: the 3072-bit
 * group of RFC 3526, SHA-256, hex numbers padded to whole bytes with a leading zero byte where they would look negative, and a key
 * derived with the label "Caldera Derived Key". The server knows a verifier, never the password.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { powersOf } from './modular-power.ts';

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
const powerOfG = powersOf(g, N);
const k = hashToNumber(padHex(N), padHex(g));

/** What the pool keeps instead of a password: hex numbers. */
export interface PasswordVerifier {
  readonly salt: string;
  readonly verifier: string;
}

/** What the server sends back, and what it must remember to check the answer. Hex numbers. */
export interface SrpChallenge {
  readonly salt: string;
  readonly B: string;
  /** Base64; the client signs it. */
  readonly secretBlock: string;
  /** What the key that the client must have derived is made of. Secret. */
  readonly secret: { readonly A: bigint; readonly b: bigint; readonly u: bigint; readonly v: bigint };
}

/** What the client signed and how. */
export interface SrpAnswer {
  readonly userId: string;
  readonly secretBlock: string;
  readonly timestamp: string;
  readonly signature: string;
}

/**
 * Makes the verifier of a password. `poolName` is the part of the pool's id behind the underscore.
 *
 * @throws TooManyPowersError
 */
export async function createVerifier(
  poolName: string,
  userId: string,
  password: string,
  salt: Buffer = randomBytes(16),
): Promise<PasswordVerifier> {
  const saltNumber = BigInt(`0x${salt.toString('hex')}`);
  const identity = sha256(Buffer.from(`${poolName}${userId}:${password}`));
  const x = hashToNumber(padHex(saltNumber), identity.toString('hex'));
  return { salt: saltNumber.toString(16), verifier: (await powerOfG(x)).toString(16) };
}

/**
 * A verifier that looks like any other and that no password fits, the same each time for a name: a name that does not exist costs
 * the server as much as one that does.
 */
export function decoyVerifier(key: Buffer, name: string): PasswordVerifier {
  const bytes = (label: string): Buffer => createHmac('sha256', key).update(`${label}:${name}`).digest();
  const verifier = Buffer.concat(Array.from({ length: 12 }, (_, part) => bytes(`verifier ${part}`)));
  return {
    salt: BigInt(`0x${bytes('salt').subarray(0, 16).toString('hex')}`).toString(16),
    verifier: (BigInt(`0x${verifier.toString('hex')}`) % N).toString(16),
  };
}

/**
 * Begins a sign-in. The client's key is derived once it has answered: whoever only begins costs one power.
 *
 * @returns undefined for a public value that would give the session key away (RFC 5054 §2.5.4), or is no number.
 * @throws TooManyPowersError
 */
export async function challenge(
  { salt, verifier }: PasswordVerifier,
  clientA: string,
): Promise<SrpChallenge | undefined> {
  if (!/^[0-9a-f]{1,800}$/i.test(clientA)) return undefined;
  const A = BigInt(`0x${clientA}`);
  if (A % N === 0n) return undefined;
  const v = BigInt(`0x${verifier}`);
  const b = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const B = (k * v + (await powerOfG(b))) % N;
  const u = hashToNumber(padHex(A), padHex(B));
  return {
    salt,
    B: B.toString(16),
    secretBlock: randomBytes(1024).toString('base64'),
    secret: { A, b, u, v },
  };
}

/**
 * Whether the client has derived the same key, that is: whether it knows the password.
 *
 * @throws TooManyPowersError
 */
export async function proves(
  { secret: { A, b, u, v }, secretBlock }: SrpChallenge,
  poolName: string,
  answer: SrpAnswer,
): Promise<boolean> {
  const given = Buffer.from(answer.signature, 'base64');
  if (answer.secretBlock !== secretBlock || given.length !== 32) return false;
  const S = await powersOf(A * (await powersOf(v, N)(u)), N)(b);
  const expected = createHmac('sha256', deriveKey(S, u))
    .update(poolName)
    .update(answer.userId)
    .update(Buffer.from(secretBlock, 'base64'))
    .update(answer.timestamp)
    .digest();
  return timingSafeEqual(given, expected);
}

function deriveKey(S: bigint, u: bigint): Buffer {
  const pseudoRandomKey = createHmac('sha256', Buffer.from(padHex(u), 'hex'))
    .update(Buffer.from(padHex(S), 'hex'))
    .digest();
  return createHmac('sha256', pseudoRandomKey).update('Caldera Derived Key\u0001').digest().subarray(0, 16);
}

function padHex(number: bigint): string {
  const hex = number.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return '89abcdef'.includes(even.charAt(0)) ? `00${even}` : even;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function hashToNumber(...hexes: readonly string[]): bigint {
  return BigInt(`0x${sha256(Buffer.from(hexes.join(''), 'hex')).toString('hex')}`);
}
