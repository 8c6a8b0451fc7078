/**
 * Pagination cursors: a position in a list, sealed so that it can be read and made only here. A cursor holds keys of the table, so it
 * is encrypted; and it is bound to the list it was made for, so that one of another caller, operation or filter does not open.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** The list a cursor belongs to. */
export interface CursorBinding {
  /** Partner or user. */
  readonly caller: string;
  readonly operationId: string;
  /** Every parameter that decides what the list holds and in which order. */
  readonly filters: Readonly<Record<string, unknown>>;
}

export interface CursorCodec {
  /** `null` for the last page. */
  seal(binding: CursorBinding, position: Readonly<Record<string, string>> | undefined): string | null;
  /** @throws Refusal `invalid_cursor` when it was not sealed for this list */
  open(binding: CursorBinding, cursor: string | undefined): Record<string, string> | undefined;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Equal filters give equal text, in whatever order they are named; absent and undefined are the same. */
const boundTo = ({ caller, operationId, filters }: CursorBinding): Buffer => {
  const named = Object.entries(filters).filter(([, value]) => value !== undefined);
  const ordered = named.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([caller, operationId, ordered]))
    .digest();
};

/** Keys from `CURSOR_KEYS`: base64 of 32 bytes each, separated by commas. The first seals, all open. */
export const readCursorKeys = (text: string): Buffer[] => {
  const keys = text.split(',').map((key) => Buffer.from(key.trim(), 'base64'));
  if (keys.some((key) => key.length !== 32)) throw new Error('CURSOR_KEYS must be base64 of 32 bytes each.');
  return keys;
};

const invalidCursor = (): Refusal =>
  new Refusal(
    'invalid_cursor',
    'Start again without a cursor. A cursor belongs to the caller and the filters it was made with.',
  );

const decrypt = (key: Buffer, sealed: Buffer, binding: Buffer): string | undefined => {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(binding);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    const text = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
};

export const cursorCodec = (keys: readonly Buffer[]): CursorCodec => {
  const [sealingKey] = keys;
  if (!sealingKey) throw new Error('A cursor codec needs a key.');
  return {
    seal(binding, position) {
      if (position === undefined) return null;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, sealingKey, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(boundTo(binding));
      const text = Buffer.concat([cipher.update(JSON.stringify(position), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
    },
    open(binding, cursor) {
      if (cursor === undefined) return undefined;
      const sealed = Buffer.from(cursor, 'base64url');
      if (sealed.length <= NONCE_BYTES + TAG_BYTES) throw invalidCursor();
      for (const key of keys) {
        const text = decrypt(key, sealed, boundTo(binding));
        if (text !== undefined) return JSON.parse(text) as Record<string, string>;
      }
      throw invalidCursor();
    },
  };
};
