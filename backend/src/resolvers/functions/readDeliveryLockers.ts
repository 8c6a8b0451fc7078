/**
 * The lockers of every delivery on the page, each once, in one request: a courier's stops share lockers, and without this each stop
 * would read its own. What is not found here, `Delivery.locker` reads.
 */
import { runtime } from '@aws-appsync/utils';
import { leadingKey, lockerKey } from '../../data/keys.ts';
import type { Locker } from '../../domain/locker.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { foundOf, readTogether, type BatchResult } from '../shared/batch.ts';
import { failOnError } from '../shared/errors.ts';
import type { CourierDeliveriesStash } from './queryCourierDeliveries.ts';

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:BatchGetItem'], [leadingKey('locker')])],
};

export function request(ctx: FunctionContext<CourierDeliveriesStash>) {
  const { deliveries = [], withLockers } = ctx.stash;
  if (!withLockers || deliveries.length === 0) runtime.earlyReturn(null);
  // At most 100, as many as a page has deliveries and as BatchGetItem takes.
  const ids: string[] = [];
  for (const { lockerId } of deliveries) if (!ids.includes(lockerId)) ids.push(lockerId);
  return readTogether(
    ids.map((id) => lockerKey(id)),
    { consistentRead: false },
  );
}

export function response(ctx: FunctionContext<CourierDeliveriesStash, BatchResult>) {
  failOnError(ctx);
  const lockers: Record<string, Locker> = {};
  for (const item of foundOf(ctx.result)) lockers[item['id'] as string] = item as unknown as Locker;
  ctx.stash.lockers = lockers;
  return null;
}
