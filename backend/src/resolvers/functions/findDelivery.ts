/**
 * Finds a delivery by its id alone and authorizes the caller: to everybody but those it concerns it does not exist.
 * The index is eventually consistent and holds no more than whom a delivery concerns, which is enough here: that hardly changes, and what
 * does is read again.
 */
import { leadingKey } from '../../data/keys.ts';
import { runtime } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
import { deliveryIndex, deliveryPartition, partitionKeyOf } from '../../data/index-keys.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { isOnlyPartner, mayChangeDelivery, maySeeDelivery } from '../../domain/rights.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { callerOf } from '../shared/caller.ts';
import { failOnError, notFound } from '../shared/errors.ts';

export interface FindDeliveryStash {
  deliveryId: string;
  purpose: 'see' | 'change';
  /** An earlier step has authorized the caller by other means. */
  authorized?: boolean;
  /** What the caller named, where that is not the delivery: a refusal must not tell an id that was not in the call. */
  named?: { readonly what: 'compartment'; readonly id: string };
  /** Out: where the delivery lies. */
  partnerId?: string;
  lockerId?: string;
}

/** What the index holds of a delivery. */
type Found = Pick<Delivery, 'partnerId' | 'buildingId' | 'lockerId' | 'courierId'>;

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:Query'], [leadingKey('delivery')], [deliveryIndex.byId])],
};

export function request(ctx: FunctionContext<FindDeliveryStash>) {
  if (ctx.stash.authorized) runtime.earlyReturn(null);
  const caller = callerOf(ctx.identity);
  // A partner's own partition is known without looking: nothing else can be found in it, and nothing has to arrive in an index.
  if (ctx.stash.purpose === 'see' && caller.partnerId !== null && isOnlyPartner(caller)) {
    ctx.stash.partnerId = caller.partnerId;
    runtime.earlyReturn(null);
  }
  return ddb.query<Record<string, string>>({
    index: deliveryIndex.byId,
    query: { [partitionKeyOf(deliveryIndex.byId)]: { eq: deliveryPartition.byId(ctx.stash.deliveryId) } },
    limit: 1,
  });
}

export function response(ctx: FunctionContext<FindDeliveryStash, { readonly items: readonly Found[] }>) {
  failOnError(ctx);
  const { stash } = ctx;
  const delivery = ctx.result.items[0];
  const caller = callerOf(ctx.identity);
  const { what, id } = stash.named ?? { what: 'delivery', id: stash.deliveryId };
  if (!delivery) notFound(what, id);
  const may =
    stash.purpose === 'change' ? mayChangeDelivery(caller, delivery) : maySeeDelivery(caller, delivery);
  if (!may) notFound(what, id);
  stash.partnerId = delivery.partnerId;
  stash.lockerId = delivery.lockerId;
  return null;
}
