/** Apart from the other tenants because it loads the AWS SDK. */
import { BUILDING_LABEL, buildingRepository } from '../../../src/data/building-repository.ts';
import { lockerRepository, type LockerWithCompartments } from '../../../src/data/locker-repository.ts';
import type { TableClient } from '../../../src/data/table-client.ts';
import { ConditionFailed } from '../../../src/data/transaction.ts';
import { newBuilding } from '../../../src/domain/building.ts';

/** Puts a locker into its building, which is made, at the locker's address, unless it is there. */
export async function insertLocker(table: TableClient, locker: LockerWithCompartments): Promise<void> {
  const { buildingId, address, createdAt } = locker.locker;
  const insert = () => lockerRepository(table).insert(locker, []);
  const building = newBuilding(buildingId, { name: `Building ${buildingId.slice(-6)}`, address }, createdAt);
  try {
    await insert();
  } catch (error) {
    if (!(error instanceof ConditionFailed) || !error.labels.includes(BUILDING_LABEL)) throw error;
    // Somebody else may make it at the same time.
    await buildingRepository(table)
      .insert(building, [])
      .catch((failure: unknown) => {
        if (!(failure instanceof ConditionFailed)) throw failure;
      });
    await insert();
  }
}
