import type { LockerEvent } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { ResolverContext } from './modules.ts';

/** Stores nothing: the event is in the table already, and returning it is what pushes it to the subscribers. */
export const definition: FieldDefinition = { kind: 'unit', dataSource: 'none' };

export function request(ctx: ResolverContext<'Mutation.publishLockerEvent', { result: LockerEvent }>) {
  return { payload: ctx.args.input };
}

export function response(
  ctx: ResolverContext<'Mutation.publishLockerEvent', { result: LockerEvent }>,
): LockerEvent {
  return ctx.result;
}
