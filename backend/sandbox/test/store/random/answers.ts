/** What the two stores are compared by: answers, items and streams. */
import { DescribeTableCommand, QueryCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { expect } from 'vitest';
import { comparable } from '../comparable.ts';
import { outcome, type Command } from '../outcome.ts';
import type { Store } from '../stores.ts';
import type { Attributes } from './items.ts';

/**
 * What a store answers. A query with a limit is read to its end: whether a page that ends where the range ends has a
 * LastEvaluatedKey is up to the store, what the pages hold is not.
 */
export async function answer(client: DynamoDBClient, command: Command): Promise<unknown> {
  if (!(command instanceof QueryCommand) || command.input.Limit === undefined) {
    // DynamoDB Local sends ConsumedCapacity unasked with some deletes; nothing here asks for it.
    const { ConsumedCapacity: _unasked, ...rest } = (await outcome(client, command)) as Record<
      string,
      unknown
    >;
    return comparable(rest);
  }
  const items: unknown[] = [];
  let ExclusiveStartKey: Attributes | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        ...command.input,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    expect(page.ScannedCount).toBeLessThanOrEqual(command.input.Limit);
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return comparable({ items });
}

export function wholePartition(TableName: string, partition: string): Command {
  return new QueryCommand({
    TableName,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: partition } },
    ConsistentRead: true,
  });
}

/** DynamoDB Local writes an empty map or list in a stream as a value of no type at all; here both are written so. */
function image(attributes: object | undefined): unknown {
  return JSON.parse(
    JSON.stringify(attributes ?? null, (_name, member: unknown) => (isEmptyDocument(member) ? {} : member)),
  );
}

function isEmptyDocument(value: unknown): boolean {
  return ['{"M":{}}', '{"L":[]}'].includes(JSON.stringify(value) ?? '');
}

/** Every record of the stream by item, in order, without what names the store. */
export async function changesByItem(
  { client, streams }: Store,
  TableName: string,
): Promise<Map<string, unknown[]>> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const changes = new Map<string, unknown[]>();
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    let next = (
      await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      )
    ).ShardIterator;
    while (next !== undefined) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: next }),
      );
      for (const { eventName, dynamodb } of Records) {
        const item = `${dynamodb?.Keys?.['pk']?.S}/${dynamodb?.Keys?.['sk']?.S}`;
        const change = comparable({
          eventName,
          old: image(dynamodb?.OldImage),
          new: image(dynamodb?.NewImage),
        });
        changes.set(item, [...(changes.get(item) ?? []), change]);
      }
      next = Records.length === 0 ? undefined : NextShardIterator;
    }
  }
  return changes;
}
