/** BatchGetItem, BatchPutItem and BatchDeleteItem of the DynamoDB data source. */
import { BatchGetItemCommand, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expressionAttributes, projectionOf } from './dynamodb-expression.ts';
import { fromItem, toItem } from './dynamodb-json.ts';
import type { SourceResult } from './source.ts';

type Document = Readonly<Record<string, unknown>>;

export async function batchGet(client: DynamoDBClient, request: Document): Promise<SourceResult> {
  const tables = Object.entries(request.tables as Record<string, Document>);
  const reply = await client.send(
    new BatchGetItemCommand({
      RequestItems: Object.fromEntries(
        tables.map(([table, entry]) => {
          const projection = projectionOf(entry);
          return [
            table,
            {
              Keys: (entry.keys as unknown[]).map(toItem),
              ConsistentRead: entry.consistentRead === true,
              ...expressionAttributes([projection]),
              ...(projection ? { ProjectionExpression: projection.expression } : {}),
            },
          ];
        }),
      ),
    }),
  );
  const data: Record<string, unknown> = {};
  const unprocessedKeys: Record<string, unknown> = {};
  for (const [table, entry] of tables) {
    // DynamoDB answers in any order and leaves out what it does not find; AppSync gives one entry per key, null for none.
    const found = (reply.Responses?.[table] ?? []).map((item) => fromItem(item));
    data[table] = (entry.keys as unknown[]).map((key) => {
      const wanted = fromItem(toItem(key));
      return (
        found.find((item) => Object.entries(wanted).every(([name, value]) => item[name] === value)) ?? null
      );
    });
    unprocessedKeys[table] = (reply.UnprocessedKeys?.[table]?.Keys ?? []).map((key) => fromItem(key));
  }
  return { result: { data, unprocessedKeys } };
}

export async function batchPut(client: DynamoDBClient, request: Document): Promise<SourceResult> {
  const tables = Object.entries(request.tables as Record<string, unknown[]>);
  const reply = await client.send(
    new BatchWriteItemCommand({
      RequestItems: Object.fromEntries(
        tables.map(([table, items]) => [
          table,
          items.map((item) => ({ PutRequest: { Item: toItem(item) } })),
        ]),
      ),
    }),
  );
  return {
    result: {
      data: Object.fromEntries(
        tables.map(([table, items]) => [table, items.map((item) => fromItem(toItem(item)))]),
      ),
      unprocessedItems: Object.fromEntries(
        tables.map(([table]) => [
          table,
          (reply.UnprocessedItems?.[table] ?? []).map((write) => fromItem(write.PutRequest?.Item)),
        ]),
      ),
    },
  };
}

export async function batchDelete(client: DynamoDBClient, request: Document): Promise<SourceResult> {
  const tables = Object.entries(request.tables as Record<string, unknown[]>);
  const reply = await client.send(
    new BatchWriteItemCommand({
      RequestItems: Object.fromEntries(
        tables.map(([table, keys]) => [table, keys.map((key) => ({ DeleteRequest: { Key: toItem(key) } }))]),
      ),
    }),
  );
  return {
    result: {
      data: Object.fromEntries(
        tables.map(([table, keys]) => [table, keys.map((key) => fromItem(toItem(key)))]),
      ),
      unprocessedKeys: Object.fromEntries(
        tables.map(([table]) => [
          table,
          (reply.UnprocessedItems?.[table] ?? []).map((write) => fromItem(write.DeleteRequest?.Key)),
        ]),
      ),
    },
  };
}
