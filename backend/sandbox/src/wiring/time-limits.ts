/**
 * How long functions, triggers and APIs may take. AWS gives each a machine of its own; here all of them share one process with each other
 * and a machine with everything else that runs on it, so that what they do takes longer. (Pauses do not count: `support/time-limit.ts`.)
 */
const variable = 'NORTHWIND_SANDBOX_TIME_LIMIT_FACTOR';

/** Timers of Node take 32 bits of milliseconds, and the longest limit here is a minute. */
const most = 10_000;

export interface TimeLimits {
  /** A limit in any unit, made longer. */
  of(limit: number): number;
}

/** @throws RangeError */
export function timeLimits(factor = Number(process.env[variable] ?? 1)): TimeLimits {
  if (!(factor >= 1 && factor <= most))
    throw new RangeError(`The factor of time limits (${variable}) must be a number from 1 to ${most}.`);
  return { of: (limit) => limit * factor };
}
