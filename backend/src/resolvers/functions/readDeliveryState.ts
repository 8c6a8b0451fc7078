/**
 * Everything a change of a delivery depends on, in one strongly consistent request: the delivery, its locker's sequence, and the mark
 * an earlier call with the same client mutation id would have left.
 */
import { runtime } from '@aws-appsync/utils';
import { deliveryKey, mutationKey, sequenceKey, leadingKey } from '../../data/keys.ts';
import { canFollow, type Delivery } from '../../domain/delivery.ts';
import { mayChangeDelivery } from '../../domain/rights.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { itemAt, itemsOf, readTogether, type BatchResult } from '../shared/batch.ts';
import { callerOf } from '../shared/caller.ts';
import type { DeliveryChangeStash } from '../shared/delivery-change.ts';
import { failOnError, idempotencyMismatch, invalidState, notFound } from '../shared/errors.ts';
import { upper, type DeliverySource } from '../shared/views.ts';

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [
    tableAccess(
      ['dynamodb:BatchGetItem'],
      [leadingKey('delivery'), leadingKey('locker'), leadingKey('courier')],
    ),
  ],
};

export function request(ctx: FunctionContext<DeliveryChangeStash>) {
  const { stash } = ctx;
  if (stash.outcome) runtime.earlyReturn(null);
  return readTogether([
    deliveryKey(stash.deliveryId),
    sequenceKey(stash.lockerId ?? ''),
    mutationKey(callerOf(ctx.identity).sub, stash.change.clientMutationId),
  ]);
}

export function response(ctx: FunctionContext<DeliveryChangeStash, BatchResult>) {
  failOnError(ctx);
  const { stash } = ctx;
  const { change, deliveryId } = stash;
  const caller = callerOf(ctx.identity);
  const items = itemsOf(ctx.result);

  const mark = itemAt<{ fingerprint: string; result: DeliverySource }>(
    items,
    mutationKey(caller.sub, change.clientMutationId),
  );
  if (mark && mark.fingerprint !== change.fingerprint) idempotencyMismatch(change.clientMutationId);
  if (mark) {
    stash.outcome = mark.result;
    return null;
  }
  const delivery = itemAt<Delivery>(items, deliveryKey(deliveryId));
  if (!delivery || !mayChangeDelivery(caller, delivery)) notFound('delivery', deliveryId);
  if (!canFollow(delivery.status, change.status)) {
    invalidState(deliveryId, upper(delivery.status), upper(change.status));
  }
  stash.delivery = delivery;
  stash.sequence = itemAt<{ sequence: number }>(items, sequenceKey(stash.lockerId ?? ''))?.sequence ?? 0;
  return null;
}
