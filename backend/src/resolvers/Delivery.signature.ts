import { runtime } from '@aws-appsync/utils';
import type { Signature } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { ResolverContext } from './modules.ts';
import { failOnError } from './shared/errors.ts';
import type { SignatureDownloadRequest, SignatureLink } from './shared/lambda-payloads.ts';
import type { DeliverySource } from './shared/views.ts';

/**
 * The parent has read the delivery and authorized the caller; AppSync cannot make pre-signed URLs, Lambda can. The signatures of a
 * whole list are one invocation.
 */
export const definition: FieldDefinition = {
  kind: 'unit',
  dataSource: 'delivery-signature',
  maxBatchSize: 50,
};

type Ctx = ResolverContext<'Delivery.signature', { result: SignatureLink | null; source: DeliverySource }>;

export function request(ctx: Ctx) {
  const key = ctx.source?.signatureKey;
  if (!key) runtime.earlyReturn(null);
  const payload: SignatureDownloadRequest = { operation: 'download', key };
  return { operation: 'BatchInvoke', payload };
}

export function response(ctx: Ctx): Signature | null {
  failOnError(ctx);
  return ctx.result ? { url: ctx.result.url, expiresAt: ctx.result.expiresAt } : null;
}
