/** Deliveries, and what changes with them: compartment, free count, sequence and event of their locker. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery, DeliveryStatus } from '../domain/delivery.ts';
import { deliveryEvent } from '../domain/locker-event.ts';
import type { TenantId } from '../domain/principal.ts';
import { deliveryPartition } from './index-keys.ts';
import { deliveryItem, entityOf, eventItem } from './items.ts';
import { compartmentKey, deliveryKey, freeCountAttribute, lockerKey } from './keys.ts';
import { queryPage, type Page, type PageRequest, type Range } from './page.ts';
import { sequenceWrites } from './sequence-writes.ts';
import type { TableClient } from './table-client.ts';
import { transact, type Write } from './transaction.ts';

export interface DeliveryFilter {
  readonly status?: DeliveryStatus | undefined;
  readonly lockerId?: string | undefined;
  /** UTC days, both included. */
  readonly expectedFrom?: string | undefined;
  readonly expectedTo?: string | undefined;
}

const partitionOf = (
  tenant: TenantId,
  { status, lockerId }: DeliveryFilter,
): Pick<Range, 'index' | 'partition'> => {
  if (status && lockerId) {
    return { index: 'gsi4', partition: deliveryPartition.byStatusAndLocker(tenant, status, lockerId) };
  }
  if (lockerId) return { index: 'gsi3', partition: deliveryPartition.byLocker(tenant, lockerId) };
  if (status) return { index: 'gsi2', partition: deliveryPartition.byStatus(tenant, status) };
  return { index: 'gsi6', partition: deliveryPartition.all(tenant) };
};

/** The one Query that answers a filter. */
const deliveryRange = (tenant: TenantId, filter: DeliveryFilter): Range => ({
  ...partitionOf(tenant, filter),
  ...(filter.expectedFrom === undefined ? {} : { from: filter.expectedFrom }),
  ...(filter.expectedTo === undefined ? {} : { to: `${filter.expectedTo}~` }),
  descending: true,
});

export const deliveryRepository = (table: TableClient) => ({
  async find(tenant: TenantId, deliveryId: string): Promise<Delivery | undefined> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: deliveryKey(tenant, deliveryId), ConsistentRead: true }),
    );
    return Item && entityOf<Delivery>(Item);
  },

  async list(tenant: TenantId, filter: DeliveryFilter, request: PageRequest): Promise<Page<Delivery>> {
    const page = await queryPage(table, deliveryRange(tenant, filter), request);
    return { ...page, items: page.items.map((item) => entityOf<Delivery>(item)) };
  },

  /** Announces the delivery and takes its compartment, provided that it is still free and the locker online. */
  async announce(delivery: Delivery, once: readonly Write[]): Promise<void> {
    await transact(table, [
      {
        label: 'delivery',
        Put: { Item: deliveryItem(delivery), ConditionExpression: 'attribute_not_exists(pk)' },
      },
      {
        label: 'compartment',
        Update: {
          Key: compartmentKey(delivery.lockerId, delivery.compartmentId),
          UpdateExpression: 'SET #status = :reserved, deliveryId = :delivery',
          ConditionExpression: '#status = :free',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':reserved': 'reserved',
            ':free': 'free',
            ':delivery': delivery.deliveryId,
          },
        },
      },
      {
        label: 'locker',
        Update: {
          Key: lockerKey(delivery.lockerId),
          UpdateExpression: 'ADD #free :taken',
          ConditionExpression: '#status = :online',
          ExpressionAttributeNames: {
            '#free': freeCountAttribute[delivery.compartmentSize],
            '#status': 'status',
          },
          ExpressionAttributeValues: { ':taken': -1, ':online': 'online' },
        },
      },
      ...sequenceWrites(eventItem(deliveryEvent(delivery))),
      ...once,
    ]);
  },

  /** Writes the cancelled delivery and frees its compartment. */
  async cancel(delivery: Delivery, once: readonly Write[]): Promise<void> {
    await transact(table, [
      {
        label: 'delivery',
        Put: {
          Item: deliveryItem(delivery),
          ConditionExpression: 'version = :replaced',
          ExpressionAttributeValues: { ':replaced': delivery.version - 1 },
        },
      },
      {
        label: 'compartment',
        Update: {
          Key: compartmentKey(delivery.lockerId, delivery.compartmentId),
          UpdateExpression: 'SET #status = :free REMOVE deliveryId',
          ConditionExpression: 'deliveryId = :delivery',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':free': 'free', ':delivery': delivery.deliveryId },
        },
      },
      {
        label: 'locker',
        Update: {
          Key: lockerKey(delivery.lockerId),
          UpdateExpression: 'ADD #free :freed',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#free': freeCountAttribute[delivery.compartmentSize] },
          ExpressionAttributeValues: { ':freed': 1 },
        },
      },
      ...sequenceWrites(eventItem(deliveryEvent(delivery))),
      ...once,
    ]);
  },
});

export type DeliveryRepository = ReturnType<typeof deliveryRepository>;
