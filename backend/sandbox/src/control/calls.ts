/** What arrived at the doors, for tests to look at. */
import { keepNewest } from '../support/newest.ts';
import { callersOf } from './faults.ts';
import { kindOf } from './targets.ts';
import type { Call, Tenant } from './types.ts';

export interface CallLog {
  add(call: Call): void;
  /** @throws UnknownTargetError */
  find(target: string | undefined, tenant: Tenant | undefined): readonly Call[];
}

const kept = 2_000;

export function createCallLog(): CallLog {
  const calls = keepNewest<Call>(kept);
  return {
    add: calls.add,
    find(target, tenant) {
      if (target !== undefined) kindOf(target);
      const wanted = tenant === undefined ? undefined : callersOf(tenant);
      return calls
        .all()
        .filter(
          (call) =>
            (target === undefined || call.target === target) &&
            (wanted === undefined || wanted.some((caller) => call.callers.includes(caller))),
        );
    },
  };
}
