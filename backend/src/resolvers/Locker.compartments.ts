import * as ddb from '@aws-appsync/utils/dynamodb';
import { lockerPartition, sortPrefix, leadingKey } from '../data/keys.ts';
import type { Compartment as StoredCompartment } from '../domain/locker.ts';
import type { Compartment } from '../generated/graphql.ts';
import { tableAccess } from '../functions/definition.ts';
import type { FieldDefinition } from './definition.ts';
import type { ResolverContext } from './modules.ts';
import { failOnError } from './shared/errors.ts';
import { compartmentView } from './shared/views.ts';

/** Read after the locker's sequence and strongly consistent: it shows at least what happened up to that sequence. */
export const definition: FieldDefinition = {
  kind: 'unit',
  dataSource: 'table',
  access: [tableAccess(['dynamodb:Query'], [leadingKey('locker')])],
};

type Ctx = ResolverContext<
  'Locker.compartments',
  { result: { readonly items: readonly StoredCompartment[] } }
>;

export function request(ctx: Ctx) {
  return ddb.query<{ pk: string; sk: string }>({
    query: {
      pk: { eq: lockerPartition(ctx.source?.id ?? '') },
      sk: { beginsWith: sortPrefix.compartment },
    },
    consistentRead: true,
  });
}

export function response(ctx: Ctx): readonly Compartment[] {
  failOnError(ctx);
  // Ids are ULIDs given in the order of the doors' numbers, so the order of the keys is the order of the doors.
  return ctx.result.items.map((compartment) => compartmentView(compartment));
}
