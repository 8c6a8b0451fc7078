/**
 * What EventBridge Scheduler would start. Time passes here when a test moves the clock: each function that has come due is then invoked
 * once, however often it would have been.
 */
import type { FunctionDefinition } from '../../../src/functions/definition.ts';
import { functions } from '../../../src/generated/functions.ts';

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** `rate(1 day)` in milliseconds ("Schedule types in EventBridge Scheduler"). */
const intervalMs = (expression: string): number => {
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (value === undefined) throw new Error(`The sandbox does not know the schedule ${expression}.`);
  return Number(value) * unitMs[unit as keyof typeof unitMs];
};

/** @returns invokes what has come due since the last time */
export function createSchedules(
  now: () => number,
  invoke: (functionName: string) => Promise<unknown>,
): () => Promise<void> {
  const schedules = Object.values<FunctionDefinition>(functions).flatMap(({ name, triggers }) =>
    triggers.flatMap((trigger) =>
      // One Region has nowhere to fail over to.
      trigger.kind === 'schedule' && name !== 'failover'
        ? [{ name, everyMs: intervalMs(trigger.expression), lastMs: now() }]
        : [],
    ),
  );
  return async () => {
    for (const schedule of schedules) {
      const passed = Math.floor((now() - schedule.lastMs) / schedule.everyMs);
      if (passed === 0) continue;
      schedule.lastMs += passed * schedule.everyMs;
      await invoke(schedule.name);
    }
  };
}
