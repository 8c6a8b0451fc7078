/** Has `delivery-signature` sign a PUT. AppSync cannot make pre-signed URLs. */
import { util } from '@aws-appsync/utils';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { failOnError } from '../shared/errors.ts';
import { signatureKey, type SignatureLink, type SignatureUploadRequest } from '../shared/lambda-payloads.ts';
import type { FindDeliveryStash } from './findDelivery.ts';

export interface SignUploadStash extends FindDeliveryStash {
  contentType: SignatureUploadRequest['contentType'];
  sizeBytes: number;
  /** Out. */
  uploadId?: string;
}

export const definition: PipelineFunctionDefinition = { dataSource: 'delivery-signature' };

export function request(ctx: FunctionContext<SignUploadStash>) {
  const uploadId = util.autoUlid();
  ctx.stash.uploadId = uploadId;
  const payload: SignatureUploadRequest = {
    operation: 'upload',
    key: signatureKey(ctx.stash.partnerId ?? '', ctx.stash.deliveryId, uploadId),
    contentType: ctx.stash.contentType,
    sizeBytes: ctx.stash.sizeBytes,
  };
  return { operation: 'Invoke', payload };
}

export function response(ctx: FunctionContext<SignUploadStash, SignatureLink>) {
  failOnError(ctx);
  return ctx.result;
}
