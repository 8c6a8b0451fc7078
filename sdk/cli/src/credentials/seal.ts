/** What a profile's file holds where there is a keychain: the profile, sealed with a key that the keychain has. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Keychain } from './keychain.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface Sealed {
  readonly sealed: string;
}

/** Seals texts, and opens them. */
export interface Sealer {
  /** @param name what the text belongs to: under another it cannot be opened */
  seal(name: string, text: string): Promise<string>;
  /** What was never sealed is returned as it is. @throws CliError if its key is gone */
  open(name: string, text: string): Promise<string>;
}

export function sealerOf(keychain: Keychain | undefined): Sealer {
  // Asked once for each command.
  let key: Promise<Buffer | undefined> | undefined;
  const keptKey = (): Promise<Buffer | undefined> =>
    (key ??= Promise.resolve(keychain?.read()).then((text) => (text ? Buffer.from(text, 'hex') : undefined)));
  /** Undefined where there is no keychain, or one that takes nothing: the file alone then keeps the secrets. */
  const keyToSealWith = async (): Promise<Buffer | undefined> => {
    try {
      const kept = await keptKey();
      if (kept || !keychain) return kept;
      await keychain.write(randomBytes(32).toString('hex'));
      key = undefined;
      return await keptKey();
    } catch {
      return undefined;
    }
  };
  return {
    async seal(name, text) {
      const secret = await keyToSealWith();
      if (!secret) return text;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, secret, iv).setAAD(Buffer.from(name));
      const parts = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${JSON.stringify({ sealed: Buffer.concat(parts).toString('base64') } satisfies Sealed)}\n`;
    },
    async open(name, text) {
      const [, sealed] = /^\{"sealed":"([\w+/=]+)"\}\n?$/.exec(text) ?? [];
      if (sealed === undefined) return text;
      try {
        const secret = await keptKey();
        if (!secret) throw new Error('no key');
        const bytes = Buffer.from(sealed, 'base64');
        const decipher = createDecipheriv(ALGORITHM, secret, bytes.subarray(0, IV_BYTES));
        decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-TAG_BYTES));
        const opened = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
        return Buffer.concat([opened, decipher.final()]).toString('utf8');
      } catch (error) {
        throw new CliError(
          `The key of the profile '${name}' is in a keychain that is locked, or of another machine: unlock it, or sign in again.`,
          exitCodes.authentication,
          { cause: error },
        );
      }
    },
  };
}
