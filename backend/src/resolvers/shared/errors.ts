/** The errors the contract promises (schema.graphql, "Errors"), each made in one place. */
import { util } from '@aws-appsync/utils';

/** Also for what exists and belongs to somebody else: an answer must not tell the two apart. */
export function notFound(what: 'delivery' | 'locker' | 'compartment' | 'building', id: string): never {
  util.error(`${what.slice(0, 1).toUpperCase()}${what.slice(1)} ${id} not found.`, 'NotFound');
}

export function badRequest(argument: string, message: string): never {
  util.error(message, 'BadRequest', null, { argument });
}

export function invalidState(deliveryId: string, status: string, wanted: string): never {
  util.error(`Delivery ${deliveryId} is ${status}: it cannot become ${wanted}.`, 'InvalidState', null, {
    status,
  });
}

export function idempotencyMismatch(clientMutationId: string): never {
  util.error(
    `clientMutationId ${clientMutationId} was used before, with another input.`,
    'IdempotencyMismatch',
  );
}

export function conflict(lockerId: string): never {
  util.error(
    `Others were writing to locker ${lockerId} at the same moment; nothing was changed. Repeat the call.`,
    'Conflict',
    null,
    { retryable: true },
  );
}

interface Outcome {
  readonly error?: { readonly message: string; readonly type: string };
  readonly result: unknown;
}

/**
 * What a data source says about its failure names tables, roles and functions: that is for the log ("Monitoring and logging": CloudWatch,
 * by the request's id), not for a phone.
 */
export function internalError(error: { readonly message: string; readonly type: string }): never {
  console.error(error.type, error.message);
  util.error('The request could not be answered. Repeat it later.', 'InternalError');
}

/** AppSync calls the response handler after a failed request too: without this a failure would look like an empty result. */
export function failOnError(ctx: Outcome): void {
  if (ctx.error) internalError(ctx.error);
}
