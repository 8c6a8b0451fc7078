/** What the routes of the control do. */
import type { Tenants } from '../../world/tenants.ts';
import type { FaultRegistry } from '../faults.ts';
import type { Target } from '../targets.ts';
import type { Control, FaultOf } from '../types.ts';
import type { SandboxAddresses } from './addresses.ts';
import type { ControlHandlers } from './server.ts';

export interface HandlersOptions {
  /** Of one session: it lists and verifies that session's faults only. */
  readonly control: Control;
  readonly faults: FaultRegistry;
  readonly tenants: Tenants;
  readonly addresses: SandboxAddresses;
  readonly settled: () => Promise<void>;
}

export const controlHandlers = ({
  control,
  faults,
  tenants,
  addresses,
  settled,
}: HandlersOptions): ControlHandlers => ({
  getSandbox: () => addresses,
  makePartner: tenants.partner,
  makeLocker: tenants.locker,
  makeCourier: tenants.courier,
  makeManager: tenants.manager,
  async setFault({ target, fault }) {
    // JSON has no Infinity.
    const times = 'times' in fault && fault.times === null ? { times: Infinity } : {};
    // What a target's faults are is checked when one is set.
    const { id } = await control.fail(target as Target, { ...fault, ...times } as FaultOf<Target>);
    return faults.state(id);
  },
  listFaults: control.faults.list,
  verifyFaults: control.faults.verify,
  clearFaults: control.faults.clear,
  getFault: ({ id }) => faults.state(id),
  verifyFault: ({ id }) => faults.verify({ id }),
  removeFault: ({ id }) => faults.remove(id),
  emit: control.emit,
  skipSequence: ({ lockerId, count }) => control.skipSequence(lockerId, count),
  closeSockets: async (scope) => ({ closed: await control.closeSockets(scope) }),
  getClock: async () => ({ now: (await control.clock.now()).toISOString() }),
  advanceClock: async ({ duration }) => ({ now: (await control.clock.advance(duration)).toISOString() }),
  listCalls: ({ target, ...scope }) => control.calls(target, scope),
  settle: settled,
});
