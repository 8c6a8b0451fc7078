/** Buildings, and which of them there are. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Building } from '../domain/building.ts';
import { readTogether } from './batch-read.ts';
import { buildingIndex, buildingIndexPartition } from './index-keys.ts';
import { buildingItem, entityOf } from './items.ts';
import { buildingKey } from './keys.ts';
import { queryPage, type Page, type PageRequest } from './page.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import { isPresent, isVersion, putNew, type UpdateWrite, type Write } from './writes.ts';

/** Label of the write that a building stops which is not there, or not as it was. */
export const BUILDING_LABEL = 'building';

/** Goes with the locker that is created in the building, or deleted. */
export const countLocker = (buildingId: string, by: 1 | -1): UpdateWrite => ({
  kind: 'update',
  label: BUILDING_LABEL,
  key: buildingKey(buildingId),
  add: { lockerCount: by },
  conditions: [isPresent],
});

export const buildingRepository = (table: TableClient) => ({
  async find(buildingId: string): Promise<Building | undefined> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: buildingKey(buildingId), ConsistentRead: true }),
    );
    return Item && entityOf<Building>(Item);
  },

  /**
   * Those of these buildings that there are, in the order of the ids.
   *
   * @param buildingIds - at most 100, which is what DynamoDB reads at once
   */
  async findEach(buildingIds: readonly string[]): Promise<readonly Building[]> {
    const keys = [...new Set(buildingIds)].map((id) => buildingKey(id));
    const items = await readTogether(table, keys, { consistent: true });
    const found = items.map((item) => entityOf<Building>(item));
    return buildingIds.flatMap((id) => found.find((building) => building.id === id) ?? []);
  },

  async list(request: PageRequest): Promise<Page<Building>> {
    const page = await queryPage(
      table,
      { index: buildingIndex, partition: buildingIndexPartition() },
      request,
    );
    return { ...page, items: page.items.map((item) => entityOf<Building>(item)) };
  },

  insert: (building: Building, record: readonly Write[]): Promise<void> =>
    transact(table, [putNew(BUILDING_LABEL, buildingItem(building)), ...record]),

  /** Writes what people edit, and leaves the number of lockers as it is. */
  update: ({ id, name, address, updatedAt, version }: Building, record: readonly Write[]): Promise<void> =>
    transact(table, [
      {
        kind: 'update',
        label: BUILDING_LABEL,
        key: buildingKey(id),
        set: { name, address, updatedAt, version },
        conditions: [isVersion(version - 1)],
      },
      ...record,
    ]),

  /** Deletes a building in which no locker stands. */
  remove: ({ id, version }: Building, record: readonly Write[]): Promise<void> =>
    transact(table, [
      {
        kind: 'delete',
        label: BUILDING_LABEL,
        key: buildingKey(id),
        conditions: [isVersion(version), { attribute: 'lockerCount', is: '=', value: 0 }],
      },
      ...record,
    ]),
});

export type BuildingRepository = ReturnType<typeof buildingRepository>;
