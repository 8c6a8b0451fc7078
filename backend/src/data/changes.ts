/**
 * What several changes have in common: an event with its locker's next sequence, and what becomes of a compartment. Repositories and
 * AppSync resolvers put these into their transactions.
 *
 * Bundled into AppSync resolvers, so it keeps to what APPSYNC_JS knows.
 */
import type { Delivery, DeliveryStatus } from '../domain/delivery.ts';
import type { LockerEvent } from '../domain/locker-event.ts';
import { eventItem, sequenceItem } from './items.ts';
import { compartmentKey, freeCountAttribute, lockerKey } from './keys.ts';
import { putNew, type Check, type UpdateWrite, type Write } from './writes.ts';

/** By how much a delivery's new status changes the number of free compartments. */
const freed: Readonly<Partial<Record<DeliveryStatus, number>>> = {
  announced: -1,
  picked_up: 1,
  cancelled: 1,
};

const countFree = ({ deliveryStatus, size }: LockerEvent): Pick<UpdateWrite, 'add'> => {
  const by = deliveryStatus && freed[deliveryStatus];
  return by && size ? { add: { [freeCountAttribute[size]]: by } } : {};
};

/**
 * The event and its sequence, which counts what is free after it. They hold only if nothing else happened at the locker since its last
 * sequence was read.
 */
export const recordEvent = (event: LockerEvent): readonly Write[] => {
  const { pk, sk, ...sequence } = sequenceItem(event.lockerId, event.sequence);
  const last = event.sequence - 1;
  return [
    {
      kind: 'update',
      label: 'sequence',
      key: { pk, sk },
      set: sequence,
      ...countFree(event),
      conditions: [{ attribute: 'sequence', is: '=', value: last, orAbsent: last === 0 }],
    },
    putNew('event', eventItem(event)),
  ];
};

type Placed = Pick<Delivery, 'id' | 'partnerId' | 'lockerId' | 'compartmentId'>;

/** Keeps a free compartment of an online locker for the delivery. */
export const reserveCompartment = (delivery: Placed): readonly (Write | Check)[] => [
  {
    kind: 'update',
    label: 'compartment',
    key: compartmentKey(delivery.lockerId, delivery.compartmentId),
    set: { status: 'reserved', deliveryId: delivery.id, partnerId: delivery.partnerId },
    conditions: [{ attribute: 'status', is: '=', value: 'free' }],
  },
  {
    kind: 'check',
    label: 'locker',
    key: lockerKey(delivery.lockerId),
    conditions: [{ attribute: 'status', is: '=', value: 'online' }],
  },
];

/** The parcel lies in the compartment that was kept for it. */
export const occupyCompartment = (delivery: Placed): readonly Write[] => [
  {
    kind: 'update',
    label: 'compartment',
    key: compartmentKey(delivery.lockerId, delivery.compartmentId),
    set: { status: 'occupied' },
    conditions: [{ attribute: 'deliveryId', is: '=', value: delivery.id }],
  },
];

/** The compartment is free for the next delivery. */
export const freeCompartment = (delivery: Placed): readonly Write[] => [
  {
    kind: 'update',
    label: 'compartment',
    key: compartmentKey(delivery.lockerId, delivery.compartmentId),
    set: { status: 'free' },
    remove: ['deliveryId', 'partnerId'],
    conditions: [{ attribute: 'deliveryId', is: '=', value: delivery.id }],
  },
];
