/** Deliveries, and what changes with them: compartment, free count, sequence and event of their locker. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery, DeliveryStatus } from '../domain/delivery.ts';
import type { LockerEvent } from '../domain/locker-event.ts';
import type { TenantId } from '../domain/principal.ts';
import { freeCompartment, recordEvent, reserveCompartment } from './changes.ts';
import { deliveryIndex, deliveryPartition } from './index-keys.ts';
import { deliveryItem, entityOf } from './items.ts';
import { deliveryKey } from './keys.ts';
import { queryPage, type Page, type PageRequest, type Range } from './page.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import { isVersion, putNew, type Write } from './writes.ts';

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
    return {
      index: deliveryIndex.byStatusAndLocker,
      partition: deliveryPartition.byStatusAndLocker(tenant, status, lockerId),
    };
  }
  if (lockerId)
    return { index: deliveryIndex.byLocker, partition: deliveryPartition.byLocker(tenant, lockerId) };
  if (status) return { index: deliveryIndex.byStatus, partition: deliveryPartition.byStatus(tenant, status) };
  return { index: deliveryIndex.all, partition: deliveryPartition.all(tenant) };
};

/** The one Query that answers a filter. */
const deliveryRange = (tenant: TenantId, filter: DeliveryFilter): Range => ({
  ...partitionOf(tenant, filter),
  ...(filter.expectedFrom === undefined ? {} : { from: filter.expectedFrom }),
  ...(filter.expectedTo === undefined ? {} : { to: `${filter.expectedTo}~` }),
  descending: true,
});

export const deliveryRepository = (table: TableClient) => ({
  /** Undefined also where it is another partner's. */
  async find(tenant: TenantId, deliveryId: string): Promise<Delivery | undefined> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: deliveryKey(deliveryId), ConsistentRead: true }),
    );
    const delivery = Item && entityOf<Delivery>(Item);
    return delivery?.partnerId === tenant ? delivery : undefined;
  },

  async list(tenant: TenantId, filter: DeliveryFilter, request: PageRequest): Promise<Page<Delivery>> {
    const page = await queryPage(table, deliveryRange(tenant, filter), request);
    return { ...page, items: page.items.map((item) => entityOf<Delivery>(item)) };
  },

  /** Announces the delivery and takes its compartment, provided that it is still free and the locker online. */
  async announce(delivery: Delivery, event: LockerEvent, record: readonly Write[]): Promise<void> {
    await transact(table, [
      putNew('delivery', deliveryItem(delivery)),
      ...reserveCompartment(delivery),
      ...recordEvent(event),
      ...record,
    ]);
  },

  /** Writes the cancelled delivery and frees its compartment. */
  async cancel(delivery: Delivery, event: LockerEvent, record: readonly Write[]): Promise<void> {
    await transact(table, [
      {
        kind: 'put',
        label: 'delivery',
        item: deliveryItem(delivery),
        conditions: [isVersion(delivery.version - 1)],
      },
      ...freeCompartment(delivery),
      ...recordEvent(event),
      ...record,
    ]);
  },
});

export type DeliveryRepository = ReturnType<typeof deliveryRepository>;
