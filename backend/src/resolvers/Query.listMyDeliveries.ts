import type { Delivery } from '../domain/delivery.ts';
import type { Locker } from '../domain/locker.ts';
import type { DeliveryConnection } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { CourierDeliveriesStash } from './functions/queryCourierDeliveries.ts';
import type { ResolverContext } from './modules.ts';
import { inRange } from './shared/arguments.ts';
import { deliveryLockerView, deliveryView, type DeliverySource } from './shared/views.ts';

export const definition: FieldDefinition = {
  kind: 'pipeline',
  functions: ['queryCourierDeliveries', 'readDeliveryLockers'],
};

type Ctx = ResolverContext<'Query.listMyDeliveries', { stash: CourierDeliveriesStash }>;

const stopView = (delivery: Delivery, locker?: Locker): DeliverySource => {
  const shown = deliveryView(delivery);
  return locker ? { ...shown, knownLocker: deliveryLockerView(locker) } : shown;
};

export function request(ctx: Ctx) {
  const { day, limit, nextToken } = ctx.args;
  // An AWSDate may carry a zone (`2026-11-21+01:00`); the index knows UTC days only.
  ctx.stash.day = day.slice(0, 10);
  ctx.stash.limit = inRange('limit', limit, { from: 1, to: 100, otherwise: 50 });
  ctx.stash.nextToken = nextToken ?? null;
  // Under an alias it has another name in this list; then each delivery reads its locker by itself.
  ctx.stash.withLockers = ctx.info.selectionSetList.includes('items/locker');
  return {};
}

export function response(ctx: Ctx): DeliveryConnection {
  const { deliveries = [], lockers = {}, nextPageToken } = ctx.stash;
  return {
    items: deliveries.map((delivery) => stopView(delivery, lockers[delivery.lockerId])),
    nextToken: nextPageToken ?? null,
  };
}
