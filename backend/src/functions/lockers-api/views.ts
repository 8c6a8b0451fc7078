/** Domain → contract: how lockers look over REST. */
import { etagOf } from '../../domain/etag.ts';
import type { Compartment, Locker } from '../../domain/locker.ts';
import type * as contract from '../../generated/operations.ts';

const addressView = ({ line1, line2, postalCode, city, country }: Locker['address']) => ({
  line1,
  line2,
  postalCode,
  city,
  country,
});

export const lockerSummary = (locker: Locker): contract.Complete<contract.LockerSummary> => ({
  id: locker.lockerId,
  buildingId: locker.buildingId,
  name: locker.name,
  address: addressView(locker.address),
  status: locker.status,
  available: { small: locker.freeSmall, medium: locker.freeMedium, large: locker.freeLarge },
  createdAt: locker.createdAt,
  updatedAt: locker.updatedAt,
  etag: etagOf(locker.version),
});

export const lockerView = (
  locker: Locker,
  compartments: readonly Compartment[],
): contract.Complete<contract.Locker> => ({
  ...lockerSummary(locker),
  compartments: compartments.map(({ compartmentId, number, size, status }) => ({
    id: compartmentId,
    number,
    size,
    status,
  })),
});
