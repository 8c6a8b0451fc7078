/** Announcing, reading and cancelling deliveries. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DeliveryRepository } from '../../data/delivery-repository.ts';
import type { LockerRepository } from '../../data/locker-repository.ts';
import { retryWhenOvertaken } from '../../data/transaction.ts';
import type { PrincipalRepository } from '../../data/principal-repository.ts';
import { announceDelivery, cancelDelivery as withdraw, requireNearDay } from '../../domain/delivery.ts';
import { etagOf } from '../../domain/etag.ts';
import { chooseCompartment, requireFewReservations } from '../../domain/locker.ts';
import { deliveryEvent } from '../../domain/locker-event.ts';
import { isCourier } from '../../domain/principal.ts';
import { invalidInput, notFound } from '../../domain/refusal.ts';
import type { OperationHandlers } from '../../generated/operations.ts';
import { basePath } from '../../generated/manifest.ts';
import { createOnce } from '../../http/creation.ts';
import type { RequestContext } from '../../http/request-context.ts';
import { deliveryView } from './views.ts';

export const deliveryHandlers = (
  deliveries: DeliveryRepository,
  lockers: LockerRepository,
  principals: PrincipalRepository,
): OperationHandlers<'deliveries-api', RequestContext> => ({
  async listDeliveries({ query }, context) {
    const { expectedFrom, expectedTo } = query;
    if (expectedFrom !== undefined && expectedTo !== undefined && expectedTo < expectedFrom) {
      throw invalidInput('/query/expectedTo', 'must not be before expectedFrom');
    }
    const page = await deliveries.list(context.tenant, query, {
      limit: query.limit,
      after: context.position,
    });
    return {
      status: 200,
      body: { data: page.items.map(deliveryView), nextCursor: context.nextCursor(page) },
    };
  },

  async createDelivery({ body }, context) {
    const { lockerId, ...announcement } = body;
    requireNearDay(body.expectedOn, context.now);
    if (body.courierId !== undefined && !isCourier(await principals.findUser(body.courierId))) {
      throw invalidInput('/courierId', 'must be the user of a courier');
    }
    const make = async (id: string) => {
      const found = await lockers.find(lockerId);
      if (!found) throw invalidInput('/lockerId', `there is no locker ${lockerId}`);
      requireFewReservations(found.locker, found.compartments, context.tenant);
      const compartment = chooseCompartment(found.locker, found.compartments, body.size);
      const delivery = announceDelivery(announcement, {
        partnerId: context.tenant,
        id,
        locker: found.locker,
        compartment,
        sequence: found.lastSequence + 1,
        now: context.now,
      });
      const reply = {
        status: 201 as const,
        headers: { Location: `${basePath}/deliveries/${id}`, ETag: etagOf(delivery.version) },
        body: deliveryView(delivery),
      };
      await deliveries.announce(
        delivery,
        deliveryEvent(delivery, context.correlationId),
        context.record(reply),
      );
      context.metrics.addMetric('DeliveriesAnnounced', MetricUnit.Count, 1);
      return reply;
    };
    const find = (id: string) => deliveries.find(context.tenant, id);
    return retryWhenOvertaken(() => createOnce(context, { prefix: 'dlv', label: 'delivery', find, make }));
  },

  async getDelivery({ path }, context) {
    const delivery = await deliveries.find(context.tenant, path.deliveryId);
    if (!delivery) throw notFound('delivery', path.deliveryId);
    return { status: 200, headers: { ETag: etagOf(delivery.version) }, body: deliveryView(delivery) };
  },

  cancelDelivery: ({ path }, context) =>
    retryWhenOvertaken(async () => {
      const delivery = await deliveries.find(context.tenant, path.deliveryId);
      if (!delivery) throw notFound('delivery', path.deliveryId);
      const last = await lockers.lastSequence(delivery.lockerId);
      const cancelled = withdraw(delivery, last + 1, context.now);
      const reply = {
        status: 200 as const,
        headers: { ETag: etagOf(cancelled.version) },
        body: deliveryView(cancelled),
      };
      await deliveries.cancel(
        cancelled,
        deliveryEvent(cancelled, context.correlationId),
        context.record(reply),
      );
      context.metrics.addMetric('DeliveriesCancelled', MetricUnit.Count, 1);
      return reply;
    }),
});
