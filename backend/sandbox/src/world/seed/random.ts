/** Randomness that a number determines: the same seed makes the same world, on every machine. */
export interface Random {
  /** At least 0 and less than 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
  /** An independent stream for a purpose of its own, so that one more draw here does not move everything there. */
  fork(purpose: string): Random;
}

export function createRandom(seed: number | string): Random {
  const key = String(seed);
  let state = hash(key);
  // mulberry32: 32 bits of state, passes gjrand, and four lines.
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const random: Random = {
    next,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick(values) {
      if (values.length === 0) throw new RangeError('There is nothing to pick from.');
      return values[Math.floor(next() * values.length)] as (typeof values)[number];
    },
    fork: (purpose) => createRandom(`${key}/${purpose}`),
  };
  return random;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value;
}
