/** ListStreams, DescribeStream, GetShardIterator and GetRecords. */
import { serviceError, validationError, type ServiceError } from './errors.ts';
import { entriesAfter, sequenceNumber, shardId, streamRecord, type Stream, type Streams } from './streams.ts';

type Request = Record<string, unknown>;
type Reply = Record<string, unknown>;

/** How long an iterator may be used, in milliseconds (GetShardIterator in the API reference). */
const iteratorLifetime = 15 * 60 * 1000;

const iteratorTypes = ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'];

export interface StreamOperationsOptions {
  streams: Streams;
  region: string;
  now: () => number;
}

export function createStreamOperations(
  options: StreamOperationsOptions,
): Record<string, (request: Request) => Reply> {
  const { streams, region, now } = options;

  function find(arn: unknown): Stream {
    requireMember(arn, 'streamArn');
    const stream = streams.byArn(String(arn));
    if (stream === undefined) throw streamNotFound(String(arn));
    return stream;
  }

  return {
    ListStreams({ TableName, Limit, ExclusiveStartStreamArn }) {
      const limit = typeof Limit === 'number' ? Limit : 100;
      const all = streams.all().filter((stream) => TableName === undefined || stream.tableName === TableName);
      const start =
        ExclusiveStartStreamArn === undefined
          ? 0
          : all.findIndex((stream) => stream.arn === ExclusiveStartStreamArn) + 1;
      const page = all.slice(start, start + limit);
      const last = page.at(-1);
      return {
        Streams: page.map(({ arn, tableName, label }) => ({
          StreamArn: arn,
          TableName: tableName,
          StreamLabel: label,
        })),
        ...(last !== undefined && start + limit < all.length ? { LastEvaluatedStreamArn: last.arn } : {}),
      };
    },

    DescribeStream({ StreamArn, ExclusiveStartShardId }) {
      const stream = find(StreamArn);
      const ending = stream.enabled ? {} : { EndingSequenceNumber: sequenceNumber(stream.nextSequence - 1) };
      const shard = {
        ShardId: shardId(stream),
        SequenceNumberRange: { StartingSequenceNumber: sequenceNumber(1), ...ending },
      };
      return {
        StreamDescription: {
          StreamArn: stream.arn,
          StreamLabel: stream.label,
          StreamStatus: stream.enabled ? 'ENABLED' : 'DISABLED',
          StreamViewType: stream.viewType,
          CreationRequestDateTime: stream.createdAt,
          TableName: stream.tableName,
          KeySchema: stream.keySchema,
          Shards: ExclusiveStartShardId === undefined ? [shard] : [],
        },
      };
    },

    GetShardIterator({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }) {
      const stream = find(StreamArn);
      requireMember(ShardId, 'shardId');
      requireMember(ShardIteratorType, 'shardIteratorType');
      if (!iteratorTypes.includes(String(ShardIteratorType))) {
        throw validationError(
          `1 validation error detected: Value '${String(
            ShardIteratorType,
          )}' at 'shardIteratorType' failed to satisfy constraint: ` +
            'Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]',
        );
      }
      if (ShardId !== shardId(stream)) {
        throw serviceError(
          'ResourceNotFoundException',
          `Requested resource not found: Shard ${String(ShardId)} in Stream ${stream.arn} not found`,
        );
      }
      const after = startAfter(stream, String(ShardIteratorType), SequenceNumber);
      return { ShardIterator: writeIterator({ arn: stream.arn, after, issuedAt: now() }) };
    },

    GetRecords({ ShardIterator, Limit }) {
      requireMember(ShardIterator, 'shardIterator');
      const iterator = readIterator(String(ShardIterator));
      const limit = typeof Limit === 'number' ? Limit : 1000;
      if (limit < 1 || limit > 1000) {
        throw validationError(
          `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
            `Member must have value ${
              limit < 1 ? 'greater than or equal to 1' : 'less than or equal to 1000'
            }`,
        );
      }
      const stream = streams.byArn(iterator.arn);
      if (stream === undefined) throw streamNotFound(iterator.arn);
      if (now() - iterator.issuedAt > iteratorLifetime) {
        throw serviceError(
          'ExpiredIteratorException',
          'Iterator expired. The iterator was created more than 15 minutes ago.',
        );
      }
      const oldest = stream.entries[0]?.sequence ?? stream.nextSequence;
      if (iterator.after > 0 && iterator.after + 1 < oldest) throw trimmed();
      const entries = entriesAfter(stream, iterator.after, limit);
      const after = entries.at(-1)?.sequence ?? iterator.after;
      const ended = !stream.enabled && after >= stream.nextSequence - 1;
      return {
        Records: entries.map((entry) => streamRecord(stream, entry, region)),
        ...(ended ? {} : { NextShardIterator: writeIterator({ arn: stream.arn, after, issuedAt: now() }) }),
      };
    },
  };
}

/** The sequence after which an iterator reads. */
function startAfter(stream: Stream, type: string, requested: unknown): number {
  if (type === 'TRIM_HORIZON') return 0;
  if (type === 'LATEST') return stream.nextSequence - 1;
  requireMember(requested, 'sequenceNumber');
  const sequence = Number(requested);
  if (!Number.isInteger(sequence)) throw validationError('Invalid SequenceNumber');
  if (sequence < (stream.entries[0]?.sequence ?? 1)) throw trimmed();
  return type === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence;
}

interface Iterator {
  arn: string;
  after: number;
  issuedAt: number;
}

function writeIterator({ arn, after, issuedAt }: Iterator): string {
  return `${arn}|1|${Buffer.from(JSON.stringify([after, issuedAt])).toString('base64')}`;
}

function readIterator(text: string): Iterator {
  const [arn, , encoded] = text.split('|');
  try {
    const [after, issuedAt] = JSON.parse(Buffer.from(encoded ?? '', 'base64').toString()) as [number, number];
    if (arn !== undefined && Number.isInteger(after) && Number.isFinite(issuedAt))
      return { arn, after, issuedAt };
  } catch {
    // Not one of ours: refused below.
  }
  throw validationError('Invalid ShardIterator');
}

function requireMember(value: unknown, member: string): void {
  if (value !== undefined && value !== null) return;
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

function streamNotFound(arn: string): ServiceError {
  return serviceError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
}

function trimmed(): ServiceError {
  return serviceError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  );
}
