/**
 * TransactWriteItems and TransactGetItems, which dynalite does not have.
 *
 * Every part of a transaction is run by dynalite's own action against a store that only collects the changes. If all
 * parts agree, the changes are committed together; if one does not, nothing is. No other request can come in between,
 * so there is nothing to lock, and a `TransactionConflict` cannot arise by itself: tests inject it (`conflicts`).
 */
import { capacityDetail, writeCapacity } from './capacity.ts';
import { createClientTokens } from './client-tokens.ts';
import { data, runActionNow, validateRequest, type Item, type ValidatedRequest } from './dynalite.ts';
import { errorName, isServiceError, serviceError, validationError, type ServiceError } from './errors.ts';
import { groupBy } from './group-by.ts';
import { asWrites, readCapacity } from './transaction-capacity.ts';
import type { Change, TableStore } from './table-store.ts';
import { checkKey, prepareWrite, storeKey } from './writes.ts';

type Request = Record<string, unknown>;
type Reply = Record<string, unknown>;

/** AWS's limits ("Amazon DynamoDB Transactions: How it works"). */
const maximumItems = 100;
const maximumBytes = 4 * 1024 * 1024;

const operationOfMember = {
  ConditionCheck: 'DeleteItem',
  Put: 'PutItem',
  Delete: 'DeleteItem',
  Update: 'UpdateItem',
} as const;

type Member = keyof typeof operationOfMember;

/** Why one part of a transaction failed; `None` for a part that did not. */
export interface CancellationReason {
  Code: string;
  Message?: string;
  Item?: Item;
}

interface Part {
  member: Member;
  request: ValidatedRequest;
  returnItem: boolean;
  tableName: string;
}

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

  function parse(entry: unknown, position: number): Part {
    const members = Object.entries((entry ?? {}) as Record<string, unknown>).filter(
      ([, value]) => value != null,
    );
    const [name, value] = members[0] ?? [];
    if (members.length !== 1 || name === undefined || !(name in operationOfMember)) {
      throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    const member = name as Member;
    const { ReturnValuesOnConditionCheckFailure: returned, ...fields } = value as Request;
    const required = {
      ConditionCheck: 'ConditionExpression',
      Update: 'UpdateExpression',
      Put: 'Item',
      Delete: 'Key',
    };
    if (fields[required[member]] == null) throw memberIsNull(position, member, required[member]);
    const request = validateRequest(operationOfMember[member], fields, store.readStore);
    return { member, request, returnItem: returned === 'ALL_OLD', tableName: request.TableName };
  }

  /** What one part would change, or why it cannot. */
  function attempt(part: Part): { change?: Change; reason: CancellationReason } {
    try {
      const { change } = prepareWrite(store, operationOfMember[part.member], part.request);
      return { change, reason: { Code: 'None' } };
    } catch (error) {
      if (!isServiceError(error)) throw error;
      const found = part.returnItem
        ? store.items(part.tableName).get(storeKey(store, part.request))
        : undefined;
      return { reason: reasonOf(error, found) };
    }
  }

  /**
   * Whether every key fits its table comes before the conditions, and before the question of one item in two parts. An
   * empty key refuses the request; a key of another shape or type cancels the transaction.
   */
  function checkKeys(parts: readonly Part[]): void {
    cancelUnlessFit(parts.map(({ request }) => request));
    requireDistinct(parts.map(({ request }) => request));
  }

  function cancelUnlessFit(requests: readonly ValidatedRequest[]): void {
    const reasons = requests.map((request): CancellationReason => {
      try {
        checkKey(store, request);
        return { Code: 'None' };
      } catch (error) {
        if (!isServiceError(error) || errorName(error) !== 'ValidationException') throw error;
        if (error.message.includes('cannot contain an empty')) throw error;
        return reasonOf(error, undefined);
      }
    });
    if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
  }

  function requireDistinct(requests: readonly ValidatedRequest[]): void {
    const identities = requests.map((request) => `${request.TableName}/${storeKey(store, request)}`);
    if (new Set(identities).size === identities.length) return;
    throw validationError('Transaction request cannot include multiple operations on one item');
  }

  return {
    TransactWriteItems(request) {
      const parts = partsOf(request).map(parse);
      const detail = capacityDetail(request['ReturnConsumedCapacity']);
      checkKeys(parts);
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
          : attempt(part),
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
      cancelUnlessFit(gets);
      requireDistinct(gets);
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

function partsOf(request: Request): unknown[] {
  const parts = request['TransactItems'];
  if (!Array.isArray(parts)) throw memberIsNull(-1, '', undefined);
  if (parts.length < 1 || parts.length > maximumItems) {
    const limit = parts.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${maximumItems}`;
    throw validationError(
      `1 validation error detected: Value '[${parts.length} items]' at 'transactItems' failed to satisfy constraint: ` +
        `Member must have length ${limit}`,
    );
  }
  return parts;
}

function keyOf({ request }: Part): Item {
  return request.Item ?? request.Key ?? {};
}

function memberIsNull(position: number, member: string, field: string | undefined): Error {
  const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
  const path = ['transactItems', ...(position < 0 ? [] : [position + 1, 'member', lower(member)])];
  if (field !== undefined) path.push(lower(field));
  return validationError(
    `1 validation error detected: Value null at '${path.join(
      '.',
    )}' failed to satisfy constraint: Member must not be null`,
  );
}

function canceled(reasons: readonly CancellationReason[]): Error {
  const message =
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
    `[${reasons.map(({ Code }) => Code).join(', ')}]`;
  const error = serviceError('TransactionCanceledException', undefined, { CancellationReasons: reasons });
  // This one exception spells the member with a capital.
  error.body['Message'] = message;
  return error;
}

function reasonOf(error: ServiceError, item: Item | undefined): CancellationReason {
  const name = errorName(error);
  const codes: Record<string, string> = {
    ConditionalCheckFailedException: 'ConditionalCheckFailed',
    ValidationException: 'ValidationError',
  };
  const Code = codes[name];
  // Anything else, such as a table that is not there, refuses the request as a whole.
  if (Code === undefined) throw error;
  return {
    Code,
    Message: error.message,
    ...(Code === 'ConditionalCheckFailed' && item !== undefined ? { Item: item } : {}),
  };
}
