/** One page of the lockers of a building. The field's own request has authorized the caller for the building. */
import { leadingKey } from '../../data/keys.ts';
import * as ddb from '@aws-appsync/utils/dynamodb';
import { lockerIndex, lockerIndexPartition, partitionKeyOf } from '../../data/index-keys.ts';
import type { Locker, Progress } from '../../domain/locker.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { failOnError } from '../shared/errors.ts';

export interface BuildingLockersStash {
  buildingId: string;
  limit: number;
  nextToken: string | null;
  /** Out. */
  lockers?: readonly Locker[];
  nextPageToken?: string | null;
  progress?: Readonly<Record<string, Progress>>;
}

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:Query'], [leadingKey('building')], [lockerIndex.byBuilding])],
};

export function request(ctx: FunctionContext<BuildingLockersStash>) {
  return ddb.query<Record<string, string>>({
    index: lockerIndex.byBuilding,
    query: {
      [partitionKeyOf(lockerIndex.byBuilding)]: { eq: lockerIndexPartition.byBuilding(ctx.stash.buildingId) },
    },
    limit: ctx.stash.limit,
    nextToken: ctx.stash.nextToken,
  });
}

interface Page {
  readonly items: readonly Locker[];
  readonly nextToken?: string | null;
}

export function response(ctx: FunctionContext<BuildingLockersStash, Page>) {
  failOnError(ctx);
  ctx.stash.lockers = ctx.result.items;
  ctx.stash.nextPageToken = ctx.result.nextToken ?? null;
  return null;
}
