/** The latest sequence of every locker on the page, and what its controller reported, in one request. */
import { runtime } from '@aws-appsync/utils';
import { sequenceKey, leadingKey } from '../../data/keys.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { Progress } from '../../domain/locker.ts';
import type { FunctionContext } from '../modules.ts';
import { itemsOf, readTogether, type BatchResult } from '../shared/batch.ts';
import { failOnError } from '../shared/errors.ts';
import type { BuildingLockersStash } from './queryBuildingLockers.ts';

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:BatchGetItem'], [leadingKey('locker')])],
};

export function request(ctx: FunctionContext<BuildingLockersStash>) {
  const lockers = ctx.stash.lockers ?? [];
  if (lockers.length === 0) runtime.earlyReturn(null);
  return readTogether(lockers.map((locker) => sequenceKey(locker.id)));
}

export function response(ctx: FunctionContext<BuildingLockersStash, BatchResult>) {
  failOnError(ctx);
  const progress: Record<string, Progress> = {};
  for (const item of itemsOf(ctx.result)) progress[item['lockerId'] as string] = item as unknown as Progress;
  ctx.stash.progress = progress;
  return null;
}
