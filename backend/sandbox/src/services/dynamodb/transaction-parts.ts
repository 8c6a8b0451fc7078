/** The parts of a transaction: read, checked, and tried one by one. */
import { validateRequest, type Item, type ValidatedRequest } from './dynalite.ts';
import { errorName, isServiceError, serviceError, validationError, type ServiceError } from './errors.ts';
import type { Change, TableStore } from './table-store.ts';
import { checkKey, prepareWrite, storeKey } from './writes.ts';

export type Request = Record<string, unknown>;

/** AWS's limits ("Amazon DynamoDB Transactions: How it works"). */
const maximumItems = 100;
export const maximumBytes = 4 * 1024 * 1024;

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

export interface Part {
  member: Member;
  request: ValidatedRequest;
  returnItem: boolean;
  tableName: string;
}

export function parsePart(store: TableStore, entry: unknown, position: number): Part {
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
export function attempt(store: TableStore, part: Part): { change?: Change; reason: CancellationReason } {
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
export function checkKeys(store: TableStore, requests: readonly ValidatedRequest[]): void {
  cancelUnlessFit(store, requests);
  requireDistinct(store, requests);
}

function cancelUnlessFit(store: TableStore, requests: readonly ValidatedRequest[]): void {
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

function requireDistinct(store: TableStore, requests: readonly ValidatedRequest[]): void {
  const identities = requests.map((request) => `${request.TableName}/${storeKey(store, request)}`);
  if (new Set(identities).size === identities.length) return;
  throw validationError('Transaction request cannot include multiple operations on one item');
}

export function partsOf(request: Request): unknown[] {
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

export function keyOf({ request }: Part): Item {
  return request.Item ?? request.Key ?? {};
}

export function memberIsNull(position: number, member: string, field: string | undefined): Error {
  const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
  const path = ['transactItems', ...(position < 0 ? [] : [position + 1, 'member', lower(member)])];
  if (field !== undefined) path.push(lower(field));
  return validationError(
    `1 validation error detected: Value null at '${path.join(
      '.',
    )}' failed to satisfy constraint: Member must not be null`,
  );
}

export function canceled(reasons: readonly CancellationReason[]): Error {
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
