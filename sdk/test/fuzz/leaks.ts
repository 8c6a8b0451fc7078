import { afterEach, beforeEach, expect } from 'vitest';

/** Timers and intervals that are set and neither fired nor cleared. */
const timers = new Set<unknown>();
const rejections: unknown[] = [];
const noteRejection = (reason: unknown): void => void rejections.push(reason);
/** Who listens to each signal that a test has made by `countedController`. */
const signals = new Map<AbortSignal, Set<unknown>>();
/** Sockets that were opened; one that nobody uses any more must be closed. */
const sockets = new Set<{ readonly readyState: number }>();
const CLOSED = 3;

/** A macrotask later: what microtasks had still to do is done. */
export const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Fails a test that leaves a timer or an interval running, a rejection unhandled, a listener on a signal or a socket open. Call it once in
 * each file; within a property, `expectNothingHeld` tells which run it was.
 */
export function expectNoLeaks(): void {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  type Start = (callback: (...values: unknown[]) => void, delay?: number, ...values: unknown[]) => unknown;
  const clear = (timer: NodeJS.Timeout | string | number | undefined): void => {
    timers.delete(timer);
    clearTimeout(timer);
  };
  beforeEach(() => {
    for (const left of [timers, signals, sockets]) left.clear();
    rejections.length = 0;
    process.on('unhandledRejection', noteRejection);
    const once: Start = (callback, delay, ...values) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        callback(...values);
      }, delay);
      timers.add(timer);
      return timer;
    };
    const again: Start = (...parameters) => {
      const timer = setInterval(...parameters);
      timers.add(timer);
      return timer;
    };
    Object.assign(globalThis, {
      setTimeout: once,
      setInterval: again,
      clearTimeout: clear,
      clearInterval: clear,
    });
  });
  afterEach(async () => {
    // A rejection is unhandled if nobody has handled it when the microtasks are done.
    await macrotask();
    Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
    process.off('unhandledRejection', noteRejection);
    expect(rejections, 'unhandled rejections').toEqual([]);
    expectNothingHeld();
    expect(timers.size, 'timers left').toBe(0);
  });
}

/** That everything that was begun until now, and is over, has let go of its signals and its sockets. */
export function expectNothingHeld(): void {
  const listeners = [...signals.values()].reduce((count, attached) => count + attached.size, 0);
  const open = [...sockets].filter(({ readyState }) => readyState !== CLOSED);
  signals.clear();
  sockets.clear();
  expect(listeners, 'listeners left on signals').toBe(0);
  expect(open.length, 'sockets left open').toBe(0);
}

/** A controller whose signal counts who listens to it. */
export function countedController(): AbortController {
  const controller = new AbortController();
  const { signal } = controller;
  const attached = new Set<unknown>();
  signals.set(signal, attached);
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
  return controller;
}

/** Counts a socket as open until its `readyState` says that it is closed. */
export const noteSocket = (socket: { readonly readyState: number }): void => void sockets.add(socket);
