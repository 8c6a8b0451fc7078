/**
 * Every key of the single table is built here and nowhere else; ACCESS-PATTERNS.md says which request uses which.
 *
 * AppSync resolvers are bundled from this file too, so it keeps to what the APPSYNC_JS runtime knows: no classes, no regular
 * expressions, no `throw`, no `padStart`.
 */
import type { IdentifierPrefix } from '../domain/identifier.ts';

/** Primary key of an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Number of digits of a sequence in a sort key; twelve last a locker 30,000 years at one event a second. */
const SEQUENCE_DIGITS = 12;

/** A sequence as a sort key reads it: `42` → `000000000042`. */
export const sequenceText = (sequence: number): string => {
  const padded = `000000000000${sequence}`;
  return padded.slice(padded.length - SEQUENCE_DIGITS);
};

/**
 * First characters of every partition key. Short, because a delivery has its keys in the table and in five indexes, and DynamoDB charges
 * each of them by the kilobyte of the whole item. All lockers are spread over the partitions of `allLockers`.
 */
export const partitionPrefix = {
  partner: 'P#',
  locker: 'L#',
  building: 'B#',
  courier: 'C#',
  delivery: 'D#',
  client: 'CLIENT#',
  user: 'U#',
  allLockers: 'LOCKERS#',
} as const;

/** Sort key of every index: an item sorts alike wherever it is listed, so it is stored once. */
export const indexSortKey = 'gsisk';

/** Partitions that there is one of. */
export const singlePartition = { allBuildings: 'BUILDINGS', allUsers: 'USERS', health: 'HEALTH' } as const;

/** What `dynamodb:LeadingKeys` of a role is written with: all partitions of a kind. */
export const leadingKey = (kind: keyof typeof partitionPrefix): string => `${partitionPrefix[kind]}*`;

/** Where an item sits first in its sort key: what `begins_with` is asked with. */
export const sortPrefix = {
  invoice: 'INVOICE#',
  export: 'EXPORT#',
  compartment: 'LOCKER#COMPARTMENT#',
  event: 'EVENT#',
  idempotency: 'IDEMPOTENCY#',
  mutation: 'MUTATION#',
} as const;

/**
 * An id as keys have it, without the prefix that says of what it is: the key's own says so, and a delivery has nine ids in its keys.
 * What does not begin as an id of its kind becomes a key that no item has, not the key of another id.
 */
export const inKey = (kind: IdentifierPrefix, id: string): string =>
  id.startsWith(`${kind}_`) ? id.slice(kind.length + 1) : `?${id}`;

export const partnerPartition = (partnerId: string): string =>
  `${partitionPrefix.partner}${inKey('prt', partnerId)}`;
export const lockerPartition = (lockerId: string): string =>
  `${partitionPrefix.locker}${inKey('lkr', lockerId)}`;
export const buildingPartition = (buildingId: string): string =>
  `${partitionPrefix.building}${inKey('bld', buildingId)}`;
export const courierPartition = (courierId: string): string => `${partitionPrefix.courier}${courierId}`;
export const userPartition = (sub: string): string => `${partitionPrefix.user}${sub}`;

// ── Items of a partner ────────────────────────────────────────────────────────────────────────────────────────────────

export const invoiceKey = (partnerId: string, invoiceId: string): ItemKey => ({
  pk: partnerPartition(partnerId),
  sk: `${sortPrefix.invoice}${invoiceId}`,
});

/** Payments sort behind their invoice, so that the invoice with its payments is one Query. */
export const paymentKey = (partnerId: string, invoiceId: string, paymentId: string): ItemKey => ({
  pk: partnerPartition(partnerId),
  sk: `${sortPrefix.invoice}${invoiceId}#PAYMENT#${paymentId}`,
});

/** The partner's counter of invoice numbers of a year: `lastNumber`, raised in the transaction that finalizes an invoice. */
export const invoiceCounterKey = (partnerId: string, year: string): ItemKey => ({
  pk: partnerPartition(partnerId),
  sk: `COUNTER#INVOICE_NUMBER#${year}`,
});

export const exportKey = (partnerId: string, exportId: string): ItemKey => ({
  pk: partnerPartition(partnerId),
  sk: `${sortPrefix.export}${exportId}`,
});

/**
 * Written in the same transaction as the change an `Idempotency-Key` asked for: however the answer was lost, the change
 * cannot happen twice. `keyHash` is a digest, because a caller's key may hold any text.
 */
export const idempotencyKey = (partition: string, keyHash: string): ItemKey => ({
  pk: partition,
  sk: `${sortPrefix.idempotency}${keyHash}`,
});

// ── Deliveries ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** By its id alone, because couriers and managers ask for it too; whose it is, the reader compares. */
export const deliveryKey = (deliveryId: string): ItemKey => ({
  pk: `${partitionPrefix.delivery}${inKey('dlv', deliveryId)}`,
  sk: 'DELIVERY',
});

// ── Buildings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `lockerCount` is changed in the transaction that creates or deletes a locker: a building with lockers is not deleted. */
export const buildingKey = (buildingId: string): ItemKey => ({
  pk: buildingPartition(buildingId),
  sk: 'BUILDING',
});

// ── Lockers ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const lockerKey = (lockerId: string): ItemKey => ({ pk: lockerPartition(lockerId), sk: 'LOCKER' });

export const compartmentKey = (lockerId: string, compartmentId: string): ItemKey => ({
  pk: lockerPartition(lockerId),
  sk: `${sortPrefix.compartment}${compartmentId}`,
});

/**
 * Holds `sequence`, the number of the locker's last event, and what changes with events. An item of its own: kept on the locker, each
 * event would also rewrite the locker in every index that lists it.
 */
export const sequenceKey = (lockerId: string): ItemKey => ({ pk: lockerPartition(lockerId), sk: 'SEQUENCE' });

/** Sort keys between which the locker, its compartments and its sequence lie, and nothing else of its partition. */
export const lockerRange = { from: 'LOCKER', to: 'SEQUENCE' } as const;

/** Attribute of the sequence that counts the locker's free compartments of a size: changed with the event that takes or frees one. */
export const freeCountAttribute = { small: 'freeSmall', medium: 'freeMedium', large: 'freeLarge' } as const;

export const eventKey = (lockerId: string, sequence: number): ItemKey => ({
  pk: lockerPartition(lockerId),
  sk: `${sortPrefix.event}${sequenceText(sequence)}`,
});

/** Sort keys between which a locker's events after `sequence` lie, both ends included. */
export const eventsAfter = (sequence: number): { readonly from: string; readonly to: string } => ({
  from: `${sortPrefix.event}${sequenceText(sequence + 1)}`,
  to: 'EVENT#999999999999',
});

// ── Principals ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A machine client: which partner it acts for. */
export const clientKey = (clientId: string): ItemKey => ({
  pk: `${partitionPrefix.client}${clientId}`,
  sk: 'CLIENT',
});

/** What is known of the client's secrets: an item of its own, because the client itself is written by Terraform. */
export const clientSecretsKey = (clientId: string): ItemKey => ({ ...clientKey(clientId), sk: 'SECRETS' });

/** A person by the user pool's `sub`. */
export const userKey = (sub: string): ItemKey => ({ pk: userPartition(sub), sk: 'USER' });

/** Mark of a courier's mutation by its client mutation id, with a TTL. */
export const mutationKey = (courierId: string, clientMutationId: string): ItemKey => ({
  pk: courierPartition(courierId),
  sk: `${sortPrefix.mutation}${clientMutationId}`,
});

/** Read by the deep health check; there need be no such item. */
export const healthKey = (): ItemKey => ({
  pk: singlePartition.health,
  sk: singlePartition.health,
});
