import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue, WriteRequest } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { createExternalStreamReader } from '../services/dynamodb/external-stream-reader.ts';
import type { TableDefinition } from '../../../src/data/table.ts';
import type { TableClient } from '../../../src/data/table-client.ts';
import type { AwsCredentials } from './generated-secrets.ts';
import { UsageError } from '../cli/usage-error.ts';
import { marshallItem } from './seed/marshall.ts';
import { inhabitantsAttribute, inhabitantsKey, marshallClient, startingData } from './starting-data.ts';
import type { Inhabitants, OpenTable, TableOptions } from './starting-data.ts';

type Item = Record<string, AttributeValue>;

const region = 'us-east-1';

/** DynamoDB takes 25 writes in a batch; a few batches at once keep it busy. */
const batchSize = 25;
const parallelBatches = 8;

/** A client for a DynamoDB that is no AWS account. */
export const connect = (url: string, credentials: AwsCredentials): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: url,
    region,
    credentials,
    maxAttempts: 3,
  });

export const tableClient = (name: string, dynamodb: DynamoDBClient): TableClient => ({
  name,
  client: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
});

/**
 * Makes the table in another DynamoDB and fills it. A table that is there already keeps its data.
 *
 * @throws UsageError when nothing answers at the URL.
 */
export async function prepareExternalTable(url: string, options: TableOptions): Promise<OpenTable> {
  const { name } = options.table;
  const dynamodb = connect(url, options.credentials);
  try {
    const isNew = await createMissingTable(dynamodb, options.table);
    let inhabitants = isNew ? undefined : await readInhabitants(dynamodb, name);
    if (!inhabitants) {
      // A table that somebody else has made gets the partners it lacks, but no data on top of its own.
      const starting = startingData(isNew ? options.seed : null);
      await writeAll(dynamodb, name, starting.items());
      for (const { make } of starting.later) await writeAll(dynamodb, name, make());
      ({ inhabitants } = starting);
    }
    return {
      url,
      ...inhabitants,
      async putClients(clients) {
        for (const client of clients) {
          await dynamodb.send(new PutItemCommand({ TableName: name, Item: marshallClient(client) as Item }));
        }
      },
      putItems: (items) => writeAll(dynamodb, name, items),
      connect: async () => tableClient(name, dynamodb),
      streamReader: ({ tableName }) => createExternalStreamReader({ url, dynamodb, region, tableName }),
      embedded: undefined,
      close: async () => dynamodb.destroy(),
    };
  } catch (error) {
    dynamodb.destroy();
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT)/.test(code)) throw error;
    throw new UsageError(`--dynamodb: nothing answers at ${url} (${code}).`, { cause: error });
  }
}

/** Reads whom the table's data is about; undefined when the table does not say. */
export async function readInhabitants(
  dynamodb: DynamoDBClient,
  tableName: string,
): Promise<Inhabitants | undefined> {
  const Key = marshallItem(inhabitantsKey) as Item;
  const { Item: note } = await dynamodb.send(new GetItemCommand({ TableName: tableName, Key }));
  const text = note?.[inhabitantsAttribute]?.S;
  return text === undefined ? undefined : (JSON.parse(text) as Inhabitants);
}

async function createMissingTable(dynamodb: DynamoDBClient, table: TableDefinition): Promise<boolean> {
  try {
    await dynamodb.send(new DescribeTableCommand({ TableName: table.name }));
    return false;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  const keySchema = (partitionKey: string, sortKey: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
  const keyed = [table, ...table.globalSecondaryIndexes];
  await dynamodb.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: table.billingMode,
      AttributeDefinitions: [
        ...new Set(keyed.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey])),
      ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(table.partitionKey, table.sortKey),
      GlobalSecondaryIndexes: table.globalSecondaryIndexes.map(
        ({ name, partitionKey, sortKey, projection }) => ({
          IndexName: name,
          KeySchema: keySchema(partitionKey, sortKey),
          Projection: { ProjectionType: projection },
        }),
      ),
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamViewType },
    }),
  );
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60, minDelay: 1 }, { TableName: table.name });
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: table.name,
      TimeToLiveSpecification: { Enabled: true, AttributeName: table.timeToLiveAttribute },
    }),
  );
  return true;
}

async function writeAll(
  dynamodb: DynamoDBClient,
  tableName: string,
  items: Iterable<unknown>,
): Promise<void> {
  const pending: Promise<void>[] = [];
  let batch: WriteRequest[] = [];
  for (const item of items) {
    batch.push({ PutRequest: { Item: item as Item } });
    if (batch.length < batchSize) continue;
    pending.push(writeBatch(dynamodb, tableName, batch));
    batch = [];
    if (pending.length === parallelBatches) await Promise.all(pending.splice(0));
  }
  if (batch.length > 0) pending.push(writeBatch(dynamodb, tableName, batch));
  await Promise.all(pending);
}

async function writeBatch(dynamodb: DynamoDBClient, tableName: string, batch: WriteRequest[]): Promise<void> {
  let unprocessed = batch;
  for (let attempt = 0; unprocessed.length > 0; attempt += 1) {
    if (attempt > 0) await sleep(50 * 2 ** Math.min(attempt, 6));
    const { UnprocessedItems } = await dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: unprocessed } }),
    );
    unprocessed = UnprocessedItems?.[tableName] ?? [];
  }
}
