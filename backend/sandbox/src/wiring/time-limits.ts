/**
 * How long functions and APIs may take. AWS gives each a machine of its own; here all of them share one with everything else that runs
 * on it, so that a slow continuous integration, or a breakpoint, takes time that AWS would not.
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
