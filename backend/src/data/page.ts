/** Pages of a Query, and the whole table. */
import { QueryCommand, ScanCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { conditionsExpression, keyExpression, type KeyRange } from './expressions.ts';
import { partitionKeyOf } from './index-keys.ts';
import { indexSortKey } from './keys.ts';
import type { IndexName } from './table.ts';
import type { TableClient } from './table-client.ts';
import type { Condition } from './writes.ts';

/** Where a Query stopped, as DynamoDB names it. */
export type Position = Readonly<Record<string, string>>;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next?: Position;
}

export interface PageRequest {
  readonly limit: number;
  readonly after?: Position | undefined;
}

export interface Range extends KeyRange {
  readonly index?: IndexName;
  readonly descending?: boolean;
  readonly consistent?: boolean;
  readonly conditions?: readonly Condition[];
}

/** Names of the two keys of the table or of an index. */
const keysOf = (index: IndexName | undefined) =>
  index === undefined
    ? { partitionKey: 'pk', sortKey: 'sk' }
    : { partitionKey: partitionKeyOf(index), sortKey: indexSortKey };

/** The Query of a range, without its limit. */
const rangeQuery = (table: TableClient, range: Range): QueryCommandInput => {
  const key = keyExpression(range, keysOf(range.index));
  const filter = conditionsExpression(range.conditions ?? []);
  return {
    TableName: table.name,
    ...(range.index ? { IndexName: range.index } : {}),
    KeyConditionExpression: key.text,
    ...(filter ? { FilterExpression: filter.text } : {}),
    ExpressionAttributeNames: { ...key.names, ...filter?.names },
    ExpressionAttributeValues: { ...key.values, ...filter?.values },
    ScanIndexForward: !range.descending,
    ConsistentRead: range.consistent ?? false,
  };
};

const positionOf = (item: Record<string, unknown>, index: IndexName | undefined): Position => {
  const names = ['pk', 'sk', ...(index ? Object.values(keysOf(index)) : [])];
  return Object.fromEntries(names.map((name) => [name, String(item[name])]));
};

/**
 * One page. Asks for one item more than the page holds: that there is one is how the last page is known, so that no caller has
 * to fetch an empty page to learn it. With a filter, or with items of many kilobytes, a page may hold fewer than `limit` and still
 * have a next.
 */
export const queryPage = async (
  table: TableClient,
  range: Range,
  { limit, after }: PageRequest,
): Promise<Page<Record<string, unknown>>> => {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      ...rangeQuery(table, range),
      Limit: limit + 1,
      ...(after ? { ExclusiveStartKey: after } : {}),
    }),
  );
  const last = Items[limit - 1];
  if (Items.length > limit && last)
    return { items: Items.slice(0, limit), next: positionOf(last, range.index) };
  return { items: Items, ...(LastEvaluatedKey ? { next: LastEvaluatedKey as Position } : {}) };
};

/**
 * One page of a list that is spread over several partitions of an index, one after the other. The position of a page says which partition
 * is next, since it holds the partition key; a partition that ended with the page before is followed by the beginning of the next.
 */
export const queryPartitions = async (
  table: TableClient,
  {
    partitions,
    ...range
  }: Omit<Range, 'partition' | 'index'> & {
    readonly index: IndexName;
    readonly partitions: readonly string[];
  },
  { limit, after }: PageRequest,
): Promise<Page<Record<string, unknown>>> => {
  const { partitionKey } = keysOf(range.index);
  const beginning = (partition: string): Position => ({ [partitionKey]: partition });
  const first = after === undefined ? 0 : partitions.indexOf(after[partitionKey] ?? '');
  const items: Record<string, unknown>[] = [];
  for (const [index, partition] of partitions.entries()) {
    if (index < first || first === -1) continue;
    if (items.length === limit) return { items, next: beginning(partition) };
    const page = await queryPage(
      table,
      { ...range, partition },
      {
        limit: limit - items.length,
        after: index === first && Object.keys(after ?? {}).length > 1 ? after : undefined,
      },
    );
    items.push(...page.items);
    if (page.next) return { items, next: page.next };
  }
  return { items };
};

/** Every item of the table of which the conditions hold: it is read whole, and so this is for a person's tool and no function. */
export async function* scanAll(
  table: TableClient,
  conditions: readonly Condition[],
): AsyncGenerator<Record<string, unknown>> {
  const filter = conditionsExpression(conditions);
  let after: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        ...(filter && {
          FilterExpression: filter.text,
          ExpressionAttributeNames: filter.names,
          ExpressionAttributeValues: filter.values,
        }),
        ...(after ? { ExclusiveStartKey: after } : {}),
      }),
    );
    yield* Items;
    after = LastEvaluatedKey;
  } while (after);
}

/** Every item of a range, page after page: for workers that need all of it. */
export async function* queryAll(table: TableClient, range: Range): AsyncGenerator<Record<string, unknown>> {
  let after: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({ ...rangeQuery(table, range), ...(after ? { ExclusiveStartKey: after } : {}) }),
    );
    yield* Items;
    after = LastEvaluatedKey;
  } while (after);
}
