/**
 * Reads a locker with its latest sequence and authorizes the caller by its building. The sequence is read before whatever a later
 * step or a nested field reads: following the events after it misses nothing.
 */
import { runtime } from '@aws-appsync/utils';
import { lockerKey, sequenceKey, leadingKey } from '../../data/keys.ts';
import type { Locker, Progress } from '../../domain/locker.ts';
import { managesBuilding } from '../../domain/rights.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { itemAt, itemsOf, readTogether, type BatchResult } from '../shared/batch.ts';
import { callerOf } from '../shared/caller.ts';
import { failOnError, notFound } from '../shared/errors.ts';

export interface AuthorizeLockerStash {
  /** Null: there is no locker to authorize for, the step is skipped. */
  lockerId: string | null;
  /** Out. */
  locker?: Locker;
  progress?: Progress | undefined;
}

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:BatchGetItem'], [leadingKey('locker')])],
};

export function request(ctx: FunctionContext<AuthorizeLockerStash>) {
  const { lockerId } = ctx.stash;
  if (lockerId === null) runtime.earlyReturn(null);
  return readTogether([lockerKey(lockerId), sequenceKey(lockerId)]);
}

export function response(ctx: FunctionContext<AuthorizeLockerStash, BatchResult>) {
  failOnError(ctx);
  const lockerId = ctx.stash.lockerId ?? '';
  const items = itemsOf(ctx.result);
  const locker = itemAt<Locker>(items, lockerKey(lockerId));
  if (!locker || !managesBuilding(callerOf(ctx.identity), locker.buildingId)) notFound('locker', lockerId);
  ctx.stash.locker = locker;
  ctx.stash.progress = itemAt<Progress>(items, sequenceKey(lockerId));
  return null;
}
