/**
 * The DynamoDB data source: request documents of version 2018-05-29 → DynamoDB API → `ctx.result` and `ctx.error`, after AWS
 * AppSync Developer Guide, "AWS AppSync JavaScript resolver function reference for DynamoDB".
 */
import { isDeepStrictEqual } from 'node:util';
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { fromItem, fromPageToken, toItem, toPageToken } from './dynamodb-json.ts';
import {
  conditionOf,
  expressionAttributes,
  filterOf,
  projectionOf,
  type ExpressionDocument,
} from './dynamodb-expression.ts';
import { batchDelete, batchGet, batchPut } from './dynamodb-batch.ts';
import { transactGet, transactWrite } from './dynamodb-transaction.ts';
import { dynamodbError } from './dynamodb-error.ts';
import type { DataSource, SourceResult } from './source.ts';

export interface DynamoDBSourceOptions {
  readonly name: string;
  readonly tableName: string;
  readonly client: DynamoDBClient;
}

type Document = Readonly<Record<string, unknown>>;
type Item = Record<string, unknown> | null;
type Operation = (client: DynamoDBClient, tableName: string, request: Document) => Promise<SourceResult>;

export function dynamodbSource(options: DynamoDBSourceOptions): DataSource {
  const { name, tableName, client } = options;
  return {
    name,
    async invoke(request) {
      const kind = String((request as Document | null)?.operation);
      const operation = operations[kind];
      if (operation === undefined) throw new Error(`Unsupported operation '${kind}'`);
      try {
        return await operation(client, tableName, request);
      } catch (cause) {
        return dynamodbError(cause);
      }
    },
  };
}

const operations: Readonly<Record<string, Operation>> = {
  GetItem: async (client, TableName, request) => {
    const projection = projectionOf(request);
    const { Item } = await client.send(
      new GetItemCommand({
        TableName,
        Key: toItem(request.key),
        ConsistentRead: request.consistentRead === true,
        ...expressionAttributes([projection]),
        ...(projection ? { ProjectionExpression: projection.expression } : {}),
      }),
    );
    return { result: fromItem(Item) };
  },

  PutItem: (client, TableName, request) => {
    const Item = { ...toItem(request.attributeValues), ...toItem(request.key) };
    return whenConditionHolds(
      { client, TableName, request },
      async (condition) => {
        await client.send(new PutItemCommand({ TableName, Item, ...conditionInput(condition) }));
        return fromItem(Item);
      },
      (current, condition) =>
        current !== null &&
        isDeepStrictEqual(without(current, condition), without(fromItem(Item), condition)),
    );
  },

  UpdateItem: (client, TableName, request) => {
    const update = request.update as ExpressionDocument;
    return whenConditionHolds(
      { client, TableName, request },
      async (condition) => {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: toItem(request.key),
            UpdateExpression: update.expression,
            ReturnValues: 'ALL_NEW',
            ...conditionInput(condition, update),
          }),
        );
        return fromItem(Attributes);
      },
      () => false,
    );
  },

  DeleteItem: (client, TableName, request) =>
    whenConditionHolds(
      { client, TableName, request },
      async (condition) => {
        const Key = toItem(request.key);
        const { Attributes } = await client.send(
          new DeleteItemCommand({ TableName, Key, ReturnValues: 'ALL_OLD', ...conditionInput(condition) }),
        );
        return fromItem(Attributes);
      },
      (current) => current === null,
    ),

  Query: async (client, TableName, request) => {
    const query = request.query as ExpressionDocument;
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: query.expression,
        ScanIndexForward: request.scanIndexForward !== false,
        ...pageInput(request, query),
      }),
    );
    return { result: pageResult(page) };
  },

  Scan: async (client, TableName, request) => {
    const page = await client.send(
      new ScanCommand({
        TableName,
        ...(request.totalSegments === undefined
          ? {}
          : { TotalSegments: request.totalSegments as number, Segment: request.segment as number }),
        ...pageInput(request),
      }),
    );
    return { result: pageResult(page) };
  },

  BatchGetItem: (client, _tableName, request) => batchGet(client, request),
  BatchPutItem: (client, _tableName, request) => batchPut(client, request),
  BatchDeleteItem: (client, _tableName, request) => batchDelete(client, request),
  TransactGetItems: (client, _tableName, request) => transactGet(client, request),
  TransactWriteItems: (client, _tableName, request) => transactWrite(client, request),
};

interface PageInput {
  ConsistentRead: boolean;
  IndexName?: string;
  Limit?: number;
  Select?: 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES';
  ExclusiveStartKey?: ReturnType<typeof toItem>;
  FilterExpression?: string;
  ProjectionExpression?: string;
}

function pageInput(request: Document, ...keys: ExpressionDocument[]): PageInput {
  const filter = filterOf(request);
  const projection = projectionOf(request);
  const start = fromPageToken(request.nextToken);
  const select = request.select as PageInput['Select'] | undefined;
  return {
    ...expressionAttributes([...keys, filter, projection]),
    ConsistentRead: request.consistentRead === true,
    ...(request.index ? { IndexName: request.index as string } : {}),
    ...(request.limit ? { Limit: request.limit as number } : {}),
    ...(select === undefined ? {} : { Select: select }),
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    ...(filter ? { FilterExpression: filter.expression } : {}),
    ...(projection ? { ProjectionExpression: projection.expression } : {}),
  };
}

function pageResult(page: {
  Items?: Parameters<typeof fromItem>[0][] | undefined;
  LastEvaluatedKey?: Parameters<typeof toPageToken>[0];
  ScannedCount?: number | undefined;
}): Record<string, unknown> {
  return {
    items: (page.Items ?? []).map((item) => fromItem(item)),
    nextToken: toPageToken(page.LastEvaluatedKey),
    scannedCount: page.ScannedCount ?? 0,
  };
}

/**
 * "Condition expressions", Handling a condition check failure: AppSync reads the item again; if it is already what the write
 * wanted (a put compares all but `equalsIgnore`, a delete wants nothing there, an update cannot tell) the write counts as done,
 * else it is rejected and the item is in `ctx.result`.
 */
async function whenConditionHolds(
  { client, TableName, request }: { client: DynamoDBClient; TableName: string; request: Document },
  write: (condition: ExpressionDocument | undefined) => Promise<Item>,
  isAsWanted: (current: Item, condition: ExpressionDocument) => boolean,
): Promise<SourceResult> {
  const condition = conditionOf(request);
  try {
    return { result: await write(condition) };
  } catch (cause) {
    if ((cause as Error).name !== 'ConditionalCheckFailedException' || condition === undefined) throw cause;
    const consistent = (request.condition as { consistentRead?: boolean }).consistentRead !== false;
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: toItem(request.key), ConsistentRead: consistent }),
    );
    const current = fromItem(Item);
    return isAsWanted(current, condition)
      ? { result: current }
      : { ...dynamodbError(cause), result: current };
  }
}

function conditionInput(condition: ExpressionDocument | undefined, ...others: ExpressionDocument[]) {
  return {
    ...expressionAttributes([...others, condition]),
    ...(condition ? { ConditionExpression: condition.expression } : {}),
  };
}

function without(item: Item, condition: ExpressionDocument | undefined): Record<string, unknown> {
  const ignored = condition?.equalsIgnore ?? [];
  return Object.fromEntries(Object.entries(item ?? {}).filter(([name]) => !ignored.includes(name)));
}
