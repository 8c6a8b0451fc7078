/** Has `locker-command` tell the locker. AppSync has no data source that publishes over MQTT. */
import { callerOf } from '../shared/caller.ts';
import { failOnError, idempotencyMismatch } from '../shared/errors.ts';
import type { OpenCompartmentReply, OpenCompartmentRequest } from '../shared/lambda-payloads.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import type { OpenCompartmentStash } from './readCompartment.ts';

export const definition: PipelineFunctionDefinition = { dataSource: 'locker-command' };

export function request(ctx: FunctionContext<OpenCompartmentStash>) {
  const payload: OpenCompartmentRequest = {
    commandId: ctx.stash.clientMutationId,
    lockerId: ctx.stash.lockerId,
    compartmentId: ctx.stash.compartmentId,
    requestedBy: callerOf(ctx.identity).sub,
  };
  return { operation: 'Invoke', payload };
}

export function response(ctx: FunctionContext<OpenCompartmentStash, OpenCompartmentReply>) {
  failOnError(ctx);
  if (ctx.result.refusal) idempotencyMismatch(ctx.stash.clientMutationId);
  return ctx.result;
}
