import type { FieldDefinition } from './definition.ts';
import type { Group, Me } from '../generated/graphql.ts';
import type { ResolverContext } from './modules.ts';
import { callerOf } from './shared/caller.ts';
import { upper } from './shared/views.ts';

export const definition: FieldDefinition = { kind: 'unit', dataSource: 'none' };

/** Groups this contract knows; the user pool may have others, which mean nothing here. */
const knownGroups: readonly Group[] = ['COURIER', 'MANAGER', 'PARTNER', 'ADMIN'];

export function request(_ctx: ResolverContext<'Query.me'>) {
  return { payload: null };
}

export function response(ctx: ResolverContext<'Query.me'>): Me {
  const caller = callerOf(ctx.identity);
  return {
    id: caller.sub,
    username: caller.username,
    groups: caller.groups
      .map((group) => upper(group) as Group)
      .filter((group) => knownGroups.includes(group)),
    buildingIds: caller.buildings,
    partnerId: caller.partnerId,
  };
}
