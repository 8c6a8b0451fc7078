import { util } from '@aws-appsync/utils';
import type { FieldDefinition } from './definition.ts';
import type { ResolverContext } from './modules.ts';
import { badRequest } from './shared/errors.ts';
import { changePipeline } from './shared/change-pipeline.ts';
import { beginChange, endChange, type DeliveryChangeStash } from './shared/delivery-change.ts';
import type { DeliverySource } from './shared/views.ts';

export const definition: FieldDefinition = changePipeline;

type Ctx = ResolverContext<'Mutation.markDelivered', { stash: DeliveryChangeStash }>;

export function request(ctx: Ctx) {
  const { clientMutationId, deliveryId, signatureUploadId } = ctx.args.input;
  // It becomes part of an object key.
  if (signatureUploadId && !util.matches('^[0-9A-Z]{26}$', signatureUploadId)) {
    badRequest('signatureUploadId', 'signatureUploadId must come from requestSignatureUpload.');
  }
  beginChange(ctx.stash, deliveryId, {
    status: 'delivered',
    clientMutationId,
    fingerprint: JSON.stringify(['markDelivered', deliveryId, signatureUploadId ?? null]),
    ...(signatureUploadId ? { signatureUploadId } : {}),
  });
  return {};
}

export function response(ctx: Ctx): DeliverySource {
  return endChange(ctx.stash);
}
