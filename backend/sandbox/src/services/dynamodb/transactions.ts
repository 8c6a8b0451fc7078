/**
 * TransactWriteItems and TransactGetItems, which dynalite does not have.
 *
 * Every part of a transaction is run by dynalite's own action against a store that only collects the changes. If all
 * parts agree, the changes are committed together; if one does not, nothing is. No other request can come in between,
 * so there is nothing to lock, and a `TransactionConflict` cannot arise by itself: tests inject it (`conflicts`).
 */
import { capacityDetail, writeCapacity } from './capacity.ts';
import { createClientTokens } from './client-tokens.ts';
import { data, runActionNow, validateRequest, type Item } from './dynalite.ts';
import { validationError } from './errors.ts';
import { groupBy } from './group-by.ts';
import type { TableStore } from './table-store.ts';
import { asWrites, readCapacity } from './transaction-capacity.ts';
import {
  attempt,
  canceled,
  checkKeys,
  keyOf,
  maximumBytes,
  memberIsNull,
  parsePart,
  partsOf,
  type Request,
} from './transaction-parts.ts';
import { storeKey } from './writes.ts';

type Reply = Record<string, unknown>;

export interface TransactionsOptions {
  store: TableStore;
  now: () => number;
  /** Asked before each transaction for the parts that shall meet a conflict; see `injectTransactionConflict`. */
  conflicts: (keys: readonly { tableName: string; key: Item }[]) => boolean[];
}

export function createTransactions(options: TransactionsOptions): {
  TransactWriteItems(request: Request): Reply;
  TransactGetItems(request: Request): Reply;
} {
  const { store, now, conflicts } = options;
  const tokens = createClientTokens(now);

  return {
    TransactWriteItems(request) {
      const parts = partsOf(request).map((entry, position) => parsePart(store, entry, position));
      const detail = capacityDetail(request['ReturnConsumedCapacity']);
      checkKeys(
        store,
        parts.map(({ request: part }) => part),
      );
      const bytes = parts.reduce((total, part) => total + data.itemSize(part.request.Item ?? keyOf(part)), 0);
      if (bytes > maximumBytes) throw validationError('Transaction request size exceeds the limit of 4 MB');

      const token = request['ClientRequestToken'];
      const repeated = typeof token === 'string' ? tokens.find(token, request) : undefined;
      if (repeated !== undefined) {
        // A repeat changes nothing; AWS reports the reads it took to find that out.
        const stored = repeated.map(({ tableName, key }) => ({
          tableName,
          stored: store.items(tableName).get(key),
        }));
        return detail === undefined ? {} : { ConsumedCapacity: readCapacity(stored, detail) };
      }

      const meets = conflicts(parts.map((part) => ({ tableName: part.tableName, key: keyOf(part) })));
      const outcomes = parts.map((part, position) =>
        meets[position] === true
          ? { reason: { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } }
          : attempt(store, part),
      );
      const reasons = outcomes.map(({ reason }) => reason);
      if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);

      const changes = outcomes.flatMap((outcome, position) =>
        'change' in outcome && outcome.change !== undefined
          ? [{ change: outcome.change, checked: parts[position]?.member === 'ConditionCheck' }]
          : [],
      );
      const writes = changes.filter(({ checked }) => !checked).map(({ change }) => change);
      if (writes.length > 0) store.commit(writes);
      if (typeof token === 'string') {
        const items = changes.map(({ change }) => ({ tableName: change.table.TableName, key: change.key }));
        tokens.remember(token, request, items);
      }

      if (detail === undefined) return {};
      // A condition check is charged as a write of the table, not of the indexes.
      const charged = changes.map(({ change, checked }) =>
        checked ? { ...change, newItem: change.oldItem } : change,
      );
      return {
        ConsumedCapacity: [...groupBy(charged, ({ table }) => table)].map(([table, ofTable]) =>
          asWrites(writeCapacity(table, ofTable, detail, 2)),
        ),
      };
    },

    TransactGetItems(request) {
      const gets = partsOf(request).map((entry, position) => {
        const get = (entry as { Get?: Request }).Get;
        if (get == null) throw memberIsNull(position, 'Get', undefined);
        return validateRequest('GetItem', { ...get, ConsistentRead: true }, store.readStore);
      });
      checkKeys(store, gets);
      const found = gets.map((get) => ({
        tableName: get.TableName,
        stored: store.items(get.TableName).get(storeKey(store, get)),
        item: runActionNow('GetItem', store.readStore, get)['Item'] as Item | undefined,
      }));
      const detail = capacityDetail(request['ReturnConsumedCapacity']);
      return {
        Responses: found.map(({ item }) => (item === undefined ? {} : { Item: item })),
        ...(detail === undefined
          ? {}
          : {
              ConsumedCapacity: readCapacity(
                found.map(({ tableName, stored }) => ({ tableName, stored })),
                detail,
              ),
            }),
      };
    },
  };
}
