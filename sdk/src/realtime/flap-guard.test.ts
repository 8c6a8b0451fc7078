import { describe, expect, it } from 'vitest';
import { createFlapGuard } from './flap-guard.ts';

describe('the flap guard', () => {
  it('waits longer after each connection that did not last, up to half a minute', () => {
    const guard = createFlapGuard();
    const waits = Array.from({ length: 8 }, (_, index) => {
      const waitMs = guard.waitMs(1);
      guard.connected(index * 1000);
      guard.ended(index * 1000 + 50);
      return waitMs;
    });
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('counts attempts that were never acknowledged', () => {
    const guard = createFlapGuard();
    guard.ended(0);
    guard.ended(1);
    expect(guard.waitMs(1)).toBe(2000);
  });

  it('starts again after a connection that lasted', () => {
    const guard = createFlapGuard();
    guard.ended(0);
    guard.ended(0);
    guard.connected(0);
    guard.ended(10_000);
    expect(guard.waitMs(1)).toBe(500);
  });

  it('spreads clients over the whole wait', () => {
    expect(createFlapGuard().waitMs(0)).toBe(0);
    expect(createFlapGuard().waitMs(0.5)).toBe(250);
  });
});
