import { isIn } from '../domain/rights.ts';
import type { DeliveryEvent } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { AuthorizeLockerStash } from './functions/authorizeLocker.ts';
import type { ResolverContext } from './modules.ts';
import { callerOf, type Caller } from './shared/caller.ts';
import { badRequest } from './shared/errors.ts';
import { deliverOnly, eventsOf } from './shared/subscription-filter.ts';

/** Who looks after buildings is authorized by the locker's; for everybody else the filter itself is the authorization. */
export const definition: FieldDefinition = { kind: 'pipeline', functions: ['authorizeLocker'] };

type Ctx = ResolverContext<'Subscription.onDeliveryUpdated', { stash: AuthorizeLockerStash }>;

const looksAfterBuildings = (caller: Caller): boolean => isIn(caller, 'admin') || isIn(caller, 'manager');

export function request(ctx: Ctx) {
  const caller = callerOf(ctx.identity);
  const lockerId = ctx.args.lockerId ?? null;
  const ownOnly = isIn(caller, 'courier') || isIn(caller, 'partner');
  if (lockerId === null && !ownOnly) badRequest('lockerId', 'Managers and admins must name a lockerId.');
  ctx.stash.lockerId = looksAfterBuildings(caller) ? lockerId : null;
  return {};
}

/** What of an event says that it is the caller's own. */
const ownership = (caller: Caller) =>
  isIn(caller, 'courier')
    ? { courierId: { eq: caller.sub } }
    : // Without a partner in the token nothing is theirs, and no partner has an empty id.
      { partnerId: { eq: caller.partnerId ?? '' } };

export function response(ctx: Ctx): null {
  const { locker } = ctx.stash;
  const lockerId = ctx.args.lockerId ?? null;
  deliverOnly<DeliveryEvent>(
    locker
      ? eventsOf(locker)
      : {
          ...ownership(callerOf(ctx.identity)),
          ...(lockerId === null ? {} : { lockerId: { eq: lockerId } }),
        },
  );
  return null;
}
