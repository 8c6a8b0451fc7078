/** Reads the delivery that findDelivery found, strongly consistent: a courier who has just marked it delivered sees it delivered. */
import * as ddb from '@aws-appsync/utils/dynamodb';
import { deliveryKey, leadingKey } from '../../data/keys.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { maySeeDelivery } from '../../domain/rights.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { callerOf } from '../shared/caller.ts';
import { failOnError, notFound } from '../shared/errors.ts';
import type { FindDeliveryStash } from './findDelivery.ts';

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:GetItem'], [leadingKey('partner')])],
};

export function request(ctx: FunctionContext<FindDeliveryStash>) {
  return ddb.get<{ pk: string; sk: string }>({
    key: { ...deliveryKey(ctx.stash.partnerId ?? '', ctx.stash.deliveryId) },
    consistentRead: true,
  });
}

export function response(ctx: FunctionContext<FindDeliveryStash, Delivery | null>) {
  failOnError(ctx);
  if (!ctx.result || !maySeeDelivery(callerOf(ctx.identity), ctx.result))
    notFound('delivery', ctx.stash.deliveryId);
  return ctx.result;
}
