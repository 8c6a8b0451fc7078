/**
 * Keys of the global secondary indexes. Each function gives the index attributes of one kind of item; a repository spreads them
 * into the item it writes, and asks with the partition functions of the same name.
 *
 * Like keys.ts this file is bundled into AppSync resolvers and keeps to what APPSYNC_JS knows.
 */
import { courierPartition, lockerPartition, partnerPartition } from './keys.ts';

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

/** `gsi1` … `gsi4`: the partner's invoices, by status, by building, by both. */
export const invoiceIndexKeys = (invoice: InvoiceIndexed) => ({
  gsi1pk: invoicePartition.all(invoice.partnerId),
  gsi1sk: invoiceSortKey(invoice),
  gsi2pk: invoicePartition.byStatus(invoice.partnerId, invoice.status),
  gsi2sk: invoiceSortKey(invoice),
  gsi3pk: invoicePartition.byBuilding(invoice.partnerId, invoice.buildingId),
  gsi3sk: invoiceSortKey(invoice),
  gsi4pk: invoicePartition.byStatusAndBuilding(invoice.partnerId, invoice.status, invoice.buildingId),
  gsi4sk: invoiceSortKey(invoice),
});

/** Deliveries sort by the day they are brought, then by announcement (ULIDs sort by creation). */
const deliverySortKey = (delivery: DeliveryIndexed): string => `${delivery.day}#${delivery.deliveryId}`;

/** Partition of a delivery list: one for each set of equality filters. */
export const deliveryPartition = {
  all: (partnerId: string): string => `${partnerPartition(partnerId)}#DELIVERIES`,
  byId: (deliveryId: string): string => `DELIVERY#${deliveryId}`,
  byStatus: (partnerId: string, status: string): string =>
    `${partnerPartition(partnerId)}#DELIVERIES#STATUS#${status}`,
  byLocker: (partnerId: string, lockerId: string): string =>
    `${partnerPartition(partnerId)}#DELIVERIES#LOCKER#${lockerId}`,
  byStatusAndLocker: (partnerId: string, status: string, lockerId: string): string =>
    `${partnerPartition(partnerId)}#DELIVERIES#STATUS#${status}#LOCKER#${lockerId}`,
  byCourier: (courierId: string): string => courierPartition(courierId),
};

/** `gsi1`: by id alone. `gsi2` … `gsi4`: the partner's, by status, by locker, by both. `gsi5`: the courier's. `gsi6`: all of the partner's. */
export const deliveryIndexKeys = (delivery: DeliveryIndexed) => ({
  gsi1pk: deliveryPartition.byId(delivery.deliveryId),
  gsi1sk: 'DELIVERY',
  gsi2pk: deliveryPartition.byStatus(delivery.partnerId, delivery.status),
  gsi2sk: deliverySortKey(delivery),
  gsi3pk: deliveryPartition.byLocker(delivery.partnerId, delivery.lockerId),
  gsi3sk: deliverySortKey(delivery),
  gsi4pk: deliveryPartition.byStatusAndLocker(delivery.partnerId, delivery.status, delivery.lockerId),
  gsi4sk: deliverySortKey(delivery),
  ...(delivery.courierId
    ? { gsi5pk: deliveryPartition.byCourier(delivery.courierId), gsi5sk: deliverySortKey(delivery) }
    : {}),
  gsi6pk: deliveryPartition.all(delivery.partnerId),
  gsi6sk: deliverySortKey(delivery),
});

/** `begins_with` of the courier's index for one day. */
export const courierDayPrefix = (day: string): string => `${day}#`;

export const lockerIndexPartition = {
  byBuilding: (buildingId: string): string => `BUILDING#${buildingId}`,
  all: (): string => 'LOCKERS',
};

/** `gsi1`: the building's lockers. `gsi2`: all lockers. */
export const lockerIndexKeys = (locker: LockerIndexed) => ({
  gsi1pk: lockerIndexPartition.byBuilding(locker.buildingId),
  gsi1sk: lockerPartition(locker.lockerId),
  gsi2pk: lockerIndexPartition.all(),
  gsi2sk: lockerPartition(locker.lockerId),
});
