/**
 * What a courier's app does, without screens and without anything of Node: this module runs in React Native as it is. Pass it a
 * client whose `auth` is the courier's session.
 */
import type { Northwind } from '@northwind/sdk';
import {
  ListMyDeliveriesDocument,
  MarkDeliveredDocument,
  OpenCompartmentDocument,
  type ListMyDeliveriesQuery,
} from '@northwind/sdk/graphql';

/** One stop of the tour. */
export type Stop = ListMyDeliveriesQuery['listMyDeliveries']['items'][number];

/** The day as the API wants it; the tour's day is a UTC day. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** All deliveries of a day, in the order of the tour. */
export async function listStops(northwind: Northwind, day: string): Promise<Stop[]> {
  const stops: Stop[] = [];
  let nextToken: string | null | undefined;
  do {
    const { listMyDeliveries } = await northwind.graphql.query(ListMyDeliveriesDocument, {
      day,
      nextToken: nextToken ?? null,
    });
    stops.push(...listMyDeliveries.items);
    nextToken = listMyDeliveries.nextToken;
  } while (nextToken);
  return stops;
}

/**
 * Tells the locker to open the door of the stop's compartment.
 *
 * @param clientMutationId made by the app for each touch of the button: the door opens once for each id, however often it is sent.
 */
export async function openDoor(
  northwind: Northwind,
  { lockerId, compartmentId }: Stop,
  clientMutationId: string,
): Promise<string> {
  const { openCompartment } = await northwind.graphql.mutate(OpenCompartmentDocument, {
    input: { clientMutationId, lockerId, compartmentId },
  });
  return openCompartment.id;
}

/** Uploads the recipient's signature straight to storage and returns the id to name in {@link markDelivered}. */
export function uploadSignature(northwind: Northwind, { id }: Stop, svg: string): Promise<string> {
  return northwind.signatures.upload({ deliveryId: id, contentType: 'SVG', image: svg });
}

/**
 * Marks the stop delivered. The mutation's id is made of the stop, not of this call: a phone that repeats it after a crash, or
 * whose first answer was lost in a tunnel, gets the first answer again.
 */
export async function markDelivered(
  northwind: Northwind,
  { id }: Stop,
  signatureUploadId: string,
): Promise<string> {
  const { markDelivered: delivery } = await northwind.graphql.mutate(MarkDeliveredDocument, {
    input: { clientMutationId: `deliver-${id}`, deliveryId: id, signatureUploadId },
  });
  return delivery.status;
}
