import type { Northwind } from '@northwind/sdk';
import { GetLockerDocument, ListBuildingLockersDocument, MeDocument } from '@northwind/sdk/graphql';
import { CliError } from '../errors.ts';

export interface FollowedLocker {
  readonly id: string;
  readonly name: string;
  /** Of its latest event. */
  readonly sequence: number;
}

/** The lockers that were named; without a name all those of a person's buildings. */
export async function chooseLockers(
  northwind: Northwind,
  { lockers, buildings }: { readonly lockers: readonly string[]; readonly buildings: readonly string[] },
  signal: AbortSignal,
): Promise<FollowedLocker[]> {
  if (lockers.length > 0)
    return Promise.all(
      lockers.map(
        async (lockerId) =>
          (await northwind.graphql.query(GetLockerDocument, { lockerId }, { signal })).getLocker,
      ),
    );
  const own =
    buildings.length > 0
      ? buildings
      : ((await northwind.graphql.query(MeDocument, {}, { signal })).me.buildingIds ?? []);
  const found: FollowedLocker[] = [];
  for (const buildingId of own) {
    let nextToken: string | null | undefined;
    do {
      const { listBuildingLockers } = await northwind.graphql.query(
        ListBuildingLockersDocument,
        { buildingId, ...(nextToken && { nextToken }) },
        { signal },
      );
      found.push(...listBuildingLockers.items);
      nextToken = listBuildingLockers.nextToken;
    } while (nextToken);
  }
  if (found.length === 0)
    throw new CliError('No locker to follow: name some by --locker, or a building by --building.');
  return found;
}
