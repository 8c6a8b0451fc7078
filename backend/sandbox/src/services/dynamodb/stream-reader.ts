import {
  entriesAfter,
  sequenceNumber,
  shardId,
  streamRecord,
  type Streams,
  type StreamRecord,
} from './streams.ts';

/** Reads one table's stream from a position on, in this process; what drives a stream-triggered function. */
export interface StreamReader {
  readonly streamArn: string;
  readonly shardId: string;
  /**
   * Waits until there are records after the position, and returns up to `limit` of them, oldest first. Does not move the
   * position: a batch that failed is read again by calling `next` again.
   *
   * @param options.limit records at most; default 100, as in a Lambda event source mapping.
   * @param options.signal ends the wait; the result is then empty.
   */
  next(options?: { limit?: number; signal?: AbortSignal }): Promise<StreamRecord[]>;
  /** Moves the position behind this record (its `dynamodb.SequenceNumber`). */
  checkpoint(sequenceNumber: string): void;
  /** The sequence number of the last record that was checkpointed; all zeros before the first. */
  readonly position: string;
}

export interface StreamReaderOptions {
  tableName: string;
  /** `TRIM_HORIZON` (default): from the oldest record kept; `LATEST`: from the next write; else after this sequence number. */
  from?: 'TRIM_HORIZON' | 'LATEST' | (string & {});
  /**
   * Name under which the store keeps the position, over a restart too where it persists: a reader of this name goes on where
   * the last one was, and `from` counts only for the first. Default: the position is the reader's own.
   */
  consumer?: string;
}

/** Where named consumers are, by table and name. */
export interface StreamPositions {
  get(tableName: string, consumer: string): string | undefined;
  set(tableName: string, consumer: string, sequenceNumber: string): void;
}

/** @throws Error when the table has no stream. */
export function createStreamReader(
  streams: Streams,
  region: string,
  positions: StreamPositions,
  options: StreamReaderOptions,
): StreamReader {
  const { tableName, consumer } = options;
  const kept = consumer === undefined ? undefined : positions.get(tableName, consumer);
  const from = kept ?? options.from ?? 'TRIM_HORIZON';
  const stream = streams.byTable(tableName);
  if (stream === undefined) throw new Error(`Table ${tableName} has no stream.`);
  let position = from === 'TRIM_HORIZON' ? 0 : from === 'LATEST' ? stream.nextSequence - 1 : Number(from);

  // Kept from the beginning: a consumer that started at the latest record and ended before its first one must not skip it.
  if (consumer !== undefined && kept === undefined) {
    positions.set(tableName, consumer, sequenceNumber(position));
  }

  return {
    streamArn: stream.arn,
    shardId: shardId(stream),
    get position() {
      return sequenceNumber(position);
    },
    checkpoint(reached) {
      if (Number(reached) <= position) return;
      position = Number(reached);
      if (consumer !== undefined) positions.set(tableName, consumer, reached);
    },
    async next({ limit = 100, signal } = {}) {
      for (;;) {
        const entries = entriesAfter(stream, position, limit);
        if (entries.length > 0) return entries.map((entry) => streamRecord(stream, entry, region));
        if (signal?.aborted === true) return [];
        await new Promise<void>((resolve) => {
          const done = () => {
            stop();
            signal?.removeEventListener('abort', done);
            resolve();
          };
          const stop = streams.onAppend((changed) => {
            if (changed === tableName) done();
          });
          signal?.addEventListener('abort', done);
        });
      }
    },
  };
}
