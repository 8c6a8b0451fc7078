/**
 * Buildings that do not count the lockers which stand in them: after a Region was lost, because the items of one transaction may have
 * arrived apart, and in a table from before there were buildings, where lockers name some that are not there.
 */
import { newBuilding, type Building } from '../domain/building.ts';
import type { Locker } from '../domain/locker.ts';
import { buildingRepository } from './building-repository.ts';
import { allLockersPartitions, buildingIndex, buildingIndexPartition, lockerIndex } from './index-keys.ts';
import { buildingItem, entityOf } from './items.ts';
import { buildingKey } from './keys.ts';
import { queryAll } from './page.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import { putNew } from './writes.ts';

export interface Miscounted {
  /** As it should be. One that is not there has the address of its first locker, and is called by it. */
  readonly building: Building;
  /** What it counts; undefined when it is not there. */
  readonly counted: number | undefined;
}

/** Longest name of the contract. */
const NAME_LENGTH = 100;

/**
 * Finds them. Lockers are counted by an index, which follows a moment later: look when nobody installs any.
 *
 * @returns those that `mendBuildings` would write
 */
export const findMiscounted = async (table: TableClient): Promise<readonly Miscounted[]> => {
  const lockers = new Map<string, Locker[]>();
  for (const partition of allLockersPartitions())
    for await (const item of queryAll(table, { index: lockerIndex.all, partition })) {
      const locker = entityOf<Locker>(item);
      lockers.set(locker.buildingId, [...(lockers.get(locker.buildingId) ?? []), locker]);
    }
  const ids = new Set(lockers.keys());
  for await (const item of queryAll(table, { index: buildingIndex, partition: buildingIndexPartition() }))
    ids.add(entityOf<Building>(item).id);

  const { find } = buildingRepository(table);
  const found: Miscounted[] = [];
  for (const id of ids) {
    const [first, ...others] = (lockers.get(id) ?? []).toSorted((a, b) =>
      a.createdAt < b.createdAt ? -1 : 1,
    );
    const lockerCount = first ? 1 + others.length : 0;
    const building = await find(id);
    if (building?.lockerCount === lockerCount) continue;
    if (building) found.push({ building: { ...building, lockerCount }, counted: building.lockerCount });
    else if (first) {
      const { address, createdAt } = first;
      const made = newBuilding(id, { name: address.line1.slice(0, NAME_LENGTH), address }, createdAt);
      found.push({ building: { ...made, lockerCount }, counted: undefined });
    }
  }
  return found;
};

/**
 * Makes them count what there is, in the Region that is written to.
 *
 * @returns those that were written
 * @throws ConditionFailed when somebody created or deleted a locker meanwhile: run it again
 */
export const mendBuildings = async (table: TableClient): Promise<readonly Miscounted[]> => {
  const found = await findMiscounted(table);
  for (const { building, counted } of found)
    await transact(table, [
      counted === undefined
        ? putNew('building', buildingItem(building))
        : {
            kind: 'update',
            label: 'building',
            key: buildingKey(building.id),
            set: { lockerCount: building.lockerCount },
            conditions: [{ attribute: 'lockerCount', is: '=', value: counted }],
          },
    ]);
  return found;
};
