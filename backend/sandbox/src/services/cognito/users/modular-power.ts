import { setImmediate as nextTurn } from 'node:timers/promises';

/** A multiplication of numbers of 3,072 bits takes some tens of microseconds: so many of them hold the event loop for a millisecond. */
const multiplicationsPerTurn = 32;

/** Powers that wait; one more is refused. */
const maxWaiting = 500;

/** Too many sign-ins at once. */
export class TooManyPowersError extends Error {
  override readonly name = 'TooManyPowersError';
}

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * `base ** exponent % modulus`. One after another and a slice a turn of the event loop, so that whoever begins sign-ins by the hundred
 * keeps nobody else waiting.
 *
 * @throws TooManyPowersError
 */
export function modularPower(base: bigint, exponent: bigint, modulus: bigint): Promise<bigint> {
  if (waiting >= maxWaiting) return Promise.reject(new TooManyPowersError('Too many requests'));
  waiting += 1;
  const power = last.then(() => compute(base, exponent, modulus)).finally(() => (waiting -= 1));
  last = power;
  return power;
}

async function compute(base: bigint, exponent: bigint, modulus: bigint): Promise<bigint> {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent, step = 1; rest > 0n; rest >>= 1n, step += 1) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
    if (step % multiplicationsPerTurn === 0) await nextTurn();
  }
  return result;
}
