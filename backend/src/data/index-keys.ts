/**
 * Keys of the global secondary indexes. Each function gives the index attributes of one kind of item; a repository spreads them
 * into the item it writes, and asks with the partition functions of the same name.
 *
 * Like keys.ts this file is bundled into AppSync resolvers and keeps to what APPSYNC_JS knows.
 */
import {
  partitionPrefix,
  buildingPartition,
  courierPartition,
  indexSortKey,
  inKey,
  lockerPartition,
  partnerPartition,
  singlePartition,
} from './keys.ts';
import type { IndexName } from './table.ts';

/** Name of an index's partition key; all have one sort key, `indexSortKey`. */
export const partitionKeyOf = (index: IndexName): string => `${index}pk`;

/** What puts an item into indexes: its partition in each, and how it sorts in all of them. */
const entries = (
  sort: string,
  partitions: Readonly<Partial<Record<IndexName, string>>>,
): Readonly<Record<string, string>> => {
  const keys: Record<string, string> = { [indexSortKey]: sort };
  for (const [index, partition] of Object.entries(partitions))
    keys[partitionKeyOf(index as IndexName)] = partition;
  return keys;
};

export interface InvoiceIndexed {
  readonly partnerId: string;
  readonly id: string;
  readonly status: string;
  readonly buildingId: string;
  /** RFC 3339, absent while the invoice is a draft. */
  readonly issuedAt?: string | null | undefined;
  readonly createdAt: string;
}

export interface DeliveryIndexed {
  readonly partnerId: string;
  readonly id: string;
  readonly status: string;
  readonly lockerId: string;
  /** Absent until a courier is assigned: the item is then not in the courier's index. */
  readonly courierId?: string | null | undefined;
  /** The day it is brought, `YYYY-MM-DD`. */
  readonly expectedOn: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

export interface LockerIndexed {
  readonly id: string;
  readonly buildingId: string;
}

/** Sorts after every date: digits end before `:`. A range that ends here holds all issued invoices and no draft. */
export const AFTER_EVERY_DATE = ':';

/**
 * Invoices sort by issue; drafts, which have none, sort as the newest by creation. The `D#` keeps them behind every date, so that
 * a range of dates never holds a draft.
 */
export const invoiceSortKey = (invoice: InvoiceIndexed): string =>
  invoice.issuedAt ? `${invoice.issuedAt}#${invoice.id}` : `D#${invoice.createdAt}#${invoice.id}`;

/** Partition of an invoice list: one for each set of equality filters. */
export const invoicePartition = {
  all: (partnerId: string): string => `${partnerPartition(partnerId)}#I`,
  byStatus: (partnerId: string, status: string): string => `${partnerPartition(partnerId)}#I#S#${status}`,
  byBuilding: (partnerId: string, buildingId: string): string =>
    `${partnerPartition(partnerId)}#I#${buildingPartition(buildingId)}`,
  byStatusAndBuilding: (partnerId: string, status: string, buildingId: string): string =>
    `${partnerPartition(partnerId)}#I#S#${status}#${buildingPartition(buildingId)}`,
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
  return entries(invoiceSortKey(invoice), {
    [invoiceIndex.all]: invoicePartition.all(partnerId),
    [invoiceIndex.byStatus]: invoicePartition.byStatus(partnerId, status),
    [invoiceIndex.byBuilding]: invoicePartition.byBuilding(partnerId, buildingId),
    [invoiceIndex.byStatusAndBuilding]: invoicePartition.byStatusAndBuilding(partnerId, status, buildingId),
  });
};

/** Deliveries sort by the day they are brought, then by announcement: their identifiers may be digests, which do not sort. */
const deliverySortKey = (delivery: DeliveryIndexed): string =>
  `${delivery.expectedOn}#${delivery.createdAt}#${inKey('dlv', delivery.id)}`;

/** Partition of a delivery list: one for each set of equality filters. */
export const deliveryPartition = {
  all: (partnerId: string): string => `${partnerPartition(partnerId)}#D`,
  byStatus: (partnerId: string, status: string): string => `${partnerPartition(partnerId)}#D#S#${status}`,
  byLocker: (partnerId: string, lockerId: string): string =>
    `${partnerPartition(partnerId)}#D#${lockerPartition(lockerId)}`,
  byStatusAndLocker: (partnerId: string, status: string, lockerId: string): string =>
    `${partnerPartition(partnerId)}#D#S#${status}#${lockerPartition(lockerId)}`,
  byCourier: (courierId: string): string => courierPartition(courierId),
};

/** Which index of the table holds which list of deliveries. */
export const deliveryIndex = {
  all: 'gsi1',
  byStatus: 'gsi2',
  byLocker: 'gsi3',
  byStatusAndLocker: 'gsi4',
  byCourier: 'gsi5',
} as const satisfies Record<keyof typeof deliveryPartition, IndexName>;

/** A delivery without a courier is in no courier's list. */
export const deliveryIndexKeys = (delivery: DeliveryIndexed): Readonly<Record<string, string>> => {
  const { partnerId, status, lockerId, courierId } = delivery;
  return entries(deliverySortKey(delivery), {
    [deliveryIndex.byStatus]: deliveryPartition.byStatus(partnerId, status),
    [deliveryIndex.byLocker]: deliveryPartition.byLocker(partnerId, lockerId),
    [deliveryIndex.byStatusAndLocker]: deliveryPartition.byStatusAndLocker(partnerId, status, lockerId),
    ...(courierId ? { [deliveryIndex.byCourier]: deliveryPartition.byCourier(courierId) } : {}),
    [deliveryIndex.all]: deliveryPartition.all(partnerId),
  });
};

/** `begins_with` of the courier's index for one day. */
export const courierDayPrefix = (day: string): string => `${day}#`;

export interface BuildingIndexed {
  readonly id: string;
}

/** Which index of the table lists the buildings. One partition will do: a building is written when people edit it or its lockers. */
export const buildingIndex = 'gsi2' satisfies IndexName;

export const buildingIndexPartition = (): string => singlePartition.allBuildings;

export const buildingIndexKeys = ({ id }: BuildingIndexed): Readonly<Record<string, string>> =>
  entries(buildingPartition(id), { [buildingIndex]: buildingIndexPartition() });

export interface UserIndexed {
  readonly email: string;
}

/** Which index of the table lists the users: by email address, so that one is found by it in one request. */
export const userIndex = 'gsi2' satisfies IndexName;

export const userIndexPartition = (): string => singlePartition.allUsers;

export const userIndexKeys = ({ email }: UserIndexed): Readonly<Record<string, string>> =>
  entries(email, { [userIndex]: userIndexPartition() });

/**
 * Partitions that all lockers are spread over: a locker is written whenever a compartment is taken or freed, and one partition takes 1,000
 * writes a second.
 */
const lockerPartitions = [0, 1, 2, 3] as const;

/** Characters of an id, in the order of their values. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** By the last character of the id, which is random. */
const partitionOfLocker = (lockerId: string): number =>
  (CROCKFORD.indexOf(lockerId.slice(lockerId.length - 1)) + 1) % lockerPartitions.length;

export const lockerIndexPartition = {
  byBuilding: (buildingId: string): string => buildingPartition(buildingId),
  all: (lockerId: string): string => `${partitionPrefix.allLockers}${partitionOfLocker(lockerId)}`,
};

/** Where all lockers are. */
export const allLockersPartitions = (): readonly string[] => {
  const partitions: string[] = [];
  for (const number of lockerPartitions) partitions.push(`${partitionPrefix.allLockers}${number}`);
  return partitions;
};

/** Which index of the table holds which list of lockers. */
export const lockerIndex = {
  byBuilding: 'gsi1',
  all: 'gsi2',
} as const satisfies Record<keyof typeof lockerIndexPartition, IndexName>;

export const lockerIndexKeys = ({ id, buildingId }: LockerIndexed): Readonly<Record<string, string>> =>
  entries(lockerPartition(id), {
    [lockerIndex.byBuilding]: lockerIndexPartition.byBuilding(buildingId),
    [lockerIndex.all]: lockerIndexPartition.all(id),
  });
