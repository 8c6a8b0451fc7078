import type { LockerEvent, Northwind } from '@northwind/sdk';
import { ListBuildingLockersDocument } from '@northwind/sdk/graphql';

/** Follows all lockers of a building, over one socket, each from the state that is shown. */
export async function follow(
  northwind: Northwind,
  buildingId: string,
  show: (event: LockerEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const { listBuildingLockers } = await northwind.graphql.query(ListBuildingLockersDocument, { buildingId });
  await Promise.all(
    listBuildingLockers.items.map(async ({ id: lockerId, sequence: after }) => {
      for await (const event of northwind.live.lockerEvents({ lockerId, after, signal })) show(event);
    }),
  );
}
