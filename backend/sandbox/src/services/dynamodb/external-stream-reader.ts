/**
 * Reads the stream of a table in another DynamoDB through the Streams API, as Lambda's poller does: shard by shard, children after
 * their parents ("Change data capture for DynamoDB Streams").
 */
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Item } from './dynalite.ts';
import type { StreamReader, StreamReaderOptions } from './stream-reader.ts';
import type { StreamRecord } from './streams.ts';

export interface ExternalStreamOptions extends Pick<StreamReaderOptions, 'tableName'> {
  readonly url: string;
  /** Asked which stream the table writes to. */
  readonly dynamodb: DynamoDBClient;
  readonly region: string;
  /** Told of requests that failed; they are made again. Default writes to stderr. */
  readonly failed?: (error: unknown) => void;
}

/** Milliseconds between two looks at a stream in which nothing happens. */
const idleInterval = 200;

/** Begins with the next write. The position is kept in this process: what is written while no sandbox runs, nobody is told of. */
export function createExternalStreamReader(options: ExternalStreamOptions): StreamReader {
  const { url, dynamodb, region, tableName, failed = (error) => console.error(error) } = options;
  const streams = new DynamoDBStreamsClient({
    endpoint: url,
    region,
    credentials: dynamodb.config.credentials,
  });
  /** By shard: where to read on. */
  const iterators = new Map<string, string>();
  /** Read and not yet checkpointed, in the order of the stream. */
  let pending: StreamRecord[] = [];
  let streamArn = '';
  let position = '0';

  async function listShards(): Promise<readonly Shard[]> {
    const shards: Shard[] = [];
    let after: string | undefined;
    do {
      const { StreamDescription } = await streams.send(
        new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after }),
      );
      shards.push(...(StreamDescription?.Shards ?? []));
      after = StreamDescription?.LastEvaluatedShardId;
    } while (after !== undefined);
    return shards;
  }

  async function openShard(ShardId: string, ShardIteratorType: 'LATEST' | 'TRIM_HORIZON'): Promise<void> {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn: streamArn, ShardId, ShardIteratorType }),
    );
    if (ShardIterator !== undefined) iterators.set(ShardId, ShardIterator);
  }

  async function begin(): Promise<void> {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table?.LatestStreamArn === undefined) throw new Error(`Table ${tableName} has no stream.`);
    streamArn = Table.LatestStreamArn;
    const open = (await listShards()).filter(
      ({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined,
    );
    for (const { ShardId } of open) if (ShardId !== undefined) await openShard(ShardId, 'LATEST');
  }

  /** A shard that has ended is followed by its children, from their beginning. */
  async function openChildren(parent: string): Promise<void> {
    iterators.delete(parent);
    for (const { ShardId, ParentShardId } of await listShards()) {
      if (ShardId !== undefined && ParentShardId === parent) await openShard(ShardId, 'TRIM_HORIZON');
    }
  }

  async function read(): Promise<void> {
    if (streamArn === '') await begin();
    for (const [shard, ShardIterator] of iterators) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator }),
      );
      pending.push(...Records.map(recordOf));
      if (NextShardIterator === undefined) await openChildren(shard);
      else iterators.set(shard, NextShardIterator);
    }
  }

  return {
    get streamArn() {
      return streamArn;
    },
    get shardId() {
      return iterators.keys().next().value ?? '';
    },
    get position() {
      return position;
    },
    checkpoint(sequenceNumber) {
      const place = pending.findIndex(
        ({ dynamodb: { SequenceNumber } }) => SequenceNumber === sequenceNumber,
      );
      if (place < 0) return;
      pending = pending.slice(place + 1);
      position = sequenceNumber;
    },
    async next({ limit = 100, signal } = {}) {
      while (pending.length === 0) {
        if (signal?.aborted === true) {
          streams.destroy();
          return [];
        }
        await read().catch(failed);
        if (pending.length === 0) await sleep(idleInterval, undefined, { signal }).catch(() => undefined);
      }
      return pending.slice(0, limit);
    },
  };
}

function recordOf({ eventID, eventName, awsRegion, dynamodb = {}, userIdentity }: _Record): StreamRecord {
  const { Keys, NewImage, OldImage } = dynamodb;
  return {
    eventID: eventID ?? '',
    eventName: eventName ?? 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: awsRegion ?? '',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor((dynamodb.ApproximateCreationDateTime?.getTime() ?? 0) / 1000),
      Keys: (Keys ?? {}) as Item,
      ...(NewImage ? { NewImage: NewImage as Item } : {}),
      ...(OldImage ? { OldImage: OldImage as Item } : {}),
      SequenceNumber: dynamodb.SequenceNumber ?? '',
      SizeBytes: dynamodb.SizeBytes ?? 0,
      StreamViewType: dynamodb.StreamViewType ?? 'NEW_AND_OLD_IMAGES',
    },
    ...(userIdentity ? { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } } : {}),
  };
}
