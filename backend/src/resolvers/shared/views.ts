/**
 * Entities as GraphQL shows them. The domain writes enumerations in lower case, as the REST contract does, GraphQL in upper case:
 * `Uppercase<…>` makes tsc compare the two lists.
 */
import type { Delivery as StoredDelivery } from '../../domain/delivery.ts';
import type { Compartment as StoredCompartment, Locker as StoredLocker } from '../../domain/locker.ts';
import type { LockerEvent as StoredEvent } from '../../domain/locker-event.ts';
import type {
  Address,
  Compartment,
  Delivery,
  DeliveryLocker,
  DeliveryProblemReason,
  Locker,
  LockerEventInput,
} from '../../generated/graphql.ts';

export const upper = <Text extends string>(text: Text): Uppercase<Text> =>
  text.toUpperCase() as Uppercase<Text>;

export const lower = <Text extends string>(text: Text): Lowercase<Text> =>
  text.toLowerCase() as Lowercase<Text>;

/** What the fields below a delivery start from: with the object key of its signature, which clients never see. */
export interface DeliverySource extends Delivery {
  readonly signatureKey: string | null;
}

const reasonOf = (reason: string): DeliveryProblemReason => upper(reason) as DeliveryProblemReason;

export const deliveryView = (delivery: StoredDelivery): DeliverySource => ({
  id: delivery.deliveryId,
  status: upper(delivery.status),
  partnerId: delivery.partnerId,
  lockerId: delivery.lockerId,
  buildingId: delivery.buildingId,
  compartmentId: delivery.compartmentId,
  size: upper(delivery.compartmentSize),
  courierId: delivery.courierId ?? null,
  expectedOn: delivery.day,
  reference: delivery.reference ?? null,
  recipient: {
    name: delivery.recipientName,
    email: delivery.recipientEmail ?? null,
    phone: delivery.recipientPhone ?? null,
  },
  problem: delivery.problem
    ? {
        reason: reasonOf(delivery.problem.reason),
        note: delivery.problem.note ?? null,
        reportedAt: delivery.problem.reportedAt,
      }
    : null,
  createdAt: delivery.announcedAt,
  deliveredAt: delivery.deliveredAt ?? null,
  pickedUpAt: delivery.pickedUpAt ?? null,
  cancelledAt: delivery.cancelledAt ?? null,
  updatedAt: delivery.updatedAt,
  sequence: delivery.sequence,
  signatureKey: delivery.signatureKey ?? null,
});

const addressView = ({ line1, line2, postalCode, city, country }: StoredLocker['address']): Address => ({
  line1,
  line2: line2 ?? null,
  postalCode,
  city,
  country,
});

export const deliveryLockerView = (locker: StoredLocker): DeliveryLocker => ({
  id: locker.lockerId,
  name: locker.name,
  buildingId: locker.buildingId,
  address: addressView(locker.address),
});

export const lockerView = (locker: StoredLocker, sequence: number): Locker => ({
  id: locker.lockerId,
  name: locker.name,
  buildingId: locker.buildingId,
  address: addressView(locker.address),
  status: upper(locker.status),
  sequence,
  lastSeenAt: locker.lastSeenAt ?? null,
  batteryPercent: locker.batteryPercent ?? null,
});

export const compartmentView = (compartment: StoredCompartment): Compartment => ({
  id: compartment.compartmentId,
  number: compartment.number,
  size: upper(compartment.size),
  status: upper(compartment.status),
  door: compartment.door ? upper(compartment.door) : null,
  deliveryId: compartment.deliveryId ?? null,
});

/** As it is listed, and as it is published: the same fields with the same values. */
export const lockerEventView = (event: StoredEvent): LockerEventInput => ({
  lockerId: event.lockerId,
  buildingId: event.buildingId,
  sequence: event.sequence,
  type: upper(event.kind),
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
  compartmentId: event.compartmentId ?? null,
  size: event.compartmentSize ? upper(event.compartmentSize) : null,
  deliveryId: event.deliveryId ?? null,
  deliveryStatus: event.deliveryStatus ? upper(event.deliveryStatus) : null,
  partnerId: event.partnerId ?? null,
  courierId: event.courierId ?? null,
  problemReason: event.problemReason ? reasonOf(event.problemReason) : null,
  batteryPercent: event.batteryPercent ?? null,
  deviceSequence: event.deviceSequence ?? null,
  correlationId: event.correlationId ?? null,
});
