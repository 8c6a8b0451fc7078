import type { Delivery } from '../domain/delivery.ts';
import type { FieldDefinition } from './definition.ts';
import type { FindDeliveryStash } from './functions/findDelivery.ts';
import type { ResolverContext } from './modules.ts';
import { deliveryView, type DeliverySource } from './shared/views.ts';

export const definition: FieldDefinition = { kind: 'pipeline', functions: ['findDelivery'] };

export function request(ctx: ResolverContext<'Query.getDelivery', { stash: FindDeliveryStash }>) {
  ctx.stash.deliveryId = ctx.args.deliveryId;
  ctx.stash.purpose = 'see';
  return {};
}

export function response(ctx: ResolverContext<'Query.getDelivery', { previous: Delivery }>): DeliverySource {
  return deliveryView(ctx.prev.result);
}
