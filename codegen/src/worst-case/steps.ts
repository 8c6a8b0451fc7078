/**
 * Counts what a program does, because time says little on a shared machine: how often each block of JavaScript runs, as V8 counts it for
 * coverage. What native code does is not in it: regular expressions are judged in regular-expressions.test.ts, and the rest (parsing
 * JSON, hashing) is linear.
 */
import { Session, type Profiler } from 'node:inspector';

export interface StepCounter {
  /** Runs `work` and says how many blocks ran until it, or its promise, ended. */
  count(work: () => unknown): Promise<number>;
  close(): void;
}

export function openStepCounter(): StepCounter {
  const session = new Session();
  session.connect();
  const take = (): number => {
    let steps = 0;
    session.post('Profiler.takePreciseCoverage', (error, taken: Profiler.TakePreciseCoverageReturnType) => {
      if (error) throw error;
      for (const { functions } of taken.result)
        for (const { ranges } of functions) for (const { count } of ranges) steps += count;
    });
    return steps;
  };
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    async count(work) {
      take();
      await work();
      return take();
    },
    close() {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
