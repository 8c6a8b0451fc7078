/** One page of the caller's own deliveries of a day: another courier's cannot be asked for. */
import * as ddb from '@aws-appsync/utils/dynamodb';
import { courierDayPrefix, deliveryIndex, deliveryPartition, partitionKeyOf } from '../../data/index-keys.ts';
import { indexSortKey, leadingKey } from '../../data/keys.ts';
import type { Delivery } from '../../domain/delivery.ts';
import type { Locker } from '../../domain/locker.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { callerOf } from '../shared/caller.ts';
import { failOnError } from '../shared/errors.ts';

export interface CourierDeliveriesStash {
  /** `2026-11-21`, in UTC. */
  day: string;
  limit: number;
  nextToken: string | null;
  /** Whether the caller asks where the deliveries go. */
  withLockers: boolean;
  /** Out. */
  deliveries?: readonly Delivery[];
  nextPageToken?: string | null;
  /** By id, those that were read together. */
  lockers?: Readonly<Record<string, Locker>>;
}

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:Query'], [leadingKey('courier')], [deliveryIndex.byCourier])],
};

export function request(ctx: FunctionContext<CourierDeliveriesStash>) {
  const { day, limit, nextToken } = ctx.stash;
  return ddb.query<Record<string, string>>({
    index: deliveryIndex.byCourier,
    query: {
      [partitionKeyOf(deliveryIndex.byCourier)]: {
        eq: deliveryPartition.byCourier(callerOf(ctx.identity).sub),
      },
      [indexSortKey]: { beginsWith: courierDayPrefix(day) },
    },
    limit,
    nextToken,
  });
}

interface Page {
  readonly items: readonly Delivery[];
  readonly nextToken?: string | null;
}

export function response(ctx: FunctionContext<CourierDeliveriesStash, Page>) {
  failOnError(ctx);
  ctx.stash.deliveries = ctx.result.items;
  ctx.stash.nextPageToken = ctx.result.nextToken ?? null;
  return null;
}
