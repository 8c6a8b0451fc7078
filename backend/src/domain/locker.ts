/** Lockers and their compartments. */
import { Refusal } from './refusal.ts';

/** From the smallest to the largest. */
export const compartmentSizes = ['small', 'medium', 'large'] as const;
export type CompartmentSize = (typeof compartmentSizes)[number];

/** `reserved`: announced, on its way. `occupied`: the parcel is inside. */
export type CompartmentStatus = 'free' | 'reserved' | 'occupied' | 'out_of_service';

export type LockerStatus = 'active' | 'maintenance' | 'retired';

export interface Compartment {
  readonly compartmentId: string;
  readonly lockerId: string;
  readonly size: CompartmentSize;
  readonly status: CompartmentStatus;
  /** The delivery it is reserved for or that lies in it. */
  readonly deliveryId?: string;
  /** What the door's sensor said last. */
  readonly door?: 'open' | 'closed';
  /** Whether the compartment's sensor sees a parcel. */
  readonly occupied?: boolean;
}

export interface Locker {
  readonly lockerId: string;
  readonly buildingId: string;
  readonly name: string;
  /** Street address on one line. */
  readonly address?: string;
  readonly status: LockerStatus;
  /** The courier (a user's `sub`) whose tour it is on: new deliveries are theirs. */
  readonly courierId?: string;
  /** How many compartments there are of each size; kept here so that a list of lockers need not read their compartments. */
  readonly compartmentCounts: Readonly<Record<CompartmentSize, number>>;
  readonly lastSeenAt?: string;
  readonly batteryPercent?: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

/**
 * Free compartments a parcel of this size fits in, best first: the smallest size that fits, so that large ones are left for what
 * needs them. Empty when none fits.
 */
export const fittingCompartments = (
  compartments: readonly Compartment[],
  size: CompartmentSize,
): Compartment[] => {
  const smallest = compartmentSizes.indexOf(size);
  return compartments
    .filter(({ status, size: own }) => status === 'free' && compartmentSizes.indexOf(own) >= smallest)
    .toSorted(
      (a, b) =>
        compartmentSizes.indexOf(a.size) - compartmentSizes.indexOf(b.size) ||
        (a.compartmentId < b.compartmentId ? -1 : 1),
    );
};

/** The compartment to reserve, or a refusal that says what there is none of. */
export const chooseCompartment = (
  locker: Locker,
  compartments: readonly Compartment[],
  size: CompartmentSize,
): Compartment => {
  if (locker.status !== 'active') {
    throw new Refusal(
      'no_compartment_available',
      `Locker ${locker.lockerId} takes no parcels: it is ${locker.status}.`,
    );
  }
  const [best] = fittingCompartments(compartments, size);
  if (!best) {
    throw new Refusal(
      'no_compartment_available',
      `Locker ${locker.lockerId} has no free compartment of size ${size} or larger.`,
    );
  }
  return best;
};

/** Throws while a parcel is in the locker or on its way to it. */
export const requireUnused = (locker: Locker, compartments: readonly Compartment[]): void => {
  const used = compartments.filter(({ status }) => status === 'reserved' || status === 'occupied');
  if (used.length === 0) return;
  throw new Refusal(
    'compartment_in_use',
    `Locker ${locker.lockerId} has ${used.length} compartments reserved or occupied.`,
  );
};

export const countCompartments = (
  compartments: readonly { readonly size: CompartmentSize }[],
): Record<CompartmentSize, number> => {
  const counts: Record<CompartmentSize, number> = { small: 0, medium: 0, large: 0 };
  for (const { size } of compartments) counts[size] += 1;
  return counts;
};
