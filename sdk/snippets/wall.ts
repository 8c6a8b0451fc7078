import { GetLockerDocument, ListBuildingLockersDocument } from '@northwind/sdk/graphql';
import { lockerId, northwind } from './manager.ts';

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());

// Each locker is followed from the state that is shown, all over one socket.
const { getLocker } = await northwind.graphql.query(GetLockerDocument, { lockerId });
const { buildingId } = getLocker;
const { listBuildingLockers } = await northwind.graphql.query(ListBuildingLockersDocument, { buildingId });
console.log(listBuildingLockers.items.length, 'lockers');
await Promise.allSettled(
  listBuildingLockers.items.map(async ({ id, name, sequence: after }) => {
    const events = northwind.live.lockerEvents({ lockerId: id, after, signal: controller.signal });
    for await (const event of events) console.log(name, event.sequence, event.type);
  }),
);
