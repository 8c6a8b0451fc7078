/** Lockers with their compartments. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Compartment, Locker } from '../domain/locker.ts';
import { lockerIndexPartition } from './index-keys.ts';
import { itemType } from './item-types.ts';
import { compartmentItem, entityOf, isOfType, lockerItem, sequenceItem } from './items.ts';
import { compartmentKey, lockerKey, lockerPartition, sequenceKey, sortPrefix } from './keys.ts';
import { queryAll, queryPage, type Page, type PageRequest } from './page.ts';
import type { TableClient } from './table-client.ts';
import { transact, type Write } from './transaction.ts';

export interface LockerWithCompartments {
  readonly locker: Locker;
  /** By number. */
  readonly compartments: readonly Compartment[];
}

/** Which lockers to list: one building's, or all. */
export interface LockerFilter {
  readonly buildingId?: string | undefined;
  readonly status?: string | undefined;
}

export const lockerRepository = (table: TableClient) => ({
  /** As it is now. */
  async find(lockerId: string): Promise<LockerWithCompartments | undefined> {
    const items: Record<string, unknown>[] = [];
    const range = {
      partition: lockerPartition(lockerId),
      prefix: sortPrefix.lockerWithCompartments,
      consistent: true,
    };
    for await (const item of queryAll(table, range)) items.push(item);
    const locker = items.find((item) => isOfType(item, itemType.locker));
    if (!locker) return undefined;
    const compartments = items
      .filter((item) => isOfType(item, itemType.compartment))
      .map((item) => entityOf<Compartment>(item))
      .toSorted((a, b) => a.number - b.number);
    return { locker: entityOf<Locker>(locker), compartments };
  },

  /** Sequence of the locker's last event; 0 before the first. */
  async lastSequence(lockerId: string): Promise<number> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: sequenceKey(lockerId), ConsistentRead: true }),
    );
    return Number(Item?.['sequence'] ?? 0);
  },

  async list({ buildingId, status }: LockerFilter, request: PageRequest): Promise<Page<Locker>> {
    const page = await queryPage(
      table,
      {
        ...(buildingId === undefined
          ? { index: 'gsi2' as const, partition: lockerIndexPartition.all() }
          : { index: 'gsi1' as const, partition: lockerIndexPartition.byBuilding(buildingId) }),
        filter: status === undefined ? undefined : { attribute: 'status', equals: status },
      },
      request,
    );
    return { ...page, items: page.items.map((item) => entityOf<Locker>(item)) };
  },

  async insert({ locker, compartments }: LockerWithCompartments, once: readonly Write[]): Promise<void> {
    await transact(table, [
      { label: 'locker', Put: { Item: lockerItem(locker), ConditionExpression: 'attribute_not_exists(pk)' } },
      { label: 'sequence', Put: { Item: sequenceItem(locker.lockerId, 0) } },
      ...compartments.map((compartment): Write => ({
        label: 'compartment',
        Put: { Item: compartmentItem(compartment) },
      })),
      ...once,
    ]);
  },

  /** Writes what people edit, and leaves what deliveries and devices change as it is. */
  async update(locker: Locker, once: readonly Write[]): Promise<void> {
    const { name, address, status, updatedAt, version } = locker;
    await transact(table, [
      {
        label: 'locker',
        Update: {
          Key: lockerKey(locker.lockerId),
          UpdateExpression:
            'SET #name = :name, #address = :address, #status = :status, updatedAt = :updatedAt, version = :version',
          ConditionExpression: 'version = :replaced',
          ExpressionAttributeNames: { '#name': 'name', '#address': 'address', '#status': 'status' },
          ExpressionAttributeValues: {
            ':name': name,
            ':address': address,
            ':status': status,
            ':updatedAt': updatedAt,
            ':version': version,
            ':replaced': version - 1,
          },
        },
      },
      ...once,
    ]);
  },

  /** Deletes a locker in which nothing lies or is awaited. Its events stay: they are history. */
  async remove({ locker, compartments }: LockerWithCompartments, once: readonly Write[]): Promise<void> {
    await transact(table, [
      {
        label: 'locker',
        Delete: {
          Key: lockerKey(locker.lockerId),
          ConditionExpression: 'version = :deleted',
          ExpressionAttributeValues: { ':deleted': locker.version },
        },
      },
      ...compartments.map(({ compartmentId }): Write => ({
        label: 'compartment',
        Delete: {
          Key: compartmentKey(locker.lockerId, compartmentId),
          ConditionExpression: 'NOT #status IN (:reserved, :occupied)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':reserved': 'reserved', ':occupied': 'occupied' },
        },
      })),
      ...once,
    ]);
  },
});

export type LockerRepository = ReturnType<typeof lockerRepository>;
