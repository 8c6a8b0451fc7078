import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTimeLimit, withinTime } from './time-limit.ts';

const never = new Promise<never>(() => undefined);

describe('a time limit', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends work that takes longer, and leaves alone what does not', async () => {
    const late = withinTime(startTimeLimit(5_000), never, () => 'late');
    expect(await withinTime(startTimeLimit(5_000), Promise.resolve('in time'), () => 'late')).toBe('in time');
    await vi.advanceTimersByTimeAsync(4_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await late).toBe('late');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is over with what is thrown for it, and leaves no timer to work that fails', async () => {
    const late = () => {
      throw new RangeError('too late');
    };
    const tooLate = expect(withinTime(startTimeLimit(100), never, late)).rejects.toThrow('too late');
    await expect(withinTime(startTimeLimit(100), Promise.reject(new Error('no')), late)).rejects.toThrow(
      'no',
    );
    await vi.advanceTimersByTimeAsync(100);
    await tooLate;
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([undefined, Number.NaN, 'soon', -1])('is a number of milliseconds, not %s', (limitMs) => {
    expect(() => startTimeLimit(limitMs as number)).toThrow('A time limit is a number of milliseconds');
  });

  it('tells what is left', async () => {
    const limit = startTimeLimit(1_000);
    expect(limit.remainingMs()).toBe(1_000);
    await vi.advanceTimersByTimeAsync(225);
    expect(limit.remainingMs()).toBe(775);
    await vi.advanceTimersByTimeAsync(775);
    expect(limit.remainingMs()).toBe(0);
  });

  it('does not count a pause of the whole process: the timers of a minute ago are all due at once', async () => {
    const limit = startTimeLimit(1_000);
    let expired = false;
    void limit.expired.then(() => (expired = true));
    // The clock moves, and no timer has had its turn: a stalled machine.
    const now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 60_000);
    expect(limit.remainingMs()).toBe(950);
    await vi.advanceTimersToNextTimerAsync();
    expect(limit.remainingMs()).toBe(950);
    expect(expired).toBe(false);
    clock.mockRestore();
    limit.clear();
  });
});
