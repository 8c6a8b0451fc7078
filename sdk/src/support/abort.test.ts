import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { abortable, onAbort, sleep } from './abort.ts';
import { backoffMs } from './backoff.ts';

afterEach(() => vi.useRealTimers());

describe('onAbort', () => {
  it('puts one listener on a signal, however many wait for it, and none when nobody does', () => {
    const controller = new AbortController();
    const called: number[] = [];
    const releases = Array.from({ length: 50 }, (_, index) =>
      onAbort(controller.signal, () => called.push(index)),
    );
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    for (const release of releases.slice(0, 48)) release();
    controller.abort();
    expect(called).toEqual([48, 49]);
    for (const release of releases) release();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('calls back at once where the signal is already aborted', () => {
    const callback = vi.fn();
    onAbort(AbortSignal.abort(), callback)();
    expect(callback).toHaveBeenCalledOnce();
  });
});

describe('sleep', () => {
  it('ends with its time and leaves nothing on the signal', async () => {
    vi.useFakeTimers();
    const { signal } = new AbortController();
    const slept = sleep(1000, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    await slept;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('ends with the abort and leaves no timer', async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const slept = sleep(1000, controller.signal);
    controller.abort('enough');
    await expect(slept).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
    await expect(sleep(1000, controller.signal)).rejects.toBe('enough');
  });
});

it('abortable gives up on work that goes on', async () => {
  const controller = new AbortController();
  const given = abortable(new Promise(() => {}), controller.signal);
  controller.abort('enough');
  await expect(given).rejects.toBe('enough');
  await expect(abortable(Promise.resolve(1), new AbortController().signal)).resolves.toBe(1);
});

it('backoffMs doubles up to its longest span, with full jitter', () => {
  expect([0, 1, 2, 9].map((failures) => backoffMs(failures, 30_000, 0.5))).toEqual([250, 500, 1000, 15_000]);
  expect(backoffMs(4, 30_000, 0)).toBe(0);
});
