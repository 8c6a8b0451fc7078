/**
 * Entities as GraphQL shows them. The domain writes enumerations in lower case, as the REST contract does, GraphQL in upper case:
 * `Uppercase<…>` makes tsc compare the two lists.
 */
import type { Delivery as StoredDelivery } from '../../domain/delivery.ts';
import type {
  Compartment as StoredCompartment,
  Locker as StoredLocker,
  Progress,
} from '../../domain/locker.ts';
import type { LockerEvent as StoredEvent } from '../../domain/locker-event.ts';
import { view } from '../../domain/view.ts';
import {
  addressFields,
  compartmentFields,
  deliveryFields,
  deliveryLockerFields,
  deliveryProblemFields,
  lockerEventInputFields,
  lockerFields,
  recipientFields,
} from '../../generated/graphql-fields.ts';
import type {
  Compartment,
  Delivery,
  DeliveryLocker,
  DeliveryProblemReason,
  Locker,
  LockerEventInput,
} from '../../generated/graphql.ts';
import { signatureKey } from './lambda-payloads.ts';

export const upper = <Text extends string>(text: Text): Uppercase<Text> =>
  text.toUpperCase() as Uppercase<Text>;

export const lower = <Text extends string>(text: Text): Lowercase<Text> =>
  text.toLowerCase() as Lowercase<Text>;

/** What the fields below a delivery start from: with the object key of its signature, which clients never see. */
export interface DeliverySource extends Delivery {
  readonly signatureKey: string | null;
  /** Where a list has read the lockers of its deliveries together: `Delivery.locker` need not read it again. */
  readonly knownLocker?: DeliveryLocker;
}

const reasonOf = (reason: string): DeliveryProblemReason => upper(reason) as DeliveryProblemReason;

export const deliveryView = (delivery: StoredDelivery): DeliverySource => {
  const { id, partnerId, problem, signatureUploadId } = delivery;
  const shown = view(deliveryFields, {
    ...delivery,
    status: upper(delivery.status),
    size: upper(delivery.size),
    recipient: view(recipientFields, delivery.recipient),
    problem: problem && view(deliveryProblemFields, { ...problem, reason: reasonOf(problem.reason) }),
  });
  return {
    ...shown,
    signatureKey: signatureUploadId ? signatureKey(partnerId, id, signatureUploadId) : null,
  };
};

export const deliveryLockerView = (locker: StoredLocker): DeliveryLocker =>
  view(deliveryLockerFields, { ...locker, address: view(addressFields, locker.address) });

export const lockerView = (locker: StoredLocker, progress: Progress = { sequence: 0 }): Locker =>
  view(lockerFields, {
    ...locker,
    ...progress,
    address: view(addressFields, locker.address),
    status: upper(locker.status),
  });

export const compartmentView = (compartment: StoredCompartment): Compartment => {
  const { size, status, door } = compartment;
  return view(compartmentFields, {
    ...compartment,
    size: upper(size),
    status: upper(status),
    door: door && upper(door),
  });
};

/** As it is listed, and as it is published: the same fields with the same values. */
export const lockerEventView = (event: StoredEvent): LockerEventInput => {
  const { type, size, deliveryStatus, problemReason } = event;
  return view(lockerEventInputFields, {
    ...event,
    type: upper(type),
    size: size && upper(size),
    deliveryStatus: deliveryStatus && upper(deliveryStatus),
    problemReason: problemReason === undefined ? null : reasonOf(problemReason),
  });
};
