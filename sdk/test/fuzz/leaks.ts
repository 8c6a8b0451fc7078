import { afterEach, beforeEach, expect } from 'vitest';

/** Timers that are set and neither fired nor cleared. */
const timers = new Set<unknown>();
const rejections: unknown[] = [];
const noteRejection = (reason: unknown): void => void rejections.push(reason);

/** Fails a test that leaves a timer running or a rejection unhandled. Call it once in a file. */
export function expectNoLeaks(): void {
  const { setTimeout, clearTimeout } = globalThis;
  beforeEach(() => {
    timers.clear();
    rejections.length = 0;
    process.on('unhandledRejection', noteRejection);
    globalThis.setTimeout = ((
      callback: (...values: unknown[]) => void,
      delay?: number,
      ...values: unknown[]
    ) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        callback(...values);
      }, delay);
      timers.add(timer);
      return timer;
    }) as typeof globalThis.setTimeout;
    globalThis.clearTimeout = (timer) => {
      timers.delete(timer);
      clearTimeout(timer);
    };
  });
  afterEach(async () => {
    // A rejection is unhandled if nobody has handled it when the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.setTimeout = setTimeout;
    globalThis.clearTimeout = clearTimeout;
    process.off('unhandledRejection', noteRejection);
    expect(rejections, 'unhandled rejections').toEqual([]);
    expect(timers.size, 'timers left').toBe(0);
  });
}

/** A signal that counts who listens to it. */
export function countedSignal(): { readonly controller: AbortController; readonly listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  const attached = new Set<unknown>();
  const add = signal.addEventListener.bind(signal) as (...values: unknown[]) => void;
  const remove = signal.removeEventListener.bind(signal) as (...values: unknown[]) => void;
  signal.addEventListener = (...values: unknown[]) => {
    attached.add(values[1]);
    add(...values);
  };
  signal.removeEventListener = (...values: unknown[]) => {
    attached.delete(values[1]);
    remove(...values);
  };
  return { controller, listeners: () => attached.size };
}
