/** Domain → contract: how buildings and lockers look over REST. */
import type { Building } from '../../domain/building.ts';
import { etagOf } from '../../domain/etag.ts';
import type { Compartment, Locker } from '../../domain/locker.ts';
import { view } from '../../domain/view.ts';
import {
  buildingFields,
  compartmentFields,
  lockerFields,
  lockerSummaryFields,
} from '../../generated/operation-fields.ts';

export const buildingView = (building: Building) =>
  view(buildingFields, { ...building, etag: etagOf(building.version) });

const summarized = (locker: Locker) => ({
  ...locker,
  available: { small: locker.freeSmall, medium: locker.freeMedium, large: locker.freeLarge },
  etag: etagOf(locker.version),
});

export const lockerSummary = (locker: Locker) => view(lockerSummaryFields, summarized(locker));

export const lockerView = (locker: Locker, compartments: readonly Compartment[]) =>
  view(lockerFields, {
    ...summarized(locker),
    compartments: compartments.map((compartment) => view(compartmentFields, compartment)),
  });
