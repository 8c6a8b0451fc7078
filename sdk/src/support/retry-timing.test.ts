import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs, retryDelayMs } from './retry-timing.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

describe('retryAfterMs reads every grammar a server may use', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['nothing', {}, undefined],
    ['whole seconds', { 'retry-after': '7' }, 7000],
    ['decimal seconds', { 'retry-after': '0.25' }, 250],
    ['zero', { 'retry-after': '0' }, 0],
    ['spaces around', { 'retry-after': ' 3 ' }, 3000],
    ['IMF-fixdate', { 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT' }, 9000],
    ['RFC 850 date', { 'retry-after': 'Saturday, 21-Nov-26 12:00:09 GMT' }, 9000],
    ['asctime date', { 'retry-after': 'Sat Nov 21 12:00:09 2026' }, 9000],
    ['a date in the past', { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    [
      'a date against the server’s own clock',
      { 'retry-after': 'Sat, 21 Nov 2026 15:00:05 GMT', date: 'Sat, 21 Nov 2026 15:00:00 GMT' },
      5000,
    ],
    ['milliseconds', { 'retry-after-ms': '350' }, 350],
    ['milliseconds before seconds', { 'retry-after-ms': '350', 'retry-after': '1' }, 350],
    [
      'a broken millisecond header beside good seconds',
      { 'retry-after-ms': 'soon', 'retry-after': '1' },
      1000,
    ],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['an exponent', { 'retry-after': '1e3' }, undefined],
    ['words', { 'retry-after': 'tomorrow' }, undefined],
    ['an empty value', { 'retry-after': '' }, undefined],
    ['an ISO date, which HTTP does not have', { 'retry-after': '2026-11-21T12:00:09Z' }, undefined],
  ])('%s', (_, headers, expected) => {
    expect(retryAfterMs(new Headers(headers), now)).toBe(expected);
  });
});

describe('retryDelayMs', () => {
  it.each([
    [1, 0.999, 500],
    [2, 0.999, 999],
    [3, 0.999, 1998],
    [5, 0.999, 7992],
    [9, 0.999, 7992],
    [4, 0, 0],
  ])('attempt %i with random %d waits %i ms', (attempt, random, expected) => {
    expect(retryDelayMs(attempt, undefined, random)).toBe(expected);
  });

  it('never waits less than the server asked for, nor more than a minute and the back-off', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (attempt, server, random) => {
          const delay = retryDelayMs(attempt, server, random);
          expect(delay).toBeGreaterThanOrEqual(Math.min(server, 60_000));
          expect(delay).toBeLessThanOrEqual(68_000);
        },
      ),
    );
  });
});
