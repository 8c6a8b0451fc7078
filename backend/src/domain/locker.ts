/** Lockers and their compartments. */
import type { CompartmentSize, CompartmentStatus, LockerStatus } from '../generated/operations.ts';
import type { RecordedMessages } from './recorded-messages.ts';
import { invalidInput, Refusal } from './refusal.ts';

export type { CompartmentSize, CompartmentStatus, LockerStatus };

/** From the smallest to the largest. A new size of the contract does not compile where it is looked up in this list. */
export const compartmentSizes = ['small', 'medium', 'large'] as const satisfies readonly CompartmentSize[];
export type CompartmentCounts = Readonly<Record<CompartmentSize, number>>;

export interface Address {
  readonly line1: string;
  readonly line2?: string;
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

export interface Compartment {
  readonly id: string;
  readonly lockerId: string;
  /** On the door, from 1. */
  readonly number: number;
  readonly size: CompartmentSize;
  readonly status: CompartmentStatus;
  /** The delivery it is reserved for or that lies in it. */
  readonly deliveryId?: string;
  /** Whose delivery that is. */
  readonly partnerId?: string;
  /** What the door's sensor said last. */
  readonly door?: 'open' | 'closed';
  /** Number of the device message that said so: an older one that comes late changes nothing. */
  readonly doorSequence?: number;
  /** Whether the compartment's sensor sees a parcel. */
  readonly occupied?: boolean;
  /** As `doorSequence`. */
  readonly occupiedSequence?: number;
}

/**
 * What the controller told of the locker as a whole, kept with the locker's sequence: reports come all the time, and the locker itself
 * would be rewritten in each index that lists it. Lockers of the version before have it on themselves, until the next report.
 */
export interface Reported {
  /** When the controller was last heard of; a heartbeat counts to the minute. */
  readonly lastSeenAt?: string;
  /** 0 to 100. */
  readonly batteryPercent?: number;
  /** Number of the device message that said so: an older one that comes late changes nothing. */
  readonly batterySequence?: number;
}

/** The locker's last event, and what was reported with or without one. */
export interface Progress extends Reported {
  readonly sequence: number;
  /** Free compartments of each size, so that a list of lockers need not read compartments. Absent in lockers of the version before. */
  readonly freeSmall?: number;
  readonly freeMedium?: number;
  readonly freeLarge?: number;
  /** Absent where only the history knows: in lockers of the version before, and after a loss was mended. */
  readonly recorded?: RecordedMessages;
}

export interface Locker extends Reported {
  readonly id: string;
  readonly buildingId: string;
  readonly name: string;
  readonly address: Address;
  readonly status: LockerStatus;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

export interface LockerInput {
  readonly buildingId: string;
  readonly name: string;
  readonly address: Address;
  readonly compartments: CompartmentCounts;
}

const COMPARTMENTS_PER_LOCKER = 60;

/** A new locker, offline until its device reports, and its compartments, numbered from the smallest. */
export const installLocker = (
  id: string,
  input: LockerInput,
  compartmentIdOf: (number: number) => string,
  now: string,
): { readonly locker: Locker; readonly compartments: readonly Compartment[] } => {
  const sizes = compartmentSizes.flatMap((size) =>
    Array.from({ length: input.compartments[size] }, () => size),
  );
  if (sizes.length < 1 || sizes.length > COMPARTMENTS_PER_LOCKER) {
    throw invalidInput(
      '/compartments',
      `must be 1 to ${COMPARTMENTS_PER_LOCKER} in all, not ${sizes.length}`,
    );
  }
  const compartments = sizes.map((size, index): Compartment => ({
    id: compartmentIdOf(index + 1),
    lockerId: id,
    number: index + 1,
    size,
    status: 'free',
  }));
  const locker: Locker = {
    id,
    buildingId: input.buildingId,
    name: input.name,
    address: input.address,
    status: 'offline',
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  return { locker, compartments };
};

export interface LockerChange {
  readonly name?: string;
  readonly address?: Address;
  readonly status?: LockerStatus;
}

export const changeLocker = (locker: Locker, change: LockerChange, now: string): Locker => ({
  ...locker,
  ...change,
  updatedAt: now,
  version: locker.version + 1,
});

/** How many are free, of each size. */
export const freeCompartments = (compartments: readonly Compartment[]): CompartmentCounts => {
  const free = (size: CompartmentSize) =>
    compartments.filter((one) => one.status === 'free' && one.size === size).length;
  return { small: free('small'), medium: free('medium'), large: free('large') };
};

/**
 * Free compartments a parcel of this size fits in, best first: the smallest size that fits, so that large ones are left for what
 * needs them; then by number. Empty when none fits.
 */
export const fittingCompartments = (
  compartments: readonly Compartment[],
  size: CompartmentSize,
): Compartment[] => {
  const smallest = compartmentSizes.indexOf(size);
  return compartments
    .filter(({ status, size: own }) => status === 'free' && compartmentSizes.indexOf(own) >= smallest)
    .toSorted(
      (a, b) => compartmentSizes.indexOf(a.size) - compartmentSizes.indexOf(b.size) || a.number - b.number,
    );
};

/** The compartment to reserve, or a refusal that says what there is none of. */
export const chooseCompartment = (
  locker: Locker,
  compartments: readonly Compartment[],
  size: CompartmentSize,
): Compartment => {
  if (locker.status !== 'online') {
    throw new Refusal(
      'locker_not_online',
      `Locker ${locker.id} takes no deliveries: its status is ${locker.status}.`,
    );
  }
  const [best] = fittingCompartments(compartments, size);
  if (best) return best;
  throw new Refusal(
    'no_compartment_available',
    `Locker ${locker.id} has no free compartment that takes a ${size} parcel.`,
  );
};

/** Most deliveries of one partner that may wait for one locker: its compartments are shared by all. */
const RESERVATIONS_PER_PARTNER = 20;

/** Throws when too many of the locker's compartments are kept for the partner already. */
export const requireFewReservations = (
  locker: Locker,
  compartments: readonly Compartment[],
  partnerId: string,
): void => {
  const own = compartments.filter((one) => one.status === 'reserved' && one.partnerId === partnerId).length;
  if (own < RESERVATIONS_PER_PARTNER) return;
  throw new Refusal(
    'reservation_limit_reached',
    `${own} of your deliveries wait for locker ${locker.id}; at most ${RESERVATIONS_PER_PARTNER} may.`,
  );
};

/** Throws while a parcel is in the locker or on its way to it. */
export const requireUnused = (locker: Locker, compartments: readonly Compartment[]): void => {
  const used = compartments.filter(({ status }) => status === 'reserved' || status === 'occupied').length;
  if (used === 0) return;
  throw new Refusal('locker_in_use', `Locker ${locker.id} has ${used} compartments reserved or occupied.`);
};
