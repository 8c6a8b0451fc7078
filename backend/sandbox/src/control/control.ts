/** Puts the control together: faults, devices, time, and what arrived. */
import type { AppSync } from '../services/appsync/index.ts';
import type { Clock } from '../support/clock.ts';
import type { CallLog } from './calls.ts';
import type { Devices } from './devices.ts';
import { addDuration } from './duration.ts';
import { callersOf, type FaultRegistry } from './faults.ts';
import { readTenant } from './read-fault.ts';
import type { Control, Fault, FaultState } from './types.ts';

export interface ControlParts {
  readonly faults: FaultRegistry;
  readonly calls: CallLog;
  readonly devices: Devices;
  readonly clock: Clock;
  readonly appsync: AppSync;
  /** Deletes at once what has expired. */
  readonly sweepExpired: () => unknown;
  /** Starts what is scheduled for the time that has passed. */
  readonly runSchedules: () => Promise<void>;
}

/** @param session who sets faults; `faults` lists and verifies this session's only. Undefined: the process's own, which sees all. */
export function createControl(parts: ControlParts, session?: string): Control {
  const { faults, calls, devices, clock, appsync } = parts;
  return {
    async fail(target, fault) {
      return handleOf(faults, faults.add(session ?? 'process', target, fault));
    },
    faults: {
      list: async () => faults.list(session),
      verify: async () => faults.verify({ session }),
      clear: async () => faults.clear(session),
    },
    emit: devices.emit,
    skipSequence: devices.skipSequence,
    async closeSockets({ tenant } = {}) {
      if (tenant === undefined) return appsync.closeSockets();
      const wanted = callersOf(readTenant(tenant));
      return appsync.closeSocketsOf(({ identity }) =>
        wanted.some(
          (caller) => caller === identity.username || ('sub' in identity && caller === identity.sub),
        ),
      );
    },
    clock: {
      now: async () => new Date(clock.now()),
      async advance(duration) {
        const now = clock.now();
        clock.advance(addDuration(now, duration) - now);
        await parts.sweepExpired();
        await parts.runSchedules();
        return new Date(clock.now());
      },
    },
    calls: async (target, { tenant } = {}) =>
      calls.find(target, tenant === undefined ? undefined : readTenant(tenant)),
  };
}

function handleOf(faults: FaultRegistry, { id }: FaultState): Fault {
  const verify = async (): Promise<void> => faults.verify({ id });
  return {
    id,
    met: async () => faults.state(id).met,
    verify,
    remove: async () => faults.remove(id),
    [Symbol.asyncDispose]: verify,
  };
}
