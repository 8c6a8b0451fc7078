/** Lockers with their compartments. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Compartment, CompartmentCounts, Locker, Progress } from '../domain/locker.ts';
import { noMessages } from '../domain/recorded-messages.ts';
import { readTogether } from './batch-read.ts';
import { countLocker } from './building-repository.ts';
import { allLockersPartitions, lockerIndex, lockerIndexPartition } from './index-keys.ts';
import { itemType } from './item-types.ts';
import { compartmentItem, entityOf, freeCountsOf, isOfType, lockerItem, sequenceItem } from './items.ts';
import { compartmentKey, lockerKey, lockerPartition, lockerRange, sequenceKey } from './keys.ts';
import { queryAll, queryPartitions, type Page, type PageRequest } from './page.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import { isVersion, putNew, type Write } from './writes.ts';

export interface LockerWithCompartments {
  readonly locker: Locker;
  /** By number. */
  readonly compartments: readonly Compartment[];
}

export interface FoundLocker extends LockerWithCompartments {
  /** Sequence of the locker's last event; 0 before the first. */
  readonly lastSequence: number;
  /** What is counted with it. */
  readonly counted: Partial<Progress>;
}

/** A locker as it is listed. */
export interface ListedLocker {
  readonly locker: Locker;
  /** Free compartments. */
  readonly available: CompartmentCounts;
}

/** Which lockers to list: one building's, or all. */
export interface LockerFilter {
  readonly buildingId?: string | undefined;
  readonly status?: string | undefined;
}

export const lockerRepository = (table: TableClient) => ({
  /**
   * As it is now. The sequence is read first, so that whoever writes on the condition that it is still the last one has seen what
   * happened before it.
   */
  async find(lockerId: string): Promise<FoundLocker | undefined> {
    const range = {
      partition: lockerPartition(lockerId),
      ...lockerRange,
      descending: true,
      consistent: true,
    };
    const items: Record<string, unknown>[] = [];
    for await (const item of queryAll(table, range)) items.push(item);
    const locker = items.find((item) => isOfType(item, itemType.locker));
    if (!locker) return undefined;
    const compartments = items
      .filter((item) => isOfType(item, itemType.compartment))
      .map((item) => entityOf<Compartment>(item))
      .toSorted((a, b) => a.number - b.number);
    const counted = items.find((item) => isOfType(item, itemType.sequence)) ?? {};
    return {
      locker: entityOf<Locker>(locker),
      compartments,
      lastSequence: Number(counted['sequence'] ?? 0),
      counted: entityOf<Partial<Progress>>(counted),
    };
  },

  /** Sequence of the locker's last event; 0 before the first. */
  async lastSequence(lockerId: string): Promise<number> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: sequenceKey(lockerId), ConsistentRead: true }),
    );
    return Number(Item?.['sequence'] ?? 0);
  },

  async list({ buildingId, status }: LockerFilter, request: PageRequest): Promise<Page<ListedLocker>> {
    const where = {
      conditions: status === undefined ? [] : [{ attribute: 'status', is: '=', value: status } as const],
      ...(buildingId === undefined
        ? { index: lockerIndex.all, partitions: allLockersPartitions() }
        : { index: lockerIndex.byBuilding, partitions: [lockerIndexPartition.byBuilding(buildingId)] }),
    };
    const page = await queryPartitions(table, where, request);
    const lockers = page.items.map((item) => entityOf<Locker>(item));
    const counted = await readTogether(
      table,
      lockers.map(({ id }) => sequenceKey(id)),
      { consistent: false },
    );
    const items = lockers.map((locker) => {
      const { freeSmall, freeMedium, freeLarge } = entityOf<Partial<Progress>>(
        counted.find(({ lockerId }) => lockerId === locker.id) ?? {},
      );
      return {
        locker,
        available: { small: freeSmall ?? 0, medium: freeMedium ?? 0, large: freeLarge ?? 0 },
      };
    });
    return { ...page, items };
  },

  /** @throws ConditionFailed of `BUILDING_LABEL` when there is no such building */
  async insert({ locker, compartments }: LockerWithCompartments, record: readonly Write[]): Promise<void> {
    await transact(table, [
      countLocker(locker.buildingId, 1),
      putNew('locker', lockerItem(locker)),
      putNew('sequence', {
        ...sequenceItem(locker.id, 0),
        ...freeCountsOf(compartments),
        recorded: noMessages,
      }),
      ...compartments.map((compartment) => putNew('compartment', compartmentItem(compartment))),
      ...record,
    ]);
  },

  /** Writes what people edit, and leaves what deliveries and devices change as it is. */
  async update(locker: Locker, record: readonly Write[]): Promise<void> {
    const { name, address, status, updatedAt, version } = locker;
    await transact(table, [
      {
        kind: 'update',
        label: 'locker',
        key: lockerKey(locker.id),
        set: { name, address, status, updatedAt, version },
        conditions: [isVersion(version - 1)],
      },
      ...record,
    ]);
  },

  /** Deletes a locker in which nothing lies or is awaited. Its events stay: they are history. */
  async remove({ locker, compartments }: LockerWithCompartments, record: readonly Write[]): Promise<void> {
    await transact(table, [
      countLocker(locker.buildingId, -1),
      {
        kind: 'delete',
        label: 'locker',
        key: lockerKey(locker.id),
        conditions: [isVersion(locker.version)],
      },
      ...compartments.map(({ id }): Write => ({
        kind: 'delete',
        label: 'compartment',
        key: compartmentKey(locker.id, id),
        conditions: [{ attribute: 'status', is: 'none of', value: ['reserved', 'occupied'] }],
      })),
      ...record,
    ]);
  },
});

export type LockerRepository = ReturnType<typeof lockerRepository>;
