/** Domain → contract: how a delivery looks over REST. */
import type { Delivery } from '../../domain/delivery.ts';
import { etagOf } from '../../domain/etag.ts';
import type * as contract from '../../generated/operations.ts';

export const deliveryView = (delivery: Delivery): contract.Complete<contract.Delivery> => ({
  id: delivery.deliveryId,
  partnerId: delivery.partnerId,
  lockerId: delivery.lockerId,
  buildingId: delivery.buildingId,
  compartmentId: delivery.compartmentId,
  size: delivery.compartmentSize,
  status: delivery.status,
  recipient: {
    name: delivery.recipientName,
    email: delivery.recipientEmail,
    phone: delivery.recipientPhone,
  },
  reference: delivery.reference ?? null,
  courierId: delivery.courierId ?? null,
  expectedOn: delivery.day,
  deliveredAt: delivery.deliveredAt ?? null,
  pickedUpAt: delivery.pickedUpAt ?? null,
  cancelledAt: delivery.cancelledAt ?? null,
  createdAt: delivery.announcedAt,
  updatedAt: delivery.updatedAt,
  etag: etagOf(delivery.version),
});
