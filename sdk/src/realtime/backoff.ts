const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** The wait after so many failures in a row, milliseconds, with full jitter; `random` is from 0 to 1. */
export function backoffMs(failures: number, random = Math.random()): number {
  return random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
}
