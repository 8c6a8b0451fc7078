import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecorded, noMessages, withRecorded } from './recorded-messages.ts';

describe('the messages that became events', () => {
  it('are known in whatever order they came, as far as they reach back', () => {
    const number = fc.integer({ min: 1, max: 700 });
    fc.assert(
      fc.property(fc.array(number), number, (numbers, asked) => {
        const recorded = numbers.reduce(withRecorded, noMessages);
        const highest = Math.max(0, ...numbers);
        expect(recorded.highest).toBe(highest);
        expect(isRecorded(recorded, asked)).toBe(highest - asked < 256 ? numbers.includes(asked) : undefined);
      }),
    );
  });

  it('take as little room after years', () => {
    const last = 2 ** 31 - 1;
    const recorded = Array.from({ length: 1000 }, (_, index) => last - index).reduce(
      withRecorded,
      noMessages,
    );
    expect(recorded).toEqual({ highest: last, bits: 'f'.repeat(64) });
  });
});
