import type { SignatureUpload } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { SignUploadStash } from './functions/signUpload.ts';
import type { ResolverContext } from './modules.ts';
import { inRange } from './shared/arguments.ts';
import type { SignatureLink } from './shared/lambda-payloads.ts';

/** Largest image of a signature, in bytes: a drawing of a few hundred strokes is a tenth of it. */
const MAX_SIGNATURE_BYTES = 262_144;

/** Authorized by the delivery first: Lambda signs what it is told to. */
export const definition: FieldDefinition = { kind: 'pipeline', functions: ['findDelivery', 'signUpload'] };

export function request(ctx: ResolverContext<'Mutation.requestSignatureUpload', { stash: SignUploadStash }>) {
  const { deliveryId, contentType, sizeBytes } = ctx.args.input;
  ctx.stash.deliveryId = deliveryId;
  ctx.stash.purpose = 'change';
  ctx.stash.contentType = contentType === 'PNG' ? 'image/png' : 'image/svg+xml';
  ctx.stash.sizeBytes = inRange('sizeBytes', sizeBytes, { from: 1, to: MAX_SIGNATURE_BYTES, otherwise: 0 });
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
