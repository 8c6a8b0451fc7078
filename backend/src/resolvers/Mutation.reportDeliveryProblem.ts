import type { FieldDefinition } from './definition.ts';
import type { ResolverContext } from './modules.ts';
import { changePipeline } from './shared/change-pipeline.ts';
import { beginChange, endChange, type DeliveryChangeStash } from './shared/delivery-change.ts';
import { badRequest } from './shared/errors.ts';
import { lower, type DeliverySource } from './shared/views.ts';

export const definition: FieldDefinition = changePipeline;

const NOTE_LENGTH = 500;

type Ctx = ResolverContext<'Mutation.reportDeliveryProblem', { stash: DeliveryChangeStash }>;

export function request(ctx: Ctx) {
  const { clientMutationId, deliveryId, reason, note } = ctx.args.input;
  if (note && note.length > NOTE_LENGTH)
    badRequest('note', `note must be at most ${NOTE_LENGTH} characters.`);
  if (reason === 'OTHER' && !note) badRequest('note', 'note must say what is wrong if the reason is OTHER.');
  beginChange(ctx.stash, deliveryId, {
    status: 'problem',
    clientMutationId,
    fingerprint: JSON.stringify(['reportDeliveryProblem', deliveryId, reason, note ?? null]),
    problem: { reason: lower(reason), ...(note ? { note } : {}) },
  });
  return {};
}

export function response(ctx: Ctx): DeliverySource {
  return endChange(ctx.stash);
}
