/**
 * The poller that Lambda runs for a function with a queue as its event source ("Using Lambda with Amazon SQS"): receives a
 * batch, invokes, deletes what succeeded. What failed stays, becomes visible again after the queue's visibility timeout, and
 * moves to the dead-letter queue after `maxReceiveCount` receives.
 */
import type { ReceivedMessage } from './requests.ts';
import type { Sqs, SqsQueue } from './start.ts';

/** One record of an SQS event, in the form Lambda passes it. */
export interface SqsEventRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, SqsEventAttribute>;
  md5OfBody: string;
  eventSource: 'aws:sqs';
  eventSourceARN: string;
  awsRegion: string;
}

export interface SqsEventAttribute {
  stringValue?: string;
  binaryValue?: string;
  stringListValues: string[];
  binaryListValues: string[];
  dataType: string;
}

export interface SqsEvent {
  Records: SqsEventRecord[];
}

export interface QueueEventSourceOptions {
  sqs: Pick<Sqs, 'requests' | 'region' | 'onSend' | 'hasMessages'>;
  queue: SqsQueue;
  /** Messages a batch, 1 to 10. */
  batchSize: number;
  /**
   * Whether the function's reply names its failures (`ReportBatchItemFailures`). If not, a batch succeeds or fails whole.
   */
  partialBatchResponse: boolean;
  /** Batches that are worked off at a time; default 1, which also keeps the order of a FIFO queue. */
  concurrency?: number;
  /** Runs the function. A rejection fails the whole batch. */
  invoke: (event: SqsEvent) => Promise<unknown>;
  /** Told of every failed invocation and request; nothing is thrown at anybody. Default writes to stderr. */
  failed?: (error: unknown) => void;
}

export interface QueueEventSource {
  /** Whether the queue has nothing to receive, had nothing at the last look, and no batch is at hand. */
  readonly idle: boolean;
  /** Ends polling after the batches at hand. */
  close(): Promise<void>;
}

/** Milliseconds between two looks at a queue that nobody sends to: failed messages become visible again by themselves. */
const idleInterval = 250;

export function startQueueEventSource(options: QueueEventSourceOptions): QueueEventSource {
  const { sqs, queue, batchSize, concurrency = 1, failed = (error) => console.error(error) } = options;
  const running = new Set<Promise<void>>();
  let stopped = false;
  let waiting = false;
  let wake: () => void = () => undefined;
  const unsubscribe = sqs.onSend((queueUrl = queue.url) => {
    if (queueUrl === queue.url) wake();
  });

  async function poll(): Promise<void> {
    while (!stopped) {
      if (running.size >= concurrency) {
        await Promise.race(running);
        continue;
      }
      let sent = false;
      const idle = new Promise<void>((resolve) => {
        // Made before looking, so that a message sent meanwhile is not slept over.
        wake = () => {
          sent = true;
          waiting = false;
          resolve();
        };
      });
      const received = await receive();
      if (received > 0 || sent || stopped) continue;
      waiting = true;
      const timer = setTimeout(() => wake(), idleInterval);
      await idle;
      clearTimeout(timer);
    }
    await Promise.all(running);
  }

  async function receive(): Promise<number> {
    try {
      const messages = await sqs.requests.receive(queue.url, batchSize);
      if (messages.length > 0) begin(messages);
      return messages.length;
    } catch (error) {
      if (!stopped) failed(error);
      return 0;
    }
  }

  function begin(messages: readonly ReceivedMessage[]): void {
    const work = handle(messages)
      .catch(failed)
      .finally(() => running.delete(work));
    running.add(work);
  }

  async function handle(messages: readonly ReceivedMessage[]): Promise<void> {
    const records = messages.map((message) => record(message));
    let keep: ReadonlySet<string>;
    try {
      keep = failedIds(records, await options.invoke({ Records: records }));
    } catch (error) {
      failed(error);
      return;
    }
    const done = records.filter(({ messageId }) => !keep.has(messageId));
    if (done.length === 0) return;
    const handles = done.map(({ receiptHandle }) => receiptHandle);
    await sqs.requests.delete(queue.url, handles);
  }

  /**
   * What the reply says has failed. An id that was not in the batch, or an empty one, fails the whole batch
   * ("Implementing partial batch responses").
   */
  function failedIds(records: readonly SqsEventRecord[], reply: unknown): ReadonlySet<string> {
    if (!options.partialBatchResponse) return new Set();
    const failures = (
      reply as { batchItemFailures?: { itemIdentifier?: string }[] | null } | null | undefined
    )?.batchItemFailures;
    const sent = new Set(records.map(({ messageId }) => messageId));
    const named = new Set((failures ?? []).map(({ itemIdentifier }) => itemIdentifier ?? ''));
    return [...named].every((id) => sent.has(id)) ? named : sent;
  }

  function record(message: ReceivedMessage): SqsEventRecord {
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(
          ([name, { DataType, StringValue, BinaryValue }]) => [
            name,
            {
              ...(StringValue === undefined ? {} : { stringValue: StringValue }),
              ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
              stringListValues: [],
              binaryListValues: [],
              dataType: DataType,
            },
          ],
        ),
      ),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queue.arn,
      awsRegion: sqs.region,
    };
  }

  const polling = poll();
  return {
    get idle() {
      // A look can miss a message that was just sent: the queue itself is asked, too.
      return waiting && running.size === 0 && !sqs.hasMessages(queue);
    },
    async close() {
      stopped = true;
      unsubscribe();
      wake();
      await polling;
    },
  };
}
