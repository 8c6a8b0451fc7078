import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { table } from '../../../../src/data/table.ts';
import { startDynamodb, type Dynamodb } from './start.ts';
import {
  startStreamEventSource,
  type FailedBatch,
  type StreamEvent,
  type StreamEventSource,
  type StreamEventSourceOptions,
} from './stream-event-source.ts';

let dynamodb: Dynamodb;
let client: DynamoDBClient;
let source: StreamEventSource | undefined;
let failures: FailedBatch[];

beforeEach(async () => {
  dynamodb = await startDynamodb({ port: 0, tables: [table], sweepInterval: 0 });
  client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });
  failures = [];
});
afterEach(async () => {
  await source?.close();
  await dynamodb.close();
});

async function write(...names: string[]): Promise<void> {
  for (const name of names) {
    await client.send(
      new PutItemCommand({ TableName: table.name, Item: { pk: { S: name }, sk: { S: 'x' } } }),
    );
  }
}

function start(
  invoke: StreamEventSourceOptions['invoke'],
  more: Partial<StreamEventSourceOptions> = {},
): void {
  source = startStreamEventSource({
    reader: dynamodb.streamReader({ tableName: table.name }),
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:stream-fanout',
    batchSize: 8,
    bisectOnError: true,
    maximumRetryAttempts: 2,
    partialBatchResponse: true,
    invoke,
    onFailure: (failed) => {
      failures.push(failed);
      return Promise.resolve();
    },
    failed: () => undefined,
    retryDelay: 1,
    ...more,
  });
}

const namesOf = ({ Records }: StreamEvent) => Records.map(({ dynamodb: { Keys } }) => Keys['pk']?.S ?? '');
const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

describe('an event source on a stream', () => {
  it('invokes with the records in order, as Lambda sends them, and passes over what the filter leaves out', async () => {
    const events: StreamEvent[] = [];
    await write('a', 'b', 'c');
    start(
      (event) => {
        events.push(event);
        return Promise.resolve({ batchItemFailures: [] });
      },
      { matches: ({ dynamodb: { Keys } }) => Keys['pk']?.S !== 'b' },
    );
    await expect.poll(() => events.flatMap(namesOf)).toEqual(['a', 'c']);
    await write('b', 'd');
    await expect.poll(() => events.flatMap(namesOf)).toEqual(['a', 'c', 'd']);
    expect(events[0]?.Records[0]).toMatchObject({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      eventSourceARN: expect.stringContaining('/stream/') as string,
      dynamodb: { Keys: { pk: { S: 'a' } }, NewImage: { pk: { S: 'a' } } },
    });
  });

  it('finds one poison record by cutting the batch, gives only it up, and loses none of the others', async () => {
    const done: string[] = [];
    await write(...letters);
    start((event) => {
      const names = namesOf(event);
      if (names.includes('d')) return Promise.reject(new Error('poison'));
      done.push(...names);
      return Promise.resolve(undefined);
    });
    await expect.poll(() => done).toEqual(letters.filter((name) => name !== 'd'));
    expect(failures).toHaveLength(1);
    const [failure] = failures;
    expect(failure?.DDBStreamBatchInfo).toMatchObject({ batchSize: 1 });
    expect(failure?.DDBStreamBatchInfo.startSequenceNumber).toBe(
      failure?.DDBStreamBatchInfo.endSequenceNumber,
    );
    expect(failure?.requestContext.approximateInvokeCount).toBe(3);
  });

  it('goes on from the record that the reply names, and delivers none before it again', async () => {
    const seen: string[] = [];
    let refusals = 2;
    await write(...letters);
    start((event) => {
      const names = namesOf(event);
      const failing = event.Records.find(({ dynamodb: { Keys } }) => Keys['pk']?.S === 'c');
      if (failing !== undefined && refusals > 0) {
        refusals -= 1;
        seen.push(...names.slice(0, names.indexOf('c')));
        return Promise.resolve({ batchItemFailures: [{ itemIdentifier: failing.dynamodb.SequenceNumber }] });
      }
      seen.push(...names);
      return Promise.resolve({ batchItemFailures: [] });
    });
    await expect.poll(() => seen).toEqual(letters);
    expect(failures).toEqual([]);
  });

  it('gives a batch up whole when it must not cut it', async () => {
    let calls = 0;
    await write('a', 'b');
    start(
      () => {
        calls += 1;
        return Promise.reject(new Error('down'));
      },
      { bisectOnError: false },
    );
    await expect.poll(() => failures.length).toBe(1);
    expect(calls).toBe(3);
    expect(failures[0]?.DDBStreamBatchInfo.batchSize).toBe(2);
  });
});
