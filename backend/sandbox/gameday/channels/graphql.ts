/** A courier brings one delivery after the other and says so from the phone. */
import type { Northwind } from '@northwind/sdk';
import { GetDeliveryDocument, MarkDeliveredDocument } from '@northwind/sdk/graphql';
import { deliveriesPerLocker, type Cast } from '../cast.ts';
import { createWriter, type Channel } from './channel.ts';
import { historyOf } from './history.ts';

export async function graphqlChannel(
  { partner, courier, manager }: Readonly<Record<'courier' | 'manager' | 'partner', Northwind>>,
  cast: Cast,
  now: () => number,
): Promise<Channel> {
  const expectedOn = new Date().toISOString().slice(0, 10);
  const recipient = { name: 'Ada Lovelace' };
  const announced: string[] = [];
  for (const { lockerId } of cast.receiving) {
    const delivery = { lockerId, size: 'small', recipient, courierId: cast.courier.sub, expectedOn } as const;
    for (let index = 0; index < deliveriesPerLocker; index += 1)
      announced.push((await partner.deliveries.create(delivery)).id);
  }
  const writer = createWriter(
    now,
    () => {
      const next = announced.shift();
      if (next === undefined) throw new Error('The courier has brought all deliveries: make more of them.');
      return next;
    },
    (deliveryId) =>
      courier.graphql.mutate(MarkDeliveredDocument, { input: { clientMutationId: deliveryId, deliveryId } }),
  );
  return {
    ...writer,
    name: 'GraphQL',
    async read() {
      const histories = await Promise.all(cast.receiving.map(({ lockerId }) => historyOf(manager, lockerId)));
      const brought = histories.flat().filter(({ type }) => type === 'DELIVERY_DELIVERED');
      const found: string[] = [];
      for (const { deliveryId } of brought) {
        // The event and the delivery's own state are two items of one transaction.
        const { getDelivery } = await courier.graphql.query(GetDeliveryDocument, {
          deliveryId: deliveryId ?? '',
        });
        if (getDelivery?.status === 'DELIVERED') found.push(deliveryId ?? '');
      }
      return found;
    },
  };
}
