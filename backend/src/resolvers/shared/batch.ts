/** Reading several items of the table in one request, strongly consistent unless told. */
import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
import type { ItemKey } from '../../data/keys.ts';
import { TABLE } from './table.ts';

export type StoredItem = ItemKey & Readonly<Record<string, unknown>>;

export interface BatchResult {
  readonly data: Readonly<Record<string, readonly (StoredItem | null)[]>>;
  readonly unprocessedKeys?: Readonly<Record<string, readonly unknown[]>> | null;
}

interface ReadOptions {
  /** Default true. */
  readonly consistentRead?: boolean;
}

/**
 * BatchGetItem and not TransactGetItems, which fails while a transaction writes to one of the items: a locker's sequence is
 * written to all the time. Each item is consistent by itself, and what is written afterwards is conditional on what was read.
 */
export const readTogether = (keys: readonly ItemKey[], { consistentRead = true }: ReadOptions = {}) =>
  ddb.batchGet({
    tables: { [TABLE]: { keys: keys.map((key) => ({ pk: key.pk, sk: key.sk })), consistentRead } },
  });

/** The items that DynamoDB found and got to, in no order one may rely on. */
export const foundOf = (result: BatchResult): readonly StoredItem[] =>
  (result.data[TABLE] ?? []).filter((item) => item !== null) as readonly StoredItem[];

/** The items that exist, in no order one may rely on. A part that DynamoDB did not get to is an error, not an absence. */
export function itemsOf(result: BatchResult): readonly StoredItem[] {
  if ((result.unprocessedKeys?.[TABLE] ?? []).length > 0) {
    util.error('The table is busy; nothing was changed. Repeat the call.', 'Conflict', null, {
      retryable: true,
    });
  }
  return foundOf(result);
}

export function itemAt<Entity>(items: readonly StoredItem[], key: ItemKey): Entity | undefined {
  return items.find((item) => item.pk === key.pk && item.sk === key.sk) as Entity | undefined;
}
