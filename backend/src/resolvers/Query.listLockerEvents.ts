import type { LockerEvent } from '../domain/locker-event.ts';
import type { LockerEventConnection } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { ListEventsStash } from './functions/listEvents.ts';
import type { ResolverContext } from './modules.ts';
import { inRange } from './shared/arguments.ts';
import { lockerEventView } from './shared/views.ts';

export const definition: FieldDefinition = {
  kind: 'pipeline',
  functions: ['authorizeLocker', 'listEvents'],
};

/** Largest value of GraphQL's Int. */
const LARGEST_INT = 2147483647;

export function request(ctx: ResolverContext<'Query.listLockerEvents', { stash: ListEventsStash }>) {
  const { lockerId, after, limit } = ctx.args;
  ctx.stash.lockerId = lockerId;
  ctx.stash.after = inRange('after', after, { from: 0, to: LARGEST_INT, otherwise: 0 });
  ctx.stash.limit = inRange('limit', limit, { from: 1, to: 500, otherwise: 100 });
  return {};
}

export function response(
  ctx: ResolverContext<
    'Query.listLockerEvents',
    { previous: readonly LockerEvent[]; stash: ListEventsStash }
  >,
): LockerEventConnection {
  const events = ctx.prev.result;
  // The events are read after the sequence: what was written in between may already be among them.
  const last = events[events.length - 1]?.sequence ?? 0;
  return {
    items: events.map((event) => lockerEventView(event)),
    latestSequence: Math.max(ctx.stash.progress?.sequence ?? 0, last),
  };
}
