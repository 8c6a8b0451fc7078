/**
 * The poller that Lambda runs for a function with a DynamoDB stream as its event source ("Using AWS Lambda with Amazon
 * DynamoDB"): batches in the order of the stream, retries until a batch succeeds, cuts failing batches in two to find the
 * record at fault, and after the last attempt tells a queue where it was and goes on.
 */
import type { StreamReader } from './stream-reader.ts';
import type { StreamRecord } from './streams.ts';

/** A record as Lambda passes it: with the stream's ARN, and `userIdentity` in lower case. */
export interface StreamEventRecord extends Omit<StreamRecord, 'userIdentity'> {
  eventSourceARN: string;
  userIdentity?: { type: 'Service'; principalId: 'dynamodb.amazonaws.com' };
}

export interface StreamEvent {
  Records: StreamEventRecord[];
}

/** What goes to the failure destination: where in the stream, not what. */
export interface FailedBatch {
  requestContext: {
    functionArn: string;
    condition: 'RetryAttemptsExhausted';
    approximateInvokeCount: number;
  };
  responseContext: { statusCode: 200; executedVersion: '$LATEST'; functionError: 'Unhandled' };
  version: '1.0';
  timestamp: string;
  DDBStreamBatchInfo: {
    shardId: string;
    startSequenceNumber: string;
    endSequenceNumber: string;
    approximateArrivalOfFirstRecord: string;
    approximateArrivalOfLastRecord: string;
    batchSize: number;
    streamArn: string;
  };
}

export interface StreamEventSourceOptions {
  reader: StreamReader;
  /** The function's ARN, for `FailedBatch`. */
  functionArn: string;
  /** Records a batch. */
  batchSize: number;
  /** Whether a failing batch is cut in two; a cut does not count as an attempt. */
  bisectOnError: boolean;
  /** Attempts after the first, before a batch is given up. */
  maximumRetryAttempts: number;
  /** Whether the function's reply names the first record that failed (`ReportBatchItemFailures`). */
  partialBatchResponse: boolean;
  /** Event filtering: only records for which it holds reach the function. Default all. */
  matches?: (record: StreamEventRecord) => boolean;
  /** Runs the function. A rejection fails the batch. */
  invoke: (event: StreamEvent) => Promise<unknown>;
  /** Takes batches that were given up. */
  onFailure: (failed: FailedBatch) => Promise<void>;
  /** Told of every failed attempt; nothing is thrown at anybody. Default writes to stderr. */
  failed?: (error: unknown) => void;
  /** Milliseconds before the first retry, doubled for each further one up to 20 times as much; default 100. */
  retryDelay?: number;
}

export interface StreamEventSource {
  /** Whether it waits for the next record, with nothing at hand. */
  readonly idle: boolean;
  /** Ends after the attempt at hand; what was not checkpointed comes again to the next event source. */
  close(): Promise<void>;
}

export function startStreamEventSource(options: StreamEventSourceOptions): StreamEventSource {
  const { reader, failed = (error) => console.error(error), retryDelay = 100 } = options;
  const stop = new AbortController();

  let idle = false;

  async function poll(): Promise<void> {
    while (!stop.signal.aborted) {
      idle = true;
      const records = await reader.next({ limit: options.batchSize, signal: stop.signal });
      idle = false;
      const batch = records.map(eventRecord).filter((record) => options.matches?.(record) ?? true);
      if (await handled(batch)) checkpoint(records.at(-1));
    }
  }

  /** Works until every record succeeded or was given up; false when it was stopped in between. */
  async function handled(batch: readonly StreamEventRecord[]): Promise<boolean> {
    let left = batch;
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (stop.signal.aborted) return false;
      if (attempt > options.maximumRetryAttempts) {
        await giveUp(left, attempt);
        return true;
      }
      if (attempt > 0) await pause(retryDelay * Math.min(20, 2 ** (attempt - 1)));
      const firstFailed = await firstFailure(left);
      const progress = firstFailed > 0;
      checkpoint(left[firstFailed - 1]);
      left = left.slice(firstFailed);
      // What succeeded is done with, so the rest is another batch with attempts of its own.
      if (progress) attempt = -1;
      else if (options.bisectOnError && left.length > 1) {
        const middle = Math.ceil(left.length / 2);
        return (await handled(left.slice(0, middle))) && (await handled(left.slice(middle)));
      }
    }
    return true;
  }

  /** The place of the first record that failed; the batch's length when none did. */
  async function firstFailure(batch: readonly StreamEventRecord[]): Promise<number> {
    try {
      const reply = await options.invoke({ Records: [...batch] });
      if (!options.partialBatchResponse) return batch.length;
      const failures = (
        reply as { batchItemFailures?: { itemIdentifier?: string }[] | null } | null | undefined
      )?.batchItemFailures;
      if (failures == null || failures.length === 0) return batch.length;
      const places = failures.map(({ itemIdentifier }) =>
        batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
      );
      // A name that is not in the batch fails all of it; else what counts is the lowest.
      return Math.max(0, Math.min(...places));
    } catch (error) {
      failed(error);
      return 0;
    }
  }

  async function giveUp(batch: readonly StreamEventRecord[], invocations: number): Promise<void> {
    const [first, last] = [batch[0] as StreamEventRecord, batch.at(-1) as StreamEventRecord];
    const arrival = ({ dynamodb }: StreamEventRecord) =>
      new Date(dynamodb.ApproximateCreationDateTime * 1000).toISOString();
    try {
      await options.onFailure({
        requestContext: {
          functionArn: options.functionArn,
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: invocations,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: new Date().toISOString(),
        DDBStreamBatchInfo: {
          shardId: reader.shardId,
          startSequenceNumber: first.dynamodb.SequenceNumber,
          endSequenceNumber: last.dynamodb.SequenceNumber,
          approximateArrivalOfFirstRecord: arrival(first),
          approximateArrivalOfLastRecord: arrival(last),
          batchSize: batch.length,
          streamArn: reader.streamArn,
        },
      });
    } catch (error) {
      failed(error);
    }
    checkpoint(last);
  }

  function eventRecord({ userIdentity, ...record }: StreamRecord): StreamEventRecord {
    return {
      ...record,
      eventSourceARN: reader.streamArn,
      ...(userIdentity === undefined
        ? {}
        : { userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } }),
    };
  }

  function checkpoint(record: Pick<StreamRecord, 'dynamodb'> | undefined): void {
    if (record !== undefined) reader.checkpoint(record.dynamodb.SequenceNumber);
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      stop.signal.addEventListener('abort', done);
    });
  }

  const polling = poll();
  return {
    get idle() {
      return idle;
    },
    async close() {
      stop.abort();
      await polling;
    },
  };
}
