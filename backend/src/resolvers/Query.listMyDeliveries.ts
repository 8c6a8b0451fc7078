import { indexSortKey, leadingKey } from '../data/keys.ts';
import * as ddb from '@aws-appsync/utils/dynamodb';
import { courierDayPrefix, deliveryIndex, deliveryPartition, partitionKeyOf } from '../data/index-keys.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { DeliveryConnection } from '../generated/graphql.ts';
import { tableAccess } from '../functions/definition.ts';
import type { FieldDefinition } from './definition.ts';
import type { ResolverContext } from './modules.ts';
import { inRange } from './shared/arguments.ts';
import { callerOf } from './shared/caller.ts';
import { failOnError } from './shared/errors.ts';
import { deliveryView } from './shared/views.ts';

/** The courier's own partition of the index: another courier's deliveries cannot be asked for. */
export const definition: FieldDefinition = {
  kind: 'unit',
  dataSource: 'table',
  access: [tableAccess(['dynamodb:Query'], [leadingKey('courier')], [deliveryIndex.byCourier])],
};

interface Page {
  readonly items: readonly Delivery[];
  readonly nextToken?: string | null;
}

export function request(ctx: ResolverContext<'Query.listMyDeliveries', { result: Page }>) {
  const { day, limit, nextToken } = ctx.args;
  return ddb.query<Record<string, string>>({
    index: deliveryIndex.byCourier,
    query: {
      [partitionKeyOf(deliveryIndex.byCourier)]: {
        eq: deliveryPartition.byCourier(callerOf(ctx.identity).sub),
      },
      // An AWSDate may carry a zone (`2026-11-21+01:00`); the index knows UTC days only.
      [indexSortKey]: { beginsWith: courierDayPrefix(day.slice(0, 10)) },
    },
    limit: inRange('limit', limit, { from: 1, to: 100, otherwise: 50 }),
    nextToken: nextToken ?? null,
  });
}

export function response(
  ctx: ResolverContext<'Query.listMyDeliveries', { result: Page }>,
): DeliveryConnection {
  failOnError(ctx);
  return {
    items: ctx.result.items.map((delivery) => deliveryView(delivery)),
    nextToken: ctx.result.nextToken ?? null,
  };
}
