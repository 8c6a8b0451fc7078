import type { SignatureUpload } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { SignUploadStash } from './functions/signUpload.ts';
import type { ResolverContext } from './modules.ts';
import type { SignatureLink } from './shared/lambda-payloads.ts';

/** Authorized by the delivery first: Lambda signs what it is told to. */
export const definition: FieldDefinition = { kind: 'pipeline', functions: ['findDelivery', 'signUpload'] };

export function request(ctx: ResolverContext<'Mutation.requestSignatureUpload', { stash: SignUploadStash }>) {
  const { deliveryId, contentType } = ctx.args.input;
  ctx.stash.deliveryId = deliveryId;
  ctx.stash.purpose = 'change';
  ctx.stash.contentType = contentType === 'PNG' ? 'image/png' : 'image/svg+xml';
  return {};
}

export function response(
  ctx: ResolverContext<
    'Mutation.requestSignatureUpload',
    { previous: SignatureLink; stash: SignUploadStash }
  >,
): SignatureUpload {
  const { url, expiresAt } = ctx.prev.result;
  return { uploadId: ctx.stash.uploadId ?? '', url, expiresAt };
}
