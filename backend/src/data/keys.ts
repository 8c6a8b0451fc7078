/**
 * Every key of the single table is built here and nowhere else; ACCESS-PATTERNS.md says which request uses which.
 *
 * AppSync resolvers are bundled from this file too, so it keeps to what the APPSYNC_JS runtime knows: no classes, no regular
 * expressions, no `throw`, no `padStart`.
 */

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
 * First characters of every partition key. Short, because a delivery has its keys in the table and in six indexes, and DynamoDB charges
 * each of them by the kilobyte of the whole item.
 */
const prefix = {
  partner: 'P#',
  locker: 'L#',
  building: 'B#',
  courier: 'C#',
  delivery: 'D#',
  client: 'CLIENT#',
  user: 'U#',
} as const;

/** Sort key of every index: an item sorts alike wherever it is listed, so it is stored once. */
export const indexSortKey = 'gsisk';

/** Partitions that there is one of. */
export const singlePartition = { allUsers: 'USERS', health: 'HEALTH' } as const;

/** Beginning of the partitions that all lockers are spread over. */
export const allLockersPrefix = 'LOCKERS#';

/** What `dynamodb:LeadingKeys` of a role is written with: all partitions of a kind. */
export const leadingKey = {
  partner: `${prefix.partner}*`,
  locker: `${prefix.locker}*`,
  building: `${prefix.building}*`,
  courier: `${prefix.courier}*`,
  delivery: `${prefix.delivery}*`,
  client: `${prefix.client}*`,
  user: `${prefix.user}*`,
  allLockers: `${allLockersPrefix}*`,
  ...singlePartition,
} as const;

/** Where an item sits first in its sort key: what `begins_with` is asked with. */
export const sortPrefix = {
  invoice: 'INVOICE#',
  export: 'EXPORT#',
  delivery: 'D#',
  compartment: 'LOCKER#COMPARTMENT#',
  event: 'EVENT#',
  deviceMessage: 'DEVICE#MESSAGE#',
  idempotency: 'IDEMPOTENCY#',
  mutation: 'MUTATION#',
} as const;

export const partnerPartition = (partnerId: string): string => `${prefix.partner}${partnerId}`;
export const lockerPartition = (lockerId: string): string => `${prefix.locker}${lockerId}`;
export const buildingPartition = (buildingId: string): string => `${prefix.building}${buildingId}`;
export const courierPartition = (courierId: string): string => `${prefix.courier}${courierId}`;
export const deliveryIdPartition = (deliveryId: string): string => `${prefix.delivery}${deliveryId}`;
export const userPartition = (sub: string): string => `${prefix.user}${sub}`;

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

export const deliveryKey = (partnerId: string, deliveryId: string): ItemKey => ({
  pk: partnerPartition(partnerId),
  sk: `${sortPrefix.delivery}${deliveryId}`,
});

/**
 * Written in the same transaction as the change an `Idempotency-Key` asked for: however the answer was lost, the change
 * cannot happen twice. `keyHash` is a digest, because a caller's key may hold any text.
 */
export const idempotencyKey = (partition: string, keyHash: string): ItemKey => ({
  pk: partition,
  sk: `${sortPrefix.idempotency}${keyHash}`,
});

// ── Lockers ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const lockerKey = (lockerId: string): ItemKey => ({ pk: lockerPartition(lockerId), sk: 'LOCKER' });

export const compartmentKey = (lockerId: string, compartmentId: string): ItemKey => ({
  pk: lockerPartition(lockerId),
  sk: `${sortPrefix.compartment}${compartmentId}`,
});

/**
 * Holds `sequence`, the number of the locker's last event. An item of its own, because it changes with every event: kept on the
 * locker, each event would also rewrite the locker in every index that lists it.
 */
export const sequenceKey = (lockerId: string): ItemKey => ({ pk: lockerPartition(lockerId), sk: 'SEQUENCE' });

/** Sort keys between which the locker, its compartments and its sequence lie, and nothing else of its partition. */
export const lockerRange = { from: 'LOCKER', to: 'SEQUENCE' } as const;

/** Attribute of the locker that counts its free compartments of a size: changed in the transaction that takes or frees one. */
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

/** Mark of one device message, with a TTL: put if absent in the projecting transaction, so that a duplicate changes nothing. */
export const deviceMessageKey = (lockerId: string, deviceSequence: number): ItemKey => ({
  pk: lockerPartition(lockerId),
  sk: `${sortPrefix.deviceMessage}${sequenceText(deviceSequence)}`,
});

// ── Principals ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A machine client: which partner it acts for. */
export const clientKey = (clientId: string): ItemKey => ({ pk: `${prefix.client}${clientId}`, sk: 'CLIENT' });

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
