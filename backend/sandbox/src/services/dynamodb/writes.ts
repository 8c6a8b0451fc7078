/** One write as PutItem, UpdateItem, DeleteItem and the parts of a transaction make it, short of committing it. */
import { requireCondition, valueAt, type Expression, type Path } from './conditions.ts';
import { data, runActionNow, type AttributeValue, type Item, type ValidatedRequest } from './dynalite.ts';
import { validationError } from './errors.ts';
import type { Change, TableStore } from './table-store.ts';

export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem';

export interface Prepared {
  change: Change;
  /** dynalite's reply, for `Attributes`. */
  reply: Record<string, unknown>;
}

/** @throws ValidationException when the key does not fit its table, with dynalite's (and so DynamoDB's) message. */
export function checkKey(store: TableStore, request: ValidatedRequest): void {
  const table = store.table(request.TableName);
  const { Item: item, Key: key } = request;
  const invalid = item === undefined ? data.validateKey(key ?? {}, table) : data.validateItem(item, table);
  if (invalid != null) throw invalid;
  if (item !== undefined) checkIndexKeys(store, request, item);
}

/** The key of the item that a request is about. */
export function storeKey(store: TableStore, request: ValidatedRequest): string {
  return data.createKey(request.Item ?? request.Key ?? {}, store.table(request.TableName));
}

/**
 * Checks the condition and computes the change; nothing is written.
 *
 * @throws ConditionalCheckFailedException, ValidationException
 */
export function prepareWrite(
  store: TableStore,
  operation: WriteOperation,
  request: ValidatedRequest,
): Prepared {
  checkKey(store, request);
  const existing = store.items(request.TableName).get(storeKey(store, request));
  const { _condition: condition, ...rest } = request;
  requireCondition((condition as { expression: Expression } | undefined)?.expression, existing);
  resolveCopies(rest, existing);
  let change: Change | undefined;
  const collecting = store.writeStore((collected) => {
    change = collected;
  });
  const reply = runActionNow(operation, collecting, rest);
  if (change === undefined) throw new Error(`${operation} made no change`);
  if (operation === 'UpdateItem') checkIndexKeys(store, request, change.newItem ?? {});
  return { change, reply };
}

/**
 * `SET b = a` copies. dynalite lets both share one value, so that a change inside `a` in the same expression would change
 * `b`; here it gets a copy to begin with.
 */
function resolveCopies(request: ValidatedRequest, existing: Item | undefined): void {
  const updates = request['_updates'] as { sections: { type: string; val?: unknown }[] } | undefined;
  for (const section of updates?.sections ?? []) {
    if (section.type !== 'set' || !Array.isArray(section.val)) continue;
    const value = valueAt(section.val as Path, existing ?? request.Key ?? {});
    if (value !== undefined) section.val = structuredClone(value);
  }
}

/** An index key may be absent but not an empty text, which dynalite lets pass. */
function checkIndexKeys(store: TableStore, request: ValidatedRequest, item: Item): void {
  const table = store.table(request.TableName);
  for (const { IndexName, KeySchema } of [
    ...(table.GlobalSecondaryIndexes ?? []),
    ...(table.LocalSecondaryIndexes ?? []),
  ]) {
    for (const { AttributeName } of KeySchema) {
      const value: AttributeValue | undefined = item[AttributeName];
      if (value?.S !== '' && value?.B !== '') continue;
      const type = value.S === '' ? 'string' : 'binary';
      const kept = `The AttributeValue for a key attribute cannot contain an empty ${type} value.`;
      throw validationError(
        request.Item === undefined
          ? `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. ${kept}`
          : `One or more parameter values are not valid. A value specified for a secondary index key is not supported. ${kept} IndexName: ${IndexName}, IndexKey: ${AttributeName}`,
      );
    }
  }
}
