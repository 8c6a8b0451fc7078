/** A locker's whole history, and how far it goes. */
import type { LockerEvent, Northwind } from '@northwind/sdk';
import { ListLockerEventsDocument } from '@northwind/sdk/graphql';

/** Events a page: the most that the contract allows. */
const limit = 500;

export async function historyOf(
  { graphql }: Northwind,
  lockerId: string,
): Promise<readonly Pick<LockerEvent, 'correlationId' | 'deliveryId' | 'sequence' | 'type'>[]> {
  const { listLockerEvents } = await graphql.query(ListLockerEventsDocument, { lockerId, after: 0, limit });
  return listLockerEvents.items as LockerEvent[];
}

export async function latestSequence({ graphql }: Northwind, lockerId: string): Promise<number> {
  const page = await graphql.query(ListLockerEventsDocument, { lockerId, after: 0, limit: 1 });
  return page.listLockerEvents.latestSequence;
}
