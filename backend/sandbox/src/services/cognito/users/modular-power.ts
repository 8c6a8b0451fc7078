import { setImmediate as nextTurn } from 'node:timers/promises';

/** A bit takes two multiplications of numbers of 3,072 bits, some tens of microseconds: so many hold the event loop for a millisecond. */
const bitsPerTurn = 32;

/** Powers that wait; one more is refused. */
const maxWaiting = 500;

/** Too many sign-ins at once. */
export class TooManyPowersError extends Error {
  override readonly name = 'TooManyPowersError';
}

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * Gives `base ** exponent % modulus` for the exponents that it is called with. The squares of the base are kept: a base that is used
 * again costs a third. Powers are computed one after another and a slice a turn of the event loop, so that whoever begins sign-ins by
 * the hundred keeps nobody else waiting.
 *
 * @returns a function that rejects with TooManyPowersError when too many wait.
 */
export function powersOf(base: bigint, modulus: bigint): (exponent: bigint) => Promise<bigint> {
  const squares = [base % modulus];
  async function compute(exponent: bigint): Promise<bigint> {
    let result = 1n;
    for (let rest = exponent, bit = 0; rest > 0n; rest >>= 1n, bit += 1) {
      const square = (squares[bit] ??= (squares[bit - 1] ?? 1n) ** 2n % modulus);
      if (rest & 1n) result = (result * square) % modulus;
      if ((bit + 1) % bitsPerTurn === 0) await nextTurn();
    }
    return result;
  }
  return (exponent) => {
    if (waiting >= maxWaiting) return Promise.reject(new TooManyPowersError('Too many requests'));
    waiting += 1;
    const power = last.then(() => compute(exponent)).finally(() => (waiting -= 1));
    last = power;
    return power;
  };
}
