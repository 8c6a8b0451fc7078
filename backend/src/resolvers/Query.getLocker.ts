import type { Locker } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { AuthorizeLockerStash } from './functions/authorizeLocker.ts';
import type { ResolverContext } from './modules.ts';
import { notFound } from './shared/errors.ts';
import { lockerView } from './shared/views.ts';

export const definition: FieldDefinition = { kind: 'pipeline', functions: ['authorizeLocker'] };

type Ctx = ResolverContext<'Query.getLocker', { stash: AuthorizeLockerStash }>;

export function request(ctx: Ctx) {
  ctx.stash.lockerId = ctx.args.lockerId;
  return {};
}

export function response(ctx: Ctx): Locker {
  const { locker, progress } = ctx.stash;
  if (!locker) notFound('locker', ctx.args.lockerId);
  return lockerView(locker, progress);
}
