import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { startQueueEventSource, type SqsEvent } from './event-source.ts';
import { startSqs, type Sqs } from './start.ts';

const queues = {
  exports: {
    description: 'Exports.',
    fifo: true,
    visibilityTimeout: 720,
    messageRetention: 345_600,
    maxReceiveCount: 2,
  },
} as const;

const opened: { close(): Promise<void> }[] = [];

async function open(
  options: { persistDirectory?: string; visibilityTimeout?: number } = {},
): Promise<{ sqs: Sqs<'exports'>; client: SQSClient }> {
  const sqs = await startSqs({ port: 0, queues, ...options });
  const client = new SQSClient({
    endpoint: sqs.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });
  opened.push(sqs);
  return { sqs, client };
}

function send(client: SQSClient, queueUrl: string, group: string, body: string) {
  return client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: `${group}-${body}`,
    }),
  );
}

afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.close();
});

describe('SQS', () => {
  it('makes each queue with its dead-letter queue', async () => {
    const { sqs, client } = await open();
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: sqs.queues.exports.url, AttributeNames: ['All'] }),
    );
    expect(sqs.queues.exports.name).toBe('exports.fifo');
    expect(Attributes).toMatchObject({ FifoQueue: 'true', QueueArn: sqs.queues.exports.arn });
    expect(JSON.parse(Attributes?.['RedrivePolicy'] ?? '')).toMatchObject({
      deadLetterTargetArn: sqs.queues.exports.deadLetterQueue.arn,
    });
  });

  it('keeps the order of a message group and drops a repeated deduplication id', async () => {
    const { sqs, client } = await open();
    const { url } = sqs.queues.exports;
    for (const body of ['1', '2', '2', '3']) await send(client, url, 'partner', body);
    const bodies: (string | undefined)[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) break;
      for (const { Body, ReceiptHandle } of Messages) {
        bodies.push(Body);
        await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
    }
    expect(bodies).toEqual(['1', '2', '3']);
  });
});

it('deletes what a poller names in one request, and says of what it could not', async () => {
  const { sqs, client } = await open();
  const { url } = sqs.queues.exports;
  for (const body of ['1', '2', '3']) await send(client, url, 'partner', body);
  const [first, second] = await sqs.requests.receive(url, 2);
  const handles = [first, second].map((message) => message?.ReceiptHandle ?? '');
  await expect(sqs.requests.delete(url, [...handles, 'nobody'])).rejects.toThrow('ReceiptHandleIsInvalid');
  const left = await sqs.requests.receive(url, 10);
  expect(left.map(({ Body }) => Body)).toEqual(['3']);
});

describe('a persistent SQS', () => {
  it('has its undeleted messages after a restart, in order, and those in the dead-letter queue', async () => {
    const persistDirectory = await mkdtemp(path.join(tmpdir(), 'northwind-sqs-'));
    try {
      const first = await open({ persistDirectory });
      const { url } = first.sqs.queues.exports;
      for (const body of ['done', 'waiting', 'waiting', 'last'])
        await send(first.client, url, 'partner', body);
      const { Messages } = await first.client.send(new ReceiveMessageCommand({ QueueUrl: url }));
      await first.client.send(
        new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: Messages?.[0]?.ReceiptHandle }),
      );
      await first.client.send(
        new SendMessageCommand({
          QueueUrl: first.sqs.queues.exports.deadLetterQueue.url,
          MessageBody: 'dead',
          MessageGroupId: 'partner',
          MessageDeduplicationId: 'dead',
        }),
      );
      await first.sqs.close();
      // As an end in the middle of a line leaves it.
      await appendFile(path.join(persistDirectory, 'messages.ndjson'), '{"kind":"sent","queue":"exp');
      const second = await open({ persistDirectory });
      const bodies = async (queueUrl: string) => {
        const received = await second.sqs.requests.receive(queueUrl, 10);
        return received.map(({ Body }) => Body);
      };
      expect(await bodies(second.sqs.queues.exports.url)).toEqual(['waiting', 'last']);
      expect(await bodies(second.sqs.queues.exports.deadLetterQueue.url)).toEqual(['dead']);
    } finally {
      await rm(persistDirectory, { recursive: true });
    }
  });
});

describe('an event source on a queue', () => {
  it('invokes with the records as Lambda sends them and deletes what succeeded', async () => {
    const { sqs, client } = await open();
    const queue = sqs.queues.exports;
    const invoked = deferred<SqsEvent>();
    opened.push(
      startQueueEventSource({
        sqs,
        queue,
        batchSize: 10,
        partialBatchResponse: true,
        invoke: (event) => {
          invoked.resolve(event);
          return Promise.resolve({ batchItemFailures: [] });
        },
      }),
    );
    await send(client, queue.url, 'partner', 'hello');
    const event = await invoked.promise;
    expect(event.Records).toMatchObject([
      {
        body: 'hello',
        eventSource: 'aws:sqs',
        eventSourceARN: queue.arn,
        awsRegion: 'us-east-1',
        attributes: { MessageGroupId: 'partner', ApproximateReceiveCount: '1' },
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      },
    ]);
    await expect.poll(() => messageCount(client, queue.url)).toBe(0);
  });

  it('moves a poison message to the dead-letter queue and lets the other groups pass', async () => {
    const { sqs, client } = await open({ visibilityTimeout: 1 });
    const queue = sqs.queues.exports;
    const done: string[] = [];
    opened.push(
      startQueueEventSource({
        sqs,
        queue,
        batchSize: 10,
        partialBatchResponse: true,
        invoke: ({ Records }) => {
          const bad = Records.filter(({ body }) => body === 'poison');
          done.push(...Records.filter(({ body }) => body !== 'poison').map(({ body }) => body));
          return Promise.resolve({
            batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })),
          });
        },
      }),
    );
    await send(client, queue.url, 'one', 'poison');
    await send(client, queue.url, 'two', 'fine');
    // At least once, as SQS delivers: on a slow machine a message is visible again before it is deleted.
    await expect.poll(() => new Set(done)).toEqual(new Set(['fine']));
    await expect.poll(() => messageCount(client, queue.deadLetterQueue.url)).toBe(1);
    expect(new Set(done)).toEqual(new Set(['fine']));
  });

  it('tells of a rejected invocation and tries the batch again', async () => {
    const { sqs, client } = await open({ visibilityTimeout: 1 });
    const queue = sqs.queues.exports;
    const failures: unknown[] = [];
    let calls = 0;
    opened.push(
      startQueueEventSource({
        sqs,
        queue,
        batchSize: 1,
        partialBatchResponse: true,
        failed: (error) => failures.push(error),
        invoke: () => {
          calls += 1;
          return calls === 1 ? Promise.reject(new Error('timed out')) : Promise.resolve({});
        },
      }),
    );
    await send(client, queue.url, 'one', 'again');
    await expect.poll(() => calls).toBe(2);
    expect(failures).toEqual([new Error('timed out')]);
    await expect.poll(() => messageCount(client, queue.url)).toBe(0);
  });
});

async function messageCount(client: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return (
    Number(Attributes?.['ApproximateNumberOfMessages']) +
    Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'])
  );
}

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
