/** Who takes part, with what of the SDK they use. */
import type { SandboxClient, Sandbox, SandboxLocker } from '../src/index.ts';
import type { SignedInUser } from '../src/world/tenants.ts';

export interface Cast {
  readonly partner: SandboxClient;
  readonly courier: SignedInUser;
  readonly manager: SignedInUser;
  /** Its controller reports all the time. */
  readonly reporting: SandboxLocker;
  /** Deliveries are brought there. */
  readonly receiving: readonly SandboxLocker[];
  /** Nobody has anything to bring there. */
  readonly spare: SandboxLocker;
}

/** Deliveries that may wait for one locker: the contract's limit. */
export const deliveriesPerLocker = 20;

/** @param deliveryCount that the courier can bring: one a second while somebody is there to be told */
export async function createCast(sandbox: Sandbox, deliveryCount: number): Promise<Cast> {
  const reporting = await sandbox.locker({ compartments: { small: 1 } });
  const { buildingId } = reporting;
  const receiving: SandboxLocker[] = [];
  for (let index = 0; index < deliveryCount / deliveriesPerLocker; index += 1)
    receiving.push(await sandbox.locker({ buildingId, compartments: { small: deliveriesPerLocker } }));
  return {
    partner: await sandbox.partner(),
    courier: await sandbox.courier(),
    manager: await sandbox.manager({ buildings: [buildingId] }),
    reporting,
    receiving,
    spare: await sandbox.locker({ buildingId, compartments: { small: 2 } }),
  };
}
