/**
 * Finds a delivery by its id and authorizes the caller: to everybody but those it concerns it does not exist. Strongly consistent: a
 * courier who has just marked it delivered sees it delivered.
 */
import * as ddb from '@aws-appsync/utils/dynamodb';
import { runtime } from '@aws-appsync/utils';
import { deliveryKey, leadingKey } from '../../data/keys.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { mayChangeDelivery, maySeeDelivery } from '../../domain/rights.ts';
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
  /** Out: whose it is, and where it lies. */
  partnerId?: string;
  lockerId?: string;
}

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:GetItem'], [leadingKey('delivery')])],
};

export function request(ctx: FunctionContext<FindDeliveryStash>) {
  if (ctx.stash.authorized) runtime.earlyReturn(null);
  return ddb.get<{ pk: string; sk: string }>({
    key: { ...deliveryKey(ctx.stash.deliveryId) },
    consistentRead: true,
  });
}

export function response(ctx: FunctionContext<FindDeliveryStash, Delivery | null>) {
  failOnError(ctx);
  const { stash, result: delivery } = ctx;
  const caller = callerOf(ctx.identity);
  const { what, id } = stash.named ?? { what: 'delivery', id: stash.deliveryId };
  if (!delivery) notFound(what, id);
  const may =
    stash.purpose === 'change' ? mayChangeDelivery(caller, delivery) : maySeeDelivery(caller, delivery);
  if (!may) notFound(what, id);
  stash.partnerId = delivery.partnerId;
  stash.lockerId = delivery.lockerId;
  return delivery;
}
