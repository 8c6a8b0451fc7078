/** A locker's events after a sequence, oldest first, strongly consistent. */
import * as ddb from '@aws-appsync/utils/dynamodb';
import { eventsAfter, lockerPartition, leadingKey } from '../../data/keys.ts';
import type { LockerEvent } from '../../domain/locker-event.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { failOnError } from '../shared/errors.ts';
import type { AuthorizeLockerStash } from './authorizeLocker.ts';

export interface ListEventsStash extends AuthorizeLockerStash {
  after: number;
  limit: number;
}

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:Query'], [leadingKey('locker')])],
};

export function request(ctx: FunctionContext<ListEventsStash>) {
  const { from, to } = eventsAfter(ctx.stash.after);
  return ddb.query<{ pk: string; sk: string }>({
    query: { pk: { eq: lockerPartition(ctx.stash.lockerId ?? '') }, sk: { between: [from, to] } },
    limit: ctx.stash.limit,
    consistentRead: true,
  });
}

export function response(ctx: FunctionContext<ListEventsStash, { readonly items: readonly LockerEvent[] }>) {
  failOnError(ctx);
  return ctx.result.items;
}
