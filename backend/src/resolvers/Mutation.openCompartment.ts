import type { CompartmentCommand } from '../generated/graphql.ts';
import type { FieldDefinition } from './definition.ts';
import type { OpenCompartmentStash } from './functions/readCompartment.ts';
import type { ResolverContext } from './modules.ts';
import { checkClientMutationId } from './shared/arguments.ts';
import type { OpenCompartmentAnswer } from './shared/lambda-payloads.ts';

/** Managers are authorized by the building, couriers by the delivery the compartment is for; only then is the locker told. */
export const definition: FieldDefinition = {
  kind: 'pipeline',
  functions: ['readCompartment', 'findDelivery', 'sendOpenCommand'],
};

export function request(ctx: ResolverContext<'Mutation.openCompartment', { stash: OpenCompartmentStash }>) {
  const { clientMutationId, lockerId, compartmentId } = ctx.args.input;
  ctx.stash.clientMutationId = checkClientMutationId(clientMutationId);
  ctx.stash.lockerId = lockerId;
  ctx.stash.compartmentId = compartmentId;
  ctx.stash.purpose = 'change';
  return {};
}

export function response(
  ctx: ResolverContext<'Mutation.openCompartment', { previous: OpenCompartmentAnswer }>,
): CompartmentCommand {
  const { lockerId, compartmentId } = ctx.args.input;
  const { commandId, issuedAt, expiresAt } = ctx.prev.result;
  return { id: commandId, lockerId, compartmentId, issuedAt, expiresAt };
}
