import type { FieldDefinition } from './definition.ts';
import type { ResolverContext } from './modules.ts';
import { changePipeline } from './shared/change-pipeline.ts';
import { beginChange, endChange, type DeliveryChangeStash } from './shared/delivery-change.ts';
import type { DeliverySource } from './shared/views.ts';

export const definition: FieldDefinition = changePipeline;

type Ctx = ResolverContext<'Mutation.markPickedUp', { stash: DeliveryChangeStash }>;

export function request(ctx: Ctx) {
  const { clientMutationId, deliveryId } = ctx.args.input;
  beginChange(ctx.stash, deliveryId, {
    status: 'picked_up',
    clientMutationId,
    fingerprint: JSON.stringify(['markPickedUp', deliveryId]),
  });
  return {};
}

export function response(ctx: Ctx): DeliverySource {
  return endChange(ctx.stash);
}
