/**
 * The sandbox's clock: this machine's, until a test advances it. Services ask it for the time; what the backend's own code and the AWS
 * SDK read from `Date` follows it within `run`, as a Lambda's `Date` follows the clock of the machine it runs on.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Moves it forward. @param milliseconds not negative */
  advance(milliseconds: number): void;
  /** Runs `work` so that `Date`, for it and for everything it starts, tells this clock's time. */
  run<T>(work: () => T): T;
}

const current = new AsyncLocalStorage<() => number>();
let realNow: (() => number) | undefined;
/** Whether any clock was ever advanced: until then `Date` costs nothing more. */
let anyAdvanced = false;

export function createClock(): Clock {
  const machineNow = install();
  let offsetMs = 0;
  const offset = () => offsetMs;
  return {
    now: () => machineNow() + offsetMs,
    advance(milliseconds) {
      offsetMs += milliseconds;
      anyAdvanced ||= milliseconds > 0;
    },
    run: (work) => current.run(offset, work),
  };
}

/** @returns the machine's own clock. */
function install(): () => number {
  if (realNow !== undefined) return realNow;
  const RealDate = globalThis.Date;
  const machineNow = RealDate.now.bind(RealDate);
  realNow = machineNow;
  const contextNow = (): number => machineNow() + (anyAdvanced ? (current.getStore()?.() ?? 0) : 0);
  // In place, for code that keeps a reference to `Date.now`; the constructor can only be wrapped.
  RealDate.now = contextNow;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values: readonly unknown[], newTarget) =>
      Reflect.construct(target, values.length === 0 ? [contextNow()] : values, newTarget) as Date,
    apply: () => new RealDate(contextNow()).toString(),
  });
  return machineNow;
}
