/**
 * Reads the compartment that shall open, and authorizes whom its building authorizes. A courier is authorized by the delivery the
 * compartment is for: that is the next step's business.
 */
import { compartmentKey, lockerKey, leadingKey } from '../../data/keys.ts';
import type { Compartment, Locker } from '../../domain/locker.ts';
import { managesBuilding } from '../../domain/rights.ts';
import { tableAccess } from '../../functions/definition.ts';
import type { PipelineFunctionDefinition } from '../definition.ts';
import type { FunctionContext } from '../modules.ts';
import { itemAt, itemsOf, readTogether, type BatchResult } from '../shared/batch.ts';
import { callerOf } from '../shared/caller.ts';
import { failOnError, notFound } from '../shared/errors.ts';
import type { FindDeliveryStash } from './findDelivery.ts';

export interface OpenCompartmentStash extends FindDeliveryStash {
  lockerId: string;
  compartmentId: string;
  clientMutationId: string;
}

export const definition: PipelineFunctionDefinition = {
  dataSource: 'table',
  access: [tableAccess(['dynamodb:BatchGetItem'], [leadingKey('locker')])],
};

export function request(ctx: FunctionContext<OpenCompartmentStash>) {
  const { lockerId, compartmentId } = ctx.stash;
  return readTogether([lockerKey(lockerId), compartmentKey(lockerId, compartmentId)]);
}

export function response(ctx: FunctionContext<OpenCompartmentStash, BatchResult>) {
  failOnError(ctx);
  const { stash } = ctx;
  const items = itemsOf(ctx.result);
  const locker = itemAt<Locker>(items, lockerKey(stash.lockerId));
  const compartment = itemAt<Compartment>(items, compartmentKey(stash.lockerId, stash.compartmentId));
  if (!locker || !compartment) notFound('compartment', stash.compartmentId);
  stash.authorized = managesBuilding(callerOf(ctx.identity), locker.buildingId);
  if (!stash.authorized && !compartment.deliveryId) notFound('compartment', stash.compartmentId);
  stash.deliveryId = compartment.deliveryId ?? '';
  stash.named = { what: 'compartment', id: stash.compartmentId };
  return null;
}
