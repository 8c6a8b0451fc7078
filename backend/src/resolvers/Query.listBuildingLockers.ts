import { managesBuilding } from '../domain/rights.ts';
import type { LockerConnection } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { BuildingLockersStash } from './functions/queryBuildingLockers.ts';
import type { ResolverContext } from './modules.ts';
import { inRange } from './shared/arguments.ts';
import { callerOf } from './shared/caller.ts';
import { notFound } from './shared/errors.ts';
import { lockerView } from './shared/views.ts';

export const definition: FieldDefinition = {
  kind: 'pipeline',
  functions: ['queryBuildingLockers', 'readSequences'],
};

type Ctx = ResolverContext<'Query.listBuildingLockers', { stash: BuildingLockersStash }>;

export function request(ctx: Ctx) {
  const { buildingId, limit, nextToken } = ctx.args;
  if (!managesBuilding(callerOf(ctx.identity), buildingId)) notFound('building', buildingId);
  ctx.stash.buildingId = buildingId;
  // A page's sequences are read in one BatchGetItem.
  ctx.stash.limit = inRange('limit', limit, { from: 1, to: 50, otherwise: 50 });
  ctx.stash.nextToken = nextToken ?? null;
  return {};
}

export function response(ctx: Ctx): LockerConnection {
  const { lockers, progress, nextPageToken } = ctx.stash;
  return {
    items: (lockers ?? []).map((locker) => lockerView(locker, progress?.[locker.id])),
    nextToken: nextPageToken ?? null,
  };
}
