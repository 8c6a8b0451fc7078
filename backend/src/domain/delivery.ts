/** Deliveries: a parcel's way through a locker. */
import type { DeliveryStatus } from '../generated/operations.ts';
import type { Compartment, CompartmentSize, Locker } from './locker.ts';
import { invalidInput, Refusal } from './refusal.ts';

export type { DeliveryStatus };

export interface DeliveryProblem {
  readonly reason: string;
  readonly note?: string;
  readonly reportedAt: string;
}

/** Who picks the parcel up. */
export interface Recipient {
  readonly name: string;
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
}

export interface Delivery {
  readonly id: string;
  readonly partnerId: string;
  readonly status: DeliveryStatus;
  readonly lockerId: string;
  readonly buildingId: string;
  readonly compartmentId: string;
  /** Size of the compartment, which may be larger than the parcel asked for. */
  readonly size: CompartmentSize;
  /** The user's `sub`, once somebody is assigned. */
  readonly courierId?: string;
  /** Day of the tour, `YYYY-MM-DD` in UTC. */
  readonly expectedOn: string;
  /** The partner's own. */
  readonly reference?: string;
  readonly recipient: Recipient;
  readonly problem?: DeliveryProblem;
  /** Under which the recipient's signature was uploaded, if one was taken; its object key follows from it. */
  readonly signatureUploadId?: string;
  readonly createdAt: string;
  readonly deliveredAt?: string;
  readonly pickedUpAt?: string;
  readonly cancelledAt?: string;
  readonly updatedAt: string;
  /** The locker's sequence of the delivery's latest event. */
  readonly sequence: number;
  readonly version: number;
}

/** Which status may follow which. A solved problem ends in `delivered`. */
export const deliveryTransitions: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  announced: ['delivered', 'problem', 'cancelled'],
  delivered: ['picked_up', 'problem'],
  problem: ['delivered'],
  picked_up: [],
  cancelled: [],
};

export const canFollow = (status: DeliveryStatus, next: DeliveryStatus): boolean =>
  deliveryTransitions[status].includes(next);

export interface Announcement {
  readonly size: CompartmentSize;
  /** Day of the tour, `YYYY-MM-DD` in UTC. */
  readonly expectedOn: string;
  readonly courierId?: string;
  readonly reference?: string;
  readonly recipient: Recipient;
}

/** How many days ahead a delivery may be announced. */
const DAYS_AHEAD = 30;

const DAY_MS = 86_400_000;

/** Throws unless the day is today or one of the next {@link DAYS_AHEAD}, in UTC. */
export const requireNearDay = (day: string, now: string): void => {
  const today = now.slice(0, 10);
  const last = new Date(Date.parse(today) + DAYS_AHEAD * DAY_MS).toISOString().slice(0, 10);
  if (day < today || day > last) throw invalidInput('/expectedOn', `must be a day from ${today} to ${last}`);
};

export interface AnnouncedWith {
  readonly partnerId: string;
  readonly id: string;
  readonly locker: Locker;
  readonly compartment: Compartment;
  readonly sequence: number;
  readonly now: string;
}

/** A new delivery, with the compartment that was chosen for it. */
export const announceDelivery = (announcement: Announcement, context: AnnouncedWith): Delivery => {
  const { size: _size, ...rest } = announcement;
  const { partnerId, id, locker, compartment, sequence, now } = context;
  return {
    ...rest,
    id,
    partnerId,
    status: 'announced',
    lockerId: locker.id,
    buildingId: locker.buildingId,
    compartmentId: compartment.id,
    size: compartment.size,
    createdAt: now,
    updatedAt: now,
    sequence,
    version: 1,
  };
};

/** Withdraws a parcel that has not been delivered; its compartment is free again. */
export const cancelDelivery = (delivery: Delivery, sequence: number, now: string): Delivery => {
  if (!canFollow(delivery.status, 'cancelled')) {
    throw new Refusal('delivery_not_cancellable', `Delivery ${delivery.id} is ${delivery.status}.`);
  }
  return {
    ...delivery,
    status: 'cancelled',
    cancelledAt: now,
    updatedAt: now,
    sequence,
    version: delivery.version + 1,
  };
};
