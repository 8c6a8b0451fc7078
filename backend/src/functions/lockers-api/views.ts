/** Domain → contract: how buildings and lockers look over REST. */
import type { ListedLocker } from '../../data/locker-repository.ts';
import type { Building } from '../../domain/building.ts';
import { etagOf } from '../../domain/etag.ts';
import {
  freeCompartments,
  type Compartment,
  type CompartmentCounts,
  type Locker,
} from '../../domain/locker.ts';
import { view } from '../../domain/view.ts';
import {
  buildingFields,
  compartmentFields,
  lockerFields,
  lockerSummaryFields,
} from '../../generated/operation-fields.ts';

export const buildingView = (building: Building) =>
  view(buildingFields, { ...building, etag: etagOf(building.version) });

const summarized = (locker: Locker, available: CompartmentCounts) => ({
  ...locker,
  available,
  etag: etagOf(locker.version),
});

export const lockerSummary = ({ locker, available }: ListedLocker) =>
  view(lockerSummaryFields, summarized(locker, available));

export const lockerView = (locker: Locker, compartments: readonly Compartment[]) =>
  view(lockerFields, {
    ...summarized(locker, freeCompartments(compartments)),
    compartments: compartments.map((compartment) => view(compartmentFields, compartment)),
  });
