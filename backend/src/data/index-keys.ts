/**
 * Keys of the global secondary indexes. Each function gives the index attributes of one kind of item; a repository spreads them
 * into the item it writes, and asks with the partition functions of the same name.
 *
 * Like keys.ts this file is bundled into AppSync resolvers and keeps to what APPSYNC_JS knows.
 */
import {
  buildingPartition,
  courierPartition,
  deliveryIdPartition,
  lockerPartition,
  partnerPartition,
  singlePartition,
} from './keys.ts';
import type { IndexName } from './table.ts';

/** Names of an index's two keys. */
export const partitionKeyOf = (index: IndexName): string => `${index}pk`;
export const sortKeyOf = (index: IndexName): string => `${index}sk`;

/** What puts an item into an index. */
const entry = (index: IndexName, partition: string, sort: string): Readonly<Record<string, string>> => ({
  [partitionKeyOf(index)]: partition,
  [sortKeyOf(index)]: sort,
});

export interface InvoiceIndexed {
  readonly partnerId: string;
  readonly invoiceId: string;
  readonly status: string;
  readonly buildingId: string;
  /** RFC 3339, absent while the invoice is a draft. */
  readonly issuedAt?: string | null | undefined;
  readonly createdAt: string;
}

export interface DeliveryIndexed {
  readonly partnerId: string;
  readonly deliveryId: string;
  readonly status: string;
  readonly lockerId: string;
  /** Absent until a courier is assigned: the item is then not in the courier's index. */
  readonly courierId?: string | null | undefined;
  /** The day it is brought, `YYYY-MM-DD`. */
  readonly day: string;
}

export interface LockerIndexed {
  readonly lockerId: string;
  readonly buildingId: string;
}

/** Sorts after every date: digits end before `:`. A range that ends here holds all issued invoices and no draft. */
export const AFTER_EVERY_DATE = ':';

/**
 * Invoices sort by issue; drafts, which have none, sort as the newest by creation. The `D#` keeps them behind every date, so that
 * a range of dates never holds a draft.
 */
export const invoiceSortKey = (invoice: InvoiceIndexed): string =>
  invoice.issuedAt
    ? `${invoice.issuedAt}#${invoice.invoiceId}`
    : `D#${invoice.createdAt}#${invoice.invoiceId}`;

/** Partition of an invoice list: one for each set of equality filters. */
export const invoicePartition = {
  all: (partnerId: string): string => `${partnerPartition(partnerId)}#INVOICES`,
  byStatus: (partnerId: string, status: string): string =>
    `${partnerPartition(partnerId)}#INVOICES#STATUS#${status}`,
  byBuilding: (partnerId: string, buildingId: string): string =>
    `${partnerPartition(partnerId)}#INVOICES#BUILDING#${buildingId}`,
  byStatusAndBuilding: (partnerId: string, status: string, buildingId: string): string =>
    `${partnerPartition(partnerId)}#INVOICES#STATUS#${status}#BUILDING#${buildingId}`,
};

/** Which index of the table holds which list of invoices. */
export const invoiceIndex = {
  all: 'gsi1',
  byStatus: 'gsi2',
  byBuilding: 'gsi3',
  byStatusAndBuilding: 'gsi4',
} as const satisfies Record<keyof typeof invoicePartition, IndexName>;

export const invoiceIndexKeys = (invoice: InvoiceIndexed): Readonly<Record<string, string>> => {
  const { partnerId, status, buildingId } = invoice;
  const sort = invoiceSortKey(invoice);
  return {
    ...entry(invoiceIndex.all, invoicePartition.all(partnerId), sort),
    ...entry(invoiceIndex.byStatus, invoicePartition.byStatus(partnerId, status), sort),
    ...entry(invoiceIndex.byBuilding, invoicePartition.byBuilding(partnerId, buildingId), sort),
    ...entry(
      invoiceIndex.byStatusAndBuilding,
      invoicePartition.byStatusAndBuilding(partnerId, status, buildingId),
      sort,
    ),
  };
};

/** Deliveries sort by the day they are brought, then by announcement (ULIDs sort by creation). */
const deliverySortKey = (delivery: DeliveryIndexed): string => `${delivery.day}#${delivery.deliveryId}`;

/** Partition of a delivery list: one for each set of equality filters. */
export const deliveryPartition = {
  all: (partnerId: string): string => `${partnerPartition(partnerId)}#DELIVERIES`,
  byId: (deliveryId: string): string => deliveryIdPartition(deliveryId),
  byStatus: (partnerId: string, status: string): string =>
    `${partnerPartition(partnerId)}#DELIVERIES#STATUS#${status}`,
  byLocker: (partnerId: string, lockerId: string): string =>
    `${partnerPartition(partnerId)}#DELIVERIES#LOCKER#${lockerId}`,
  byStatusAndLocker: (partnerId: string, status: string, lockerId: string): string =>
    `${partnerPartition(partnerId)}#DELIVERIES#STATUS#${status}#LOCKER#${lockerId}`,
  byCourier: (courierId: string): string => courierPartition(courierId),
};

/** Which index of the table holds which list of deliveries. */
export const deliveryIndex = {
  byId: 'gsi1',
  byStatus: 'gsi2',
  byLocker: 'gsi3',
  byStatusAndLocker: 'gsi4',
  byCourier: 'gsi5',
  all: 'gsi6',
} as const satisfies Record<keyof typeof deliveryPartition, IndexName>;

/** A delivery without a courier is in no courier's list. */
export const deliveryIndexKeys = (delivery: DeliveryIndexed): Readonly<Record<string, string>> => {
  const { partnerId, deliveryId, status, lockerId, courierId } = delivery;
  const sort = deliverySortKey(delivery);
  return {
    ...entry(deliveryIndex.byId, deliveryPartition.byId(deliveryId), 'DELIVERY'),
    ...entry(deliveryIndex.byStatus, deliveryPartition.byStatus(partnerId, status), sort),
    ...entry(deliveryIndex.byLocker, deliveryPartition.byLocker(partnerId, lockerId), sort),
    ...entry(
      deliveryIndex.byStatusAndLocker,
      deliveryPartition.byStatusAndLocker(partnerId, status, lockerId),
      sort,
    ),
    ...(courierId ? entry(deliveryIndex.byCourier, deliveryPartition.byCourier(courierId), sort) : {}),
    ...entry(deliveryIndex.all, deliveryPartition.all(partnerId), sort),
  };
};

/** `begins_with` of the courier's index for one day. */
export const courierDayPrefix = (day: string): string => `${day}#`;

export interface UserIndexed {
  readonly email: string;
}

/** Which index of the table lists the users: by email address, so that one is found by it in one request. */
export const userIndex = 'gsi2' satisfies IndexName;

export const userIndexPartition = (): string => singlePartition.allUsers;

export const userIndexKeys = ({ email }: UserIndexed): Readonly<Record<string, string>> =>
  entry(userIndex, userIndexPartition(), email);

export const lockerIndexPartition = {
  byBuilding: (buildingId: string): string => buildingPartition(buildingId),
  all: (): string => singlePartition.allLockers,
};

/** Which index of the table holds which list of lockers. */
export const lockerIndex = {
  byBuilding: 'gsi1',
  all: 'gsi2',
} as const satisfies Record<keyof typeof lockerIndexPartition, IndexName>;

export const lockerIndexKeys = ({
  lockerId,
  buildingId,
}: LockerIndexed): Readonly<Record<string, string>> => ({
  ...entry(lockerIndex.byBuilding, lockerIndexPartition.byBuilding(buildingId), lockerPartition(lockerId)),
  ...entry(lockerIndex.all, lockerIndexPartition.all(), lockerPartition(lockerId)),
});
