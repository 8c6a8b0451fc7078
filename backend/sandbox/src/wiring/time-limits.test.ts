import { afterEach, describe, expect, it, vi } from 'vitest';
import { timeLimits } from './time-limits.ts';

const variable = 'NORTHWIND_SANDBOX_TIME_LIMIT_FACTOR';

describe('time limits', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('are those of AWS, or as many times longer as the option or else the environment says', () => {
    vi.stubEnv(variable, undefined);
    expect(timeLimits().of(29_000)).toBe(29_000);
    vi.stubEnv(variable, '3');
    expect(timeLimits().of(5)).toBe(15);
    expect(timeLimits(2).of(5)).toBe(10);
  });

  it.each(['0', '-1', 'long', 'Infinity', '10001'])('are not multiplied by %s', (factor) => {
    vi.stubEnv(variable, factor);
    expect(() => timeLimits()).toThrow(
      new RangeError(`The factor of time limits (${variable}) must be a number from 1 to 10000.`),
    );
  });
});
