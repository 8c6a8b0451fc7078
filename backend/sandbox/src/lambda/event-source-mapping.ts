import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Message, MessageAttributeValue, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import { traceHop } from '../trace.ts';

/** Options of {@link startEventSourceMapping}. */
export interface EventSourceMappingOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly functionName: string;
  readonly invoke: (
    functionName: string,
    event: { readonly Records: readonly SQSRecord[] },
  ) => Promise<unknown>;
  /** Messages in one invocation; 1 to 10. */
  readonly batchSize: number;
  /** Invocations at once; default 10. */
  readonly maximumConcurrency?: number;
  /** Seconds a poll waits for a message; default 5. */
  readonly waitTimeSeconds?: number;
}

/** A running mapping. */
export interface EventSourceMapping {
  /** Stops polling and waits for the batches in hand. */
  close(): Promise<void>;
}

/**
 * Polls a queue for a function, as Lambda's pollers do. What the function handled is deleted; what it names in
 * `batchItemFailures`, or everything when it throws, stays in the queue: it comes again when its visibility timeout ends
 * and, by the queue's redrive policy, at last goes to the dead-letter queue.
 * AWS: "Using Lambda with Amazon SQS"; "Handling errors for an SQS event source in Lambda".
 */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const stopping = new AbortController();
  const batches = new Set<Promise<void>>();
  const maximumConcurrency = options.maximumConcurrency ?? 10;

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (batches.size >= maximumConcurrency) {
        await Promise.race(batches);
        continue;
      }
      const messages = await receive();
      if (messages.length === 0) continue;
      const batch = handleBatch(options, messages).catch(() => {
        // The messages stay in the queue, and the runtime has logged why.
      });
      batches.add(batch);
      void batch.finally(() => batches.delete(batch));
    }
  }

  async function receive(): Promise<readonly Message[]> {
    try {
      const { Messages } = await options.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: options.queueUrl,
          MaxNumberOfMessages: options.batchSize,
          WaitTimeSeconds: options.waitTimeSeconds ?? 5,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: stopping.signal },
      );
      return Messages ?? [];
    } catch {
      if (stopping.signal.aborted) return [];
      // The queue is not there (yet, or any more): a poller backs off and goes on.
      await sleep(500, undefined, { signal: stopping.signal }).catch(() => undefined);
      return [];
    }
  }

  const polling = poll();
  return {
    async close() {
      stopping.abort();
      await polling;
      await Promise.all(batches);
    },
  };
}

async function handleBatch(options: EventSourceMappingOptions, messages: readonly Message[]): Promise<void> {
  const startedAt = performance.now();
  const records = messages.map((message) => toRecord(message, options.queueArn));
  const result = await options.invoke(options.functionName, { Records: records });
  const failed = failuresOf(result, records);
  const handled = records.filter(({ messageId }) => !failed.has(messageId));
  if (handled.length > 0) {
    await options.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: options.queueUrl,
        Entries: handled.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
        })),
      }),
    );
  }
  traceHop({
    hop: 'sqs',
    detail: `${options.queueArn.split(':').at(-1)} to ${options.functionName}: ${handled.length} handled, ${failed.size} to come again`,
    milliseconds: performance.now() - startedAt,
  });
}

/**
 * The ids that failed. An answer that names an unknown or empty id fails the whole batch, as Lambda treats it: deleting
 * what a confused function did not handle would lose messages.
 */
function failuresOf(result: unknown, records: readonly SQSRecord[]): ReadonlySet<string> {
  const all = new Set(records.map(({ messageId }) => messageId));
  const failures = (result as { batchItemFailures?: unknown } | null)?.batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const failed = failures.map((each) => (each as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return failed.every((id) => typeof id === 'string' && all.has(id)) ? new Set(failed as string[]) : all;
}

function toRecord(message: Message, eventSourceARN: string): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes } as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, toAttribute(value)]),
    ),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: eventSourceARN.split(':')[3] ?? '',
  };
}

const toAttribute = (value: MessageAttributeValue): SQSMessageAttribute => ({
  ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
  ...(value.BinaryValue === undefined
    ? {}
    : { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
  dataType: value.DataType ?? 'String',
});
