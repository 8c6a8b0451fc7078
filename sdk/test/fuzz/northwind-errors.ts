import { expect } from 'vitest';
import { isNorthwindError } from '../../src/index.ts';

/** Northwind's own errors and nothing else, whether thrown, rejected or neither. */
export async function expectOnlyNorthwindErrors(act: () => unknown): Promise<void> {
  try {
    const result = act();
    if (typeof Object(result)[Symbol.asyncIterator] === 'function') {
      let items = 0;
      for await (const _ of result as AsyncIterable<unknown>) if (++items > 20) break;
    }
    await result;
  } catch (error) {
    if (!isNorthwindError(error)) throw error;
    expect(error.message).toEqual(expect.any(String));
    expect(error.advice).toMatch(/\.$/);
  }
}
