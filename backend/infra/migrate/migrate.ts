/** Gives the items of a table the keys of this version, page by page, slowly enough for those who use it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { changeOf, indexKeyNames, rekeyed, type Change, type StoredItem } from './rekey.ts';

export interface Position {
  readonly pk: string;
  readonly sk: string;
}

export interface MigrationOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** False: counts only. */
  readonly apply: boolean;
  /** Items a second that are looked at, at most. */
  readonly itemsPerSecond: number;
  /** Behind which item to begin; undefined: at the first. */
  readonly from?: Position | undefined;
  /** Called when a page is done, with where the next begins; undefined after the last. */
  readonly onPage?: (next: Position | undefined, soFar: Counts) => void | Promise<void>;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => number;
}

/** Items by what was done, or would be; `busy` were changed by somebody else meanwhile and need another run. */
export type Counts = Record<Change | 'busy', number>;

const pageSize = 100;

export async function migrate(options: MigrationOptions): Promise<Counts> {
  const { client, tableName, apply, itemsPerSecond, pause = sleep, now = Date.now } = options;
  const counts: Counts = { none: 0, 'listed elsewhere': 0, moved: 0, busy: 0 };
  let next = options.from;
  do {
    const began = now();
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: tableName,
        Limit: pageSize,
        ExclusiveStartKey: next,
        ConsistentRead: true,
      }),
    );
    for (const item of Items as StoredItem[]) {
      const after = rekeyed(item);
      const change = changeOf(item, after);
      const isDone = !apply || change === 'none' || (await write(options, change, item, after));
      counts[isDone ? change : 'busy'] += 1;
    }
    next = LastEvaluatedKey as Position | undefined;
    await options.onPage?.(next, counts);
    const due = (1000 * Items.length) / itemsPerSecond;
    if (next !== undefined) await pause(Math.max(0, due - (now() - began)));
  } while (next !== undefined);
  return counts;
}

/** What an item must still be like when it is written: as it was read. Entities without a version never change but for their keys. */
const unchanged = ({ version }: StoredItem) =>
  version === undefined
    ? { ConditionExpression: 'attribute_exists(pk)' }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      };

/** @returns whether it was written; false where the item was changed after it was read */
async function write(
  { client, tableName: TableName }: MigrationOptions,
  change: Change,
  before: StoredItem,
  after: StoredItem,
): Promise<boolean> {
  const { pk, sk } = before;
  try {
    if (change === 'moved') {
      await client.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName, Item: after, ConditionExpression: 'attribute_not_exists(pk)' } },
            { Delete: { TableName, Key: { pk, sk }, ...unchanged(before) } },
          ],
        }),
      );
    } else {
      await client.send(new UpdateCommand({ TableName, Key: { pk, sk }, ...newIndexKeys(before, after) }));
    }
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionCanceledException)
      return false;
    throw error;
  }
}

/** Changes the keys alone: what others write to the item at the same time stays. */
function newIndexKeys(before: StoredItem, after: StoredItem) {
  const condition = unchanged(before);
  const kept = indexKeyNames(after);
  const gone = indexKeyNames(before).filter((name) => !kept.includes(name));
  const set = kept.map((name) => `${name} = :${name}`).join(', ');
  return {
    ...condition,
    UpdateExpression: [
      ...(kept.length > 0 ? [`SET ${set}`] : []),
      ...(gone.length > 0 ? [`REMOVE ${gone.join(', ')}`] : []),
    ].join(' '),
    ExpressionAttributeValues: {
      ...condition.ExpressionAttributeValues,
      ...Object.fromEntries(kept.map((name) => [`:${name}`, after[name]])),
    },
  };
}
