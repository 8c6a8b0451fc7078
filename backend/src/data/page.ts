/** Pages of a Query. */
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { IndexName } from './table.ts';
import type { TableClient } from './table-client.ts';

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

export interface Range {
  readonly index?: IndexName;
  readonly partition: string;
  /** Both included. */
  readonly from?: string;
  readonly to?: string;
  readonly prefix?: string;
  readonly descending?: boolean;
  readonly consistent?: boolean;
  readonly filter?: { readonly attribute: string; readonly equals: string } | undefined;
}

const sortCondition = ({
  from,
  to,
  prefix,
}: Range): { expression: string; values: Record<string, string> } => {
  if (prefix !== undefined)
    return { expression: ' AND begins_with(#sk, :prefix)', values: { ':prefix': prefix } };
  if (from !== undefined && to !== undefined) {
    return { expression: ' AND #sk BETWEEN :from AND :to', values: { ':from': from, ':to': to } };
  }
  if (from !== undefined) return { expression: ' AND #sk >= :from', values: { ':from': from } };
  if (to !== undefined) return { expression: ' AND #sk <= :to', values: { ':to': to } };
  return { expression: '', values: {} };
};

/** The Query of a range, without its limit. */
const rangeQuery = (table: TableClient, range: Range): QueryCommandInput => {
  const sort = sortCondition(range);
  const names = {
    '#pk': range.index ? `${range.index}pk` : 'pk',
    ...(sort.expression ? { '#sk': range.index ? `${range.index}sk` : 'sk' } : {}),
  };
  return {
    TableName: table.name,
    ...(range.index ? { IndexName: range.index } : {}),
    KeyConditionExpression: `#pk = :pk${sort.expression}`,
    ExpressionAttributeNames: range.filter ? { ...names, '#filter': range.filter.attribute } : names,
    ExpressionAttributeValues: {
      ':pk': range.partition,
      ...sort.values,
      ...(range.filter ? { ':filter': range.filter.equals } : {}),
    },
    ...(range.filter ? { FilterExpression: '#filter = :filter' } : {}),
    ScanIndexForward: !range.descending,
    ConsistentRead: range.consistent ?? false,
  };
};

const positionOf = (item: Record<string, unknown>, index: IndexName | undefined): Position => {
  const names = ['pk', 'sk', ...(index ? [`${index}pk`, `${index}sk`] : [])];
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
