import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { indexSortKey } from '../../../../src/data/keys.ts';
import { table } from '../../../../src/data/table.ts';
import { startDynamodb, type Dynamodb, type DynamodbOptions } from './start.ts';

const TableName = table.name;
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } });
const opened: Dynamodb[] = [];

async function open(
  options: Partial<DynamodbOptions> = {},
): Promise<{ dynamodb: Dynamodb; client: DynamoDBClient }> {
  const dynamodb = await startDynamodb({ port: 0, tables: [table], sweepInterval: 0, ...options });
  opened.push(dynamodb);
  const client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  });
  return { dynamodb, client };
}

afterEach(async () => {
  for (const dynamodb of opened.splice(0)) await dynamodb.close();
});

describe("the backend's table", () => {
  it('is there at start, with its indexes, stream and time to live', async () => {
    const { client } = await open();
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: expect.stringContaining(`table/${TableName}/stream/`) as string,
    });
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(
      table.globalSecondaryIndexes.map(({ name }) => name),
    );
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: table.timeToLiveAttribute,
    });
  });
});

describe('the protocol', () => {
  async function call(
    target: string,
    headers: Record<string, string>,
    body = '{}',
  ): Promise<[number, unknown]> {
    const { dynamodb } = await open();
    const response = await fetch(dynamodb.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, ...headers },
      body,
    });
    return [response.status, await response.json()];
  }
  const signed = {
    authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0',
    'x-amz-date': '20261121T000000Z',
  };

  it('refuses a request without, or with half an Authorization header', async () => {
    expect(await call('DynamoDB_20120810.ListTables', {})).toEqual([
      400,
      {
        __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
        message: 'Request is missing Authentication Token',
      },
    ]);
    const [, half] = await call('DynamoDB_20120810.ListTables', {
      authorization: 'AWS4-HMAC-SHA256 Credential=a',
    });
    expect(half).toMatchObject({ __type: 'com.amazon.coral.service#IncompleteSignatureException' });
  });

  it('refuses an operation it does not know and a body that is no JSON object', async () => {
    expect(await call('DynamoDB_20120810.ExecuteStatement', signed)).toMatchObject([
      400,
      { __type: 'com.amazon.coral.service#UnknownOperationException' },
    ]);
    expect(await call('DynamoDB_20120810.ListTables', signed, '[')).toMatchObject([
      400,
      { __type: 'com.amazon.coral.service#SerializationException' },
    ]);
    expect(await call('DynamoDB_20120810.ListTables', signed)).toEqual([200, { TableNames: [TableName] }]);
  });
});

describe('time to live', () => {
  it('removes what has expired, and the stream says that the service did it', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { dynamodb, client } = await open({ clock: () => now });
    const put = (pk: string, expiresAt: number) =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: {
            ...key(pk),
            expiresAt: { N: String(expiresAt) },
            gsi1pk: { S: 'expiring' },
            [indexSortKey]: { S: pk },
          },
        }),
      );
    const seconds = now / 1000;
    await put('soon', seconds + 60);
    await put('later', seconds + 3600);
    await put('long past', seconds - 6 * 365 * 24 * 3600);
    await client.send(new PutItemCommand({ TableName, Item: { ...key('text'), expiresAt: { S: '1' } } }));
    expect(dynamodb.sweepExpired()).toBe(0);
    now += 61_000;
    expect(dynamodb.sweepExpired()).toBe(1);
    const left = async (pk: string) =>
      (await client.send(new GetItemCommand({ TableName, Key: key(pk) }))).Item;
    expect(await left('soon')).toBeUndefined();
    for (const pk of ['later', 'long past', 'text']) expect(await left(pk)).toBeDefined();
    const records = await dynamodb.streamReader({ tableName: TableName }).next();
    expect(records.at(-1)).toMatchObject({
      eventName: 'REMOVE',
      dynamodb: { Keys: key('soon') },
      userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
    });
  });

  it('follows an item whose expiry is put off or taken away', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { dynamodb, client } = await open({ clock: () => now });
    const put = (pk: string, more: object) =>
      client.send(new PutItemCommand({ TableName, Item: { ...key(pk), ...more } }));
    const at = (offset: number) => ({ expiresAt: { N: String(now / 1000 + offset) } });
    for (const pk of ['kept', 'extended']) await put(pk, at(10));
    await put('kept', {});
    await put('extended', at(1000));
    now += 60_000;
    expect(dynamodb.sweepExpired()).toBe(0);
    now += 1_000_000;
    expect(dynamodb.sweepExpired()).toBe(1);
  });
});

describe('a transaction that meets another', () => {
  it('is cancelled with TransactionConflict, and goes through when tried again', async () => {
    const { dynamodb, client } = await open();
    const write = () =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key('free') } },
            { Put: { TableName, Item: key('busy') } },
          ],
        }),
      );
    const end = dynamodb.injectTransactionConflict(({ key: item }) => item['pk']?.S === 'busy');
    await expect(write()).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
    expect((await client.send(new GetItemCommand({ TableName, Key: key('free') }))).Item).toBeUndefined();
    end();
    await write();
  });
});

describe('a stream reader', () => {
  it('waits for the next write, reads a batch again until it is checkpointed, and ends when told to', async () => {
    const { dynamodb, client } = await open();
    const reader = dynamodb.streamReader({ tableName: TableName, from: 'LATEST' });
    const waiting = reader.next();
    await client.send(new PutItemCommand({ TableName, Item: key('first') }));
    await client.send(new PutItemCommand({ TableName, Item: key('second') }));
    const [first] = await waiting;
    expect(first?.dynamodb.Keys).toEqual(key('first'));
    expect(await reader.next({ limit: 1 })).toEqual([first]);
    reader.checkpoint(first?.dynamodb.SequenceNumber ?? '');
    const [second] = await reader.next({ limit: 1 });
    expect(second?.dynamodb.Keys).toEqual(key('second'));
    reader.checkpoint(second?.dynamodb.SequenceNumber ?? '');
    const stop = new AbortController();
    const idle = reader.next({ signal: stop.signal });
    stop.abort();
    expect(await idle).toEqual([]);
    const resumed = dynamodb.streamReader({
      tableName: TableName,
      from: first?.dynamodb.SequenceNumber ?? '',
    });
    expect(await resumed.next()).toEqual([second]);
  });
});
