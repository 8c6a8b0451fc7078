/** Chance that repeats itself: the same words and seed give the same values, on every machine. */
export interface Random {
  /** A whole number from `minimum` to `maximum`, both included. */
  integer(minimum: number, maximum: number): number;
  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T;
  /** A prefix and 26 characters, as the contract's identifiers are. */
  id(prefix: string): string;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param words what the values are for: other words, other values */
export function seeded(...words: readonly (string | number)[]): Random {
  let state = hash(words.join('\n'));
  /** mulberry32: a number from 0 to 1, without 1. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (minimum: number, maximum: number): number =>
    minimum + Math.floor(next() * (maximum - minimum + 1));
  return {
    integer,
    pick: (values) => values[integer(0, values.length - 1)]!,
    // The first ten characters of a ULID are a time: that of the contract's own examples.
    id: (prefix) =>
      `${prefix}01KAJ8Q0${Array.from({ length: 18 }, () => CROCKFORD[integer(0, 31)]).join('')}`,
  };
}

/** FNV-1a */
export function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  return sum >>> 0;
}
