import { createHash, createPrivateKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { SignJWT, exportJWK, importJWK } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

/** What a token is for; Cognito signs each use with a key of its own. */
export type TokenUse = 'access' | 'id';

/** A pool's two RSA keys. */
export interface SigningKeys {
  /** The public halves, as `/.well-known/jwks.json` shows them. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** Signs a token with RS256; the claims are taken as they are. */
  sign(use: TokenUse, claims: JWTPayload): Promise<string>;
}

/** The private keys as they are kept; whoever has them makes tokens the sandbox accepts. */
export type StoredSigningKeys = Readonly<Record<TokenUse, JWK>>;

const generateRsaKey = promisify(generateKeyPair);

/** Makes a pool's keys: RSA 2048, like Cognito's. */
export async function generateSigningKeys(): Promise<StoredSigningKeys> {
  const [access, id] = await Promise.all([generateKey(), generateKey()]);
  return { access, id };
}

async function generateKey(): Promise<JWK> {
  const { privateKey } = await generateRsaKey('rsa', { modulusLength: 2048 });
  const jwk = await exportJWK(privateKey);
  const kid = createHash('sha256')
    .update(jwk.n as string)
    .digest('base64');
  return { ...jwk, kid, alg: 'RS256', use: 'sig' };
}

/** Makes the kept keys usable. */
export async function loadSigningKeys(stored: StoredSigningKeys): Promise<SigningKeys> {
  const uses: readonly TokenUse[] = ['access', 'id'];
  const keys = new Map<TokenUse, CryptoKey | Uint8Array>();
  for (const use of uses) {
    // Through node:crypto first, so that a damaged file is refused here and not at the first token.
    createPrivateKey({ key: stored[use] as never, format: 'jwk' });
    keys.set(use, await importJWK(stored[use], 'RS256'));
  }
  return {
    jwks: { keys: uses.map((use) => publicHalf(stored[use])) },
    sign: (use, claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ kid: stored[use].kid as string, alg: 'RS256' })
        .sign(keys.get(use) as CryptoKey),
  };
}

const publicHalf = ({ alg, e, kid, kty, n, use }: JWK): JWK => ({ alg, e, kid, kty, n, use }) as JWK;
