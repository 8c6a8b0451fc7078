import { expect, it } from 'vitest';
import { keepNewest } from './newest.ts';

it.each([
  [0, []],
  [2, [1, 2]],
  [3, [1, 2, 3]],
  [4, [2, 3, 4]],
  [8, [6, 7, 8]],
])('of %i values the newest three are kept, oldest first', (count, kept) => {
  const newest = keepNewest<number>(3);
  for (let value = 1; value <= count; value += 1) newest.add(value);
  expect(newest.all()).toEqual(kept);
});
