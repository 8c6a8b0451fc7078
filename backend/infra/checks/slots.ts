/** As many commands at a time as there are cores, those that others wait for first. */
import { availableParallelism } from 'node:os';

export type Run = <Result>(work: () => Promise<Result>, urgency?: number) => Promise<Result>;

/** @returns runs work as soon as one of `count` slots is free; the most urgent first, then in the order of the calls */
export function createSlots(count = availableParallelism()): Run {
  const waiting: { readonly urgency: number; readonly start: () => void }[] = [];
  let free = count;
  const next = (): void => {
    if (free === 0) return;
    const [first] = waiting.toSorted((one, other) => other.urgency - one.urgency);
    if (first === undefined) return;
    waiting.splice(waiting.indexOf(first), 1);
    free -= 1;
    first.start();
  };
  return async (work, urgency = 0) => {
    await new Promise<void>((start) => {
      waiting.push({ urgency, start });
      next();
    });
    try {
      return await work();
    } finally {
      free += 1;
      next();
    }
  };
}
