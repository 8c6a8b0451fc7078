import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineAmount, taxAmount, totalsOf } from './money.ts';

/** Ten times what the contract lets one line come to. */
const LARGEST_AMOUNT = 1_000_000_000_000;

const amount = fc.integer({ min: -LARGEST_AMOUNT, max: LARGEST_AMOUNT });
const rate = fc.integer({ min: 0, max: 10_000 });

describe('money', () => {
  it.each([
    [25, 1_000, 3],
    [-25, 1_000, -3],
    [24, 1_000, 2],
    [10_000, 1_900, 1_900],
    [333, 1_900, 63],
    [0, 1_900, 0],
    [LARGEST_AMOUNT, 10_000, LARGEST_AMOUNT],
  ])('taxes %i at %i basis points with %i, rounding halves away from zero', (net, basisPoints, tax) => {
    expect(taxAmount(net, basisPoints)).toBe(tax);
  });

  it('rounds every tax to the nearest minor unit', () => {
    fc.assert(
      fc.property(amount, rate, (net, basisPoints) => {
        const distance = BigInt(taxAmount(net, basisPoints)) * 10_000n - BigInt(net) * BigInt(basisPoints);
        expect(distance >= -5_000n && distance <= 5_000n).toBe(true);
      }),
    );
  });

  it('taxes a credit exactly as it taxes the charge it takes back', () => {
    fc.assert(
      fc.property(amount, rate, (net, basisPoints) => {
        expect(taxAmount(net, basisPoints) + taxAmount(-net, basisPoints)).toBe(0);
      }),
    );
  });

  it('never taxes a larger amount with less', () => {
    fc.assert(
      fc.property(amount, amount, rate, (a, b, basisPoints) => {
        const [less, more] = a <= b ? [a, b] : [b, a];
        expect(taxAmount(less, basisPoints)).toBeLessThanOrEqual(taxAmount(more, basisPoints));
      }),
    );
  });

  it('adds lines to the same totals in any order and any grouping', () => {
    const lines = fc.array(fc.record({ amount, tax: amount }), { maxLength: 100 });
    fc.assert(
      fc.property(lines, fc.nat(100), (all, cut) => {
        const [first, second] = [totalsOf(all.slice(0, cut)), totalsOf(all.slice(cut))];
        const whole = totalsOf(all.toReversed());
        expect(whole.total).toBe(first.total + second.total);
        expect(whole.total).toBe(whole.subtotal + whole.tax);
        expect(Number.isSafeInteger(whole.total)).toBe(true);
      }),
    );
  });

  it('refuses a product that a double cannot hold exactly', () => {
    expect(() => lineAmount(Number.MAX_SAFE_INTEGER, 2)).toThrow(RangeError);
  });
});
