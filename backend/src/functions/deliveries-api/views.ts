/** Domain → contract: how a delivery looks over REST. */
import type { Delivery } from '../../domain/delivery.ts';
import { etagOf } from '../../domain/etag.ts';
import { view } from '../../domain/view.ts';
import { deliveryFields } from '../../generated/operation-fields.ts';

export const deliveryView = (delivery: Delivery) =>
  view(deliveryFields, { ...delivery, etag: etagOf(delivery.version) });
