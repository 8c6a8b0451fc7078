import { createHash } from 'node:crypto';
import { ulid } from 'ulid';

/** Prefixes of identifiers. */
export type IdentifierPrefix = 'inv' | 'pay' | 'exp' | 'dlv' | 'lkr' | 'cmp' | 'bld' | 'prt';

/** A new identifier, `inv_01J…`: it sorts by creation. */
export const newIdentifier = <const Prefix extends IdentifierPrefix>(prefix: Prefix): `${Prefix}_${string}` =>
  `${prefix}_${ulid()}`;

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The identifier of what one request makes: the same whenever, and in whichever Region, the request is carried out. It does not sort by
 * creation.
 */
export const identifierOf = <const Prefix extends IdentifierPrefix>(
  prefix: Prefix,
  ...request: readonly string[]
): `${Prefix}_${string}` => {
  const [first = 0, ...bytes] = createHash('sha256').update(JSON.stringify(request)).digest().subarray(0, 26);
  // A ULID's 26 characters have 128 bits, so the first has three.
  const text = [first % 8, ...bytes.map((byte) => byte % 32)]
    .map((value) => CROCKFORD.charAt(value))
    .join('');
  return `${prefix}_${text}`;
};
