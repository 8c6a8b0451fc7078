import { managesBuilding } from '../domain/rights.ts';
import type { LockerEvent } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { AuthorizeLockerStash } from './functions/authorizeLocker.ts';
import type { ResolverContext } from './modules.ts';
import { callerOf } from './shared/caller.ts';
import { badRequest, notFound } from './shared/errors.ts';
import { deliverOnly, eventsOf } from './shared/subscription-filter.ts';

/** A locker's building must be read to authorize for it; a building's own id is in the token. */
export const definition: FieldDefinition = { kind: 'pipeline', functions: ['authorizeLocker'] };

type Ctx = ResolverContext<'Subscription.onLockerEvent', { stash: AuthorizeLockerStash }>;

export function request(ctx: Ctx) {
  const lockerId = ctx.args.lockerId ?? null;
  const buildingId = ctx.args.buildingId ?? null;
  if ((lockerId === null) === (buildingId === null)) {
    badRequest('lockerId', 'Name a lockerId or a buildingId, and only one of them.');
  }
  if (buildingId !== null && !managesBuilding(callerOf(ctx.identity), buildingId)) {
    notFound('building', buildingId);
  }
  ctx.stash.lockerId = lockerId;
  return {};
}

export function response(ctx: Ctx): null {
  const { locker } = ctx.stash;
  deliverOnly<LockerEvent>(locker ? eventsOf(locker) : { buildingId: { eq: ctx.args.buildingId ?? '' } });
  return null;
}
