import { runtime } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
import { lockerKey, leadingKey } from '../data/keys.ts';
import type { Locker } from '../domain/locker.ts';
import type { DeliveryLocker } from '../generated/graphql.ts';
import { tableAccess } from '../functions/definition.ts';
import type { FieldDefinition } from './definition.ts';
import type { ResolverContext } from './modules.ts';
import { failOnError } from './shared/errors.ts';
import { deliveryLockerView, type DeliverySource } from './shared/views.ts';

/** Whoever may see the delivery may know where it goes; the answer is the same for all of them, so they may share it. */
export const definition: FieldDefinition = {
  kind: 'unit',
  dataSource: 'table',
  access: [tableAccess(['dynamodb:GetItem'], [leadingKey('locker')])],
  caching: { ttlSeconds: 300, keys: ['$context.source.lockerId'] },
};

type Ctx = ResolverContext<'Delivery.locker', { result: Locker | null; source: DeliverySource }>;

export function request(ctx: Ctx) {
  if (ctx.source?.knownLocker) runtime.earlyReturn(ctx.source.knownLocker);
  return ddb.get<{ pk: string; sk: string }>({ key: { ...lockerKey(ctx.source?.lockerId ?? '') } });
}

export function response(ctx: Ctx): DeliveryLocker | null {
  failOnError(ctx);
  return ctx.result ? deliveryLockerView(ctx.result) : null;
}
