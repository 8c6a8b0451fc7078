import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { table } from '../../../../src/data/table.ts';
import { startDynamodb, type Dynamodb } from './start.ts';
import { createExternalStreamReader } from './external-stream-reader.ts';
import type { StreamReader } from './stream-reader.ts';

let other: Dynamodb;
let dynamodb: DynamoDBClient;
beforeAll(async () => {
  // The embedded store answers the Streams API as DynamoDB does, which the store's own suite shows.
  other = await startDynamodb({ port: 0, tables: [table] });
  dynamodb = new DynamoDBClient({
    endpoint: other.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});
afterAll(async () => {
  dynamodb.destroy();
  await other.close();
});

const put = (name: string) =>
  DynamoDBDocumentClient.from(dynamodb).send(
    new PutCommand({ TableName: table.name, Item: { pk: 'LOCKER#1', sk: name } }),
  );

const readerOf = (tableName = table.name, failed: (error: unknown) => void = () => undefined): StreamReader =>
  createExternalStreamReader({ url: other.url, dynamodb, region: 'us-east-1', tableName, failed });

const sortKeys = (records: Awaited<ReturnType<StreamReader['next']>>) =>
  records.map((record) => record.dynamodb.Keys['sk']?.S);

describe('a reader of the stream in another DynamoDB', () => {
  it('begins with the next write, keeps the order, and reads on behind its checkpoint', async () => {
    await put('before');
    const reader = readerOf();
    const first = reader.next();
    // The reader has to have found the end of the stream before something is written behind it.
    await expect.poll(() => reader.streamArn).not.toBe('');
    await expect.poll(() => reader.shardId).not.toBe('');
    await put('1');
    const [record] = await first;
    expect(record).toMatchObject({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      dynamodb: { NewImage: { sk: { S: '1' } }, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    await put('2');
    await put('3');
    // Not checkpointed, so it comes again.
    expect(sortKeys(await reader.next({ limit: 1 }))).toEqual(['1']);
    reader.checkpoint(record?.dynamodb.SequenceNumber ?? '');
    expect(reader.position).toBe(record?.dynamodb.SequenceNumber);
    const rest = [...(await reader.next({ limit: 1 }))];
    reader.checkpoint(rest[0]?.dynamodb.SequenceNumber ?? '');
    rest.push(...(await reader.next({ limit: 1 })));
    expect(sortKeys(rest)).toEqual(['2', '3']);
  });

  it('ends its wait when it is stopped', async () => {
    const stop = new AbortController();
    const waiting = readerOf().next({ signal: stop.signal });
    stop.abort();
    expect(await waiting).toEqual([]);
  });

  it('tells of a table that is not there and goes on asking', async () => {
    const stop = new AbortController();
    const failures: unknown[] = [];
    const waiting = readerOf('no-such-table', (error) => failures.push(error)).next({ signal: stop.signal });
    await expect.poll(() => failures.length).toBeGreaterThan(1);
    stop.abort();
    expect(await waiting).toEqual([]);
    expect(String(failures[0])).toContain('ResourceNotFoundException');
  });
});
