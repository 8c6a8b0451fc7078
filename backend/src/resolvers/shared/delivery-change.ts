/** A step of a delivery's state machine: what the three mutations that make one have in common. */
import { freeCompartment, occupyCompartment, recordEvent } from '../../data/changes.ts';
import { deliveryIndexKeys } from '../../data/index-keys.ts';
import { itemType } from '../../data/item-types.ts';
import { deliveryKey, mutationKey } from '../../data/keys.ts';
import { IDEMPOTENCY_LABEL, isVersion, putNew, type Attributes, type Write } from '../../data/writes.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { afterStep, type DeliveryStep } from '../../domain/delivery-step.ts';
import { deliveryEvent } from '../../domain/locker-event.ts';
import type { FindDeliveryStash } from '../functions/findDelivery.ts';
import { checkClientMutationId } from './arguments.ts';
import { conflict } from './errors.ts';
import type { DeliverySource } from './views.ts';

/** How long a repeat of a client mutation id is answered by the first answer: phones stay off over a weekend. */
const MARK_LIFETIME_SECONDS = 7 * 24 * 3600;

export interface DeliveryChange extends DeliveryStep {
  readonly clientMutationId: string;
  /** The whole input, to tell a repeat from an id that was used twice. */
  readonly fingerprint: string;
  readonly signatureUploadId?: string;
}

export interface DeliveryChangeStash extends FindDeliveryStash {
  change: DeliveryChange;
  /** As it was read. */
  delivery?: Delivery;
  sequence?: number;
  /** What is being written, as the caller will see it. */
  next?: DeliverySource;
  /** Set once the change is done, by this call or an earlier one: the remaining functions do nothing. */
  outcome?: DeliverySource | null;
}

/** What the field's request handler leaves for the functions. */
export function beginChange(stash: DeliveryChangeStash, deliveryId: string, change: DeliveryChange): void {
  checkClientMutationId(change.clientMutationId);
  stash.deliveryId = deliveryId;
  stash.purpose = 'change';
  stash.change = change;
}

/** What the field's response handler returns: every attempt to write may have lost against another writer. */
export function endChange(stash: DeliveryChangeStash): DeliverySource {
  const { outcome } = stash;
  if (!outcome) conflict(stash.lockerId ?? '');
  return outcome;
}

/** The delivery after the change, with the signature that came with it. */
export const changedDelivery = (
  before: Delivery,
  change: DeliveryChange,
  sequence: number,
  now: string,
): Delivery => ({
  ...afterStep(before, change, sequence, now),
  ...(change.signatureUploadId ? { signatureUploadId: change.signatureUploadId } : {}),
});

/** What the change does to the compartment: a delivered parcel fills it, a picked-up one frees it for the next. */
const compartmentWrites = (after: Delivery): readonly Write[] => {
  if (after.status === 'problem') return [];
  return after.status === 'delivered' ? occupyCompartment(after) : freeCompartment(after);
};

interface Transaction {
  readonly before: Delivery;
  readonly after: Delivery;
  readonly change: DeliveryChange;
  readonly callerId: string;
  /** What a repeat of the call is answered with. */
  readonly result: DeliverySource;
  /** Epoch seconds. */
  readonly now: number;
}

/** The attributes of a delivery that a step changes. */
const changedAttributes = (after: Delivery): Attributes => ({
  ...deliveryIndexKeys(after),
  status: after.status,
  updatedAt: after.updatedAt,
  sequence: after.sequence,
  version: after.version,
  ...(after.deliveredAt ? { deliveredAt: after.deliveredAt } : {}),
  ...(after.pickedUpAt ? { pickedUpAt: after.pickedUpAt } : {}),
  ...(after.signatureUploadId ? { signatureUploadId: after.signatureUploadId } : {}),
  ...(after.problem ? { problem: after.problem } : {}),
});

export const changeWrites = ({
  before,
  after,
  change,
  callerId,
  result,
  now,
}: Transaction): readonly Write[] => [
  {
    kind: 'update',
    label: 'delivery',
    key: deliveryKey(after.id),
    set: changedAttributes(after),
    remove: after.problem ? [] : ['problem'],
    conditions: [{ attribute: 'status', is: '=', value: before.status }, isVersion(before.version)],
  },
  ...compartmentWrites(after),
  ...recordEvent(deliveryEvent(after, change.clientMutationId)),
  putNew(IDEMPOTENCY_LABEL, {
    ...mutationKey(callerId, change.clientMutationId),
    entity: itemType.mutation,
    fingerprint: change.fingerprint,
    result,
    expiresAt: now + MARK_LIFETIME_SECONDS,
  }),
];
