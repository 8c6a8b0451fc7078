/**
 * Every operation by name. dynalite answers what it can; this file adds what it lacks to its answers, and the operations
 * it does not have at all.
 */
import { capacityDetail, writeCapacity } from './capacity.ts';
import {
  dynaliteOperations,
  runAction,
  runActionNow,
  validateRequest,
  type ValidatedRequest,
} from './dynalite.ts';
import { errorName, isServiceError, validationError } from './errors.ts';
import { groupBy } from './group-by.ts';
import type { Change, TableStore } from './table-store.ts';
import { createTableOperations } from './table-operations.ts';
import type { TimeToLive } from './time-to-live.ts';
import { readPage } from './reads.ts';
import { createTransactions, type TransactionsOptions } from './transactions.ts';
import { prepareWrite, storeKey, type Prepared, type WriteOperation } from './writes.ts';

type Request = Record<string, unknown>;
type Reply = Record<string, unknown>;

/** Answers one request; a refusal is thrown as a `ServiceError`. */
export type Operation = (request: Request) => Reply | Promise<Reply>;

export interface OperationsOptions extends TransactionsOptions {
  timeToLive: TimeToLive;
}

export function createOperations(options: OperationsOptions): Map<string, Operation> {
  const { store, now } = options;
  const operations = new Map<string, Operation>();

  for (const operation of dynaliteOperations) {
    operations.set(operation, (request) =>
      runAction(operation, store.readStore, validateRequest(operation, request, store.readStore)),
    );
  }
  for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem'] as const) {
    operations.set(operation, (request) => writeItem(store, operation, request));
  }
  for (const operation of ['Query', 'Scan'] as const) {
    operations.set(operation, (request) => readPage(store, operation, request));
  }
  operations.set('BatchWriteItem', (request) => batchWriteItem(store, request));
  const named: Record<string, Operation> = {
    ...createTableOperations(store, now),
    ...options.timeToLive.operations,
    ...createTransactions(options),
  };
  for (const [name, operation] of Object.entries(named)) operations.set(name, operation);
  return operations;
}

function writeItem(store: TableStore, operation: WriteOperation, request: Request): Reply {
  const onFailure = request['ReturnValuesOnConditionCheckFailure'];
  if (onFailure !== undefined && onFailure !== 'ALL_OLD' && onFailure !== 'NONE') {
    throw validationError(
      `1 validation error detected: Value '${JSON.stringify(
        onFailure,
      )}' at 'returnValuesOnConditionCheckFailure' ` +
        'failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]',
    );
  }
  const validated = validateRequest(operation, request, store.readStore);
  let prepared: Prepared;
  try {
    prepared = prepareWrite(store, operation, validated);
  } catch (error) {
    if (onFailure === 'ALL_OLD') addExistingItem(store, validated, error);
    throw error;
  }
  store.commit([prepared.change]);
  return withCapacity(prepared.reply, validated, [prepared.change]);
}

/** `ReturnValuesOnConditionCheckFailure`: the refusal carries the item as it is. */
function addExistingItem(store: TableStore, request: ValidatedRequest, error: unknown): void {
  if (!isServiceError(error) || errorName(error) !== 'ConditionalCheckFailedException') return;
  const existing = store.items(request.TableName).get(storeKey(store, request));
  if (existing !== undefined) error.body['Item'] = existing;
}

function withCapacity(reply: Reply, request: ValidatedRequest, changes: readonly Change[]): Reply {
  const detail = capacityDetail(request.ReturnConsumedCapacity);
  const table = changes[0]?.table;
  if (detail === undefined || table === undefined) return reply;
  return { ...reply, ConsumedCapacity: writeCapacity(table, changes, detail) };
}

function batchWriteItem(store: TableStore, request: Request): Reply {
  const validated = validateRequest('BatchWriteItem', request, store.readStore);
  const changes: Change[] = [];
  const reply = runActionNow(
    'BatchWriteItem',
    store.writeStore((change) => changes.push(change)),
    validated,
  );
  // The writes of a batch are independent of each other on AWS too; here all of them succeed together.
  store.commit(changes);
  const detail = capacityDetail(validated.ReturnConsumedCapacity);
  if (detail === undefined) return reply;
  const byTable = groupBy(changes, ({ table }) => table);
  return {
    ...reply,
    ConsumedCapacity: [...byTable].map(([table, ofTable]) => writeCapacity(table, ofTable, detail)),
  };
}
