/** What the wall asks the GraphQL API. */
import type { LockerEvent, Northwind } from '@northwind/sdk';
import {
  GetLockerDocument,
  ListBuildingLockersDocument,
  ListLockerEventsDocument,
  MeDocument,
  type LockerEventFieldsFragment,
} from '@northwind/sdk/graphql';
import type { LockerSnapshot } from './locker-state.ts';

/** Whoever is signed in looks after no buildings: a courier, or a partner. */
export class NotAManagerError extends Error {
  override readonly name = 'NotAManagerError';
}

/**
 * All lockers of the buildings that the signed-in manager looks after.
 *
 * @throws NotAManagerError
 */
export async function readLockers(northwind: Northwind): Promise<LockerSnapshot[]> {
  const { me } = await northwind.graphql.query(MeDocument);
  if (!me.groups.includes('MANAGER')) throw new NotAManagerError(`${me.username} is no manager`);
  const buildings = await Promise.all(me.buildingIds.map((id) => readBuilding(northwind, id)));
  return buildings.flat();
}

async function readBuilding(northwind: Northwind, buildingId: string): Promise<LockerSnapshot[]> {
  const lockers: LockerSnapshot[] = [];
  let nextToken: string | null = null;
  do {
    const { listBuildingLockers }: { listBuildingLockers: Page } = await northwind.graphql.query(
      ListBuildingLockersDocument,
      { buildingId, nextToken },
    );
    lockers.push(...listBuildingLockers.items);
    nextToken = listBuildingLockers.nextToken;
  } while (nextToken !== null);
  return lockers;
}

interface Page {
  readonly items: readonly LockerSnapshot[];
  readonly nextToken: string | null;
}

/** One locker as it is now. */
export async function readLocker(northwind: Northwind, lockerId: string): Promise<LockerSnapshot> {
  const { getLocker } = await northwind.graphql.query(GetLockerDocument, { lockerId });
  return getLocker;
}

/** Up to `limit` events before a sequence, oldest first. */
export async function readEventsBefore(
  northwind: Northwind,
  lockerId: string,
  sequence: number,
  limit = 100,
): Promise<LockerEvent[]> {
  const { listLockerEvents } = await northwind.graphql.query(ListLockerEventsDocument, {
    lockerId,
    after: Math.max(0, sequence - 1 - limit),
    limit: Math.min(limit, sequence - 1),
  });
  return listLockerEvents.items.filter(isWhole);
}

/** The contract promises these fields of every event, but for AppSync's sake not by its types. */
const isWhole = (event: LockerEventFieldsFragment): event is LockerEvent =>
  event.sequence !== null && event.type !== null && event.lockerId !== null;
