/**
 * Items as they lie in the table: an entity of the domain, its key, its index keys and its entity's name. Whatever writes an item (the
 * repositories, the sandbox's seed) makes it here.
 */
import type { Building } from '../domain/building.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Invoice } from '../domain/invoice.ts';
import { exportExpiry, type InvoiceExport } from '../domain/invoice-export.ts';
import { freeCompartments, type Compartment, type Locker } from '../domain/locker.ts';
import type { LockerEvent } from '../domain/locker-event.ts';
import type { Payment } from '../domain/payment.ts';
import type { ClientSecrets } from '../domain/client-secret.ts';
import type { Client, User } from '../domain/principal.ts';
import {
  buildingIndexKeys,
  deliveryIndexKeys,
  invoiceIndexKeys,
  lockerIndexKeys,
  userIndexKeys,
} from './index-keys.ts';
import { entityAttribute, itemType, type ItemType } from './item-types.ts';
import * as keys from './keys.ts';

/**
 * `metadata` is kept as pairs: its names are the partner's own, and a map whose names come from outside is no safe JavaScript object on
 * its way through a marshaller, which asks an object for its `constructor` and assigns to its `__proto__`.
 */
export const invoiceItem = ({ metadata, ...invoice }: Invoice) => ({
  ...keys.invoiceKey(invoice.partnerId, invoice.id),
  ...invoiceIndexKeys(invoice),
  entity: itemType.invoice,
  ...invoice,
  metadata: Object.entries(metadata),
});

export const paymentItem = (payment: Payment) => ({
  ...keys.paymentKey(payment.partnerId, payment.invoiceId, payment.id),
  entity: itemType.payment,
  ...payment,
});

export const invoiceCounterItem = (partnerId: string, year: string, lastNumber: number) => ({
  ...keys.invoiceCounterKey(partnerId, year),
  entity: itemType.invoiceCounter,
  lastNumber,
});

export const exportItem = (invoiceExport: InvoiceExport) => ({
  ...keys.exportKey(invoiceExport.partnerId, invoiceExport.id),
  entity: itemType.invoiceExport,
  ...invoiceExport,
  expiresAt: exportExpiry(invoiceExport),
});

export const deliveryItem = (delivery: Delivery) => ({
  ...keys.deliveryKey(delivery.id),
  ...deliveryIndexKeys(delivery),
  entity: itemType.delivery,
  ...delivery,
});

export const buildingItem = (building: Building) => ({
  ...keys.buildingKey(building.id),
  ...buildingIndexKeys(building),
  entity: itemType.building,
  ...building,
});

export const lockerItem = (locker: Locker) => ({
  ...keys.lockerKey(locker.id),
  ...lockerIndexKeys(locker),
  entity: itemType.locker,
  ...locker,
});

export const compartmentItem = (compartment: Compartment) => ({
  ...keys.compartmentKey(compartment.lockerId, compartment.id),
  entity: itemType.compartment,
  ...compartment,
});

/** A locker that nothing has happened at yet has sequence 0; the item is written with the locker. */
export const sequenceItem = (lockerId: string, sequence: number) => ({
  ...keys.sequenceKey(lockerId),
  entity: itemType.sequence,
  lockerId,
  sequence,
});

/** What a locker's sequence counts of them. */
export const freeCountsOf = (compartments: readonly Compartment[]) => {
  const { small, medium, large } = freeCompartments(compartments);
  return { freeSmall: small, freeMedium: medium, freeLarge: large };
};

export const eventItem = (event: LockerEvent) => ({
  ...keys.eventKey(event.lockerId, event.sequence),
  entity: itemType.event,
  ...event,
});

export const clientItem = (client: Client) => ({
  ...keys.clientKey(client.clientId),
  entity: itemType.client,
  ...client,
});

export const clientSecretsItem = (secrets: ClientSecrets) => ({
  ...keys.clientSecretsKey(secrets.clientId),
  entity: itemType.clientSecrets,
  ...secrets,
});

export const userItem = (user: User) => ({
  ...keys.userKey(user.id),
  ...userIndexKeys(user),
  entity: itemType.user,
  ...user,
});

/** The entity in an item: what is left without keys, entity's name and TTL. */
export const entityOf = <Entity>(item: Record<string, unknown>): Entity => {
  const entity: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    if (!/^(pk|sk|gsi\dpk|gsisk|entity|expiresAt)$/.test(name)) entity[name] = value;
  }
  return entity as Entity;
};

/** The invoice in an item. Items that were written before `metadata` was kept as pairs hold it as a map. */
export const invoiceOf = (item: Record<string, unknown>): Invoice => {
  const invoice = entityOf<Invoice>(item);
  const metadata = invoice.metadata as Invoice['metadata'] | [string, string][];
  // `Object.fromEntries` defines names, whatever they are; it assigns none.
  return { ...invoice, metadata: Array.isArray(metadata) ? Object.fromEntries(metadata) : metadata };
};

export const isOfType = (item: Record<string, unknown>, type: ItemType): boolean =>
  item[entityAttribute] === type;
