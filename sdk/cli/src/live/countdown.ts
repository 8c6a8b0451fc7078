/** How many events a command handles before it ends by itself. */
import { CliError } from '../errors.ts';

/** Ends when so many events were handled. */
export interface Countdown {
  readonly signal: AbortSignal;
  readonly isDone: boolean;
  tick(): void;
}

/** A number of events, from an option. @throws CliError */
export function readCount(option: string, text: string | undefined): number {
  if (text === undefined) return Infinity;
  if (/^\d+$/.test(text) && Number(text) > 0) return Number(text);
  throw new CliError(`${option} must be a positive integer; got '${text}'.`);
}

export function createCountdown(interrupted: AbortSignal, count: number): Countdown {
  const done = new AbortController();
  let left = count;
  return {
    signal: AbortSignal.any([interrupted, done.signal]),
    get isDone() {
      return done.signal.aborted;
    },
    tick() {
      if (--left <= 0) done.abort();
    },
  };
}
