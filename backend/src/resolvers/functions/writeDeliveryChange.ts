/**
 * Writes a change of a delivery in one transaction: the delivery (if it is still as it was read), its compartment, the locker's
 * next sequence (if nobody took it), the event that has this sequence, and the mark of the client mutation id.
 *
 * A sequence must be known to be part of the event's key, so it cannot be an ADD: somebody who reads the same sequence at the same
 * moment loses, and the transaction is cancelled as a whole. The pipeline then reads and writes again; a resolver has no loop, but a
 * function may stand in a pipeline more than once.
 */
import { leadingKey } from '../../data/keys.ts';
import { runtime, util } from '@aws-appsync/utils';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { callerOf } from '../shared/caller.ts';
import { changedDelivery, changeWrites, type DeliveryChangeStash } from '../shared/delivery-change.ts';
import { internalError } from '../shared/errors.ts';
import { deliveryView } from '../shared/views.ts';
import { transactItem } from '../shared/write.ts';

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [
    tableAccess(['dynamodb:UpdateItem'], [leadingKey('delivery'), leadingKey('locker')]),
    tableAccess(['dynamodb:PutItem'], [leadingKey('locker'), leadingKey('courier')]),
  ],
};

export function request(ctx: FunctionContext<DeliveryChangeStash>) {
  const { stash } = ctx;
  if (stash.outcome || !stash.delivery) runtime.earlyReturn(null);
  const next = changedDelivery(
    stash.delivery,
    stash.change,
    (stash.sequence ?? 0) + 1,
    util.time.nowISO8601(),
  );
  stash.next = deliveryView(next);
  const writes = changeWrites({
    before: stash.delivery,
    after: next,
    change: stash.change,
    callerId: callerOf(ctx.identity).sub,
    result: stash.next,
    now: util.time.nowEpochSeconds(),
  });
  return { operation: 'TransactWriteItems', transactItems: writes.map((write) => transactItem(write)) };
}

interface Cancellation {
  readonly cancellationReasons?: readonly { readonly type?: string | null }[] | null;
}

/** Reasons that another reading answers: somebody else's write came first, or stands in the way at this moment. */
const transient = ['None', 'ConditionalCheckFailed', 'TransactionConflict'];

export function response(ctx: FunctionContext<DeliveryChangeStash, Cancellation | null>) {
  const { error, stash } = ctx;
  if (!error) {
    stash.outcome = stash.next ?? null;
    return null;
  }
  const reasons = ctx.result?.cancellationReasons ?? [];
  const lostRace = reasons.length > 0 && reasons.every((reason) => transient.includes(reason.type ?? 'None'));
  if (!lostRace) internalError(error);
  return null;
}
