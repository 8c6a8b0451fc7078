import { ulid } from 'ulid';

/** Prefixes of identifiers. */
export type IdentifierPrefix = 'inv' | 'pay' | 'exp' | 'dlv' | 'lkr' | 'cmp' | 'bld' | 'prt';

/** A new identifier, `inv_01J…`: it sorts by creation. */
export const newIdentifier = <const Prefix extends IdentifierPrefix>(prefix: Prefix): `${Prefix}_${string}` =>
  `${prefix}_${ulid()}`;
