/**
 * DynamoDB Streams: a log of item changes per table, with AWS's own read API (`stream-operations.ts`) and a reader for
 * code in the same process.
 *
 * One shard a stream. Records come in the order of the writes, which is also the order per item that AWS promises; the
 * changes of one transaction follow each other without others between them. A write that changes nothing leaves no record
 * ("Change data capture for DynamoDB Streams"). Records are kept for 24 hours.
 */
import { createHash } from 'node:crypto';
import { data, type Item, type StreamViewType, type TableDescription } from './dynalite.ts';
import type { Change, CommitReason } from './table-store.ts';
import { sameItem } from './values.ts';

/** How long AWS keeps stream records, in milliseconds. */
const streamRetention = 24 * 60 * 60 * 1000;

/** A change as it is kept; `streamRecord` makes of it what AWS returns. */
export interface StreamEntry {
  /** Counts from 1 per stream. */
  sequence: number;
  /** Milliseconds since 1970. */
  time: number;
  reason: CommitReason;
  oldItem?: Item;
  newItem?: Item;
}

/** A record as GetRecords returns it and, but for the case of `userIdentity`'s members, as Lambda receives it. */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: '1.1';
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  dynamodb: {
    /** Seconds since 1970. */
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    /** 21 decimal digits; compares as text. */
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: StreamViewType;
  };
  /** Present when time to live, and no request, removed the item. */
  userIdentity?: { PrincipalId: 'dynamodb.amazonaws.com'; Type: 'Service' };
}

export interface Stream {
  arn: string;
  label: string;
  tableName: string;
  viewType: StreamViewType;
  keySchema: TableDescription['KeySchema'];
  /** Seconds since 1970. */
  createdAt: number;
  enabled: boolean;
  entries: StreamEntry[];
  /** The sequence the next entry gets. */
  nextSequence: number;
}

export interface Streams {
  /** Follows a table whose description names a stream; called again when the description changes. */
  tableChanged(tableName: string, table: TableDescription | undefined): void;
  append(changes: readonly Change[], reason: CommitReason, time: number): void;
  /** Puts kept entries back, after a restart. */
  restore(tableName: string, entries: readonly StreamEntry[], nextSequence: number): void;
  byArn(arn: string): Stream | undefined;
  /** The stream a table writes to now. */
  byTable(tableName: string): Stream | undefined;
  all(): Stream[];
  /** Drops what is older than 24 hours. */
  trim(time: number): void;
  /** Calls `listener` after every write that left a record; returns the function that stops it. */
  onAppend(listener: (tableName: string) => void): () => void;
}

export function createStreams(): Streams {
  const streams = new Map<string, Stream>();
  const current = new Map<string, Stream>();
  const listeners = new Set<(tableName: string) => void>();

  return {
    tableChanged(tableName, table) {
      const known = current.get(tableName);
      const arn = table?.StreamSpecification?.StreamEnabled === true ? table.LatestStreamArn : undefined;
      if (known !== undefined && known.arn !== arn) {
        known.enabled = false;
        current.delete(tableName);
      }
      if (table === undefined || arn === undefined || known?.arn === arn) return;
      const label = table.LatestStreamLabel ?? '';
      const stream: Stream = {
        arn,
        label,
        tableName,
        viewType: table.StreamSpecification?.StreamViewType ?? 'NEW_AND_OLD_IMAGES',
        keySchema: table.KeySchema,
        createdAt: Date.parse(`${label}Z`) / 1000,
        enabled: true,
        entries: [],
        nextSequence: 1,
      };
      streams.set(arn, stream);
      current.set(tableName, stream);
    },
    append(changes, reason, time) {
      const appended = new Set<string>();
      for (const { table, oldItem, newItem } of changes) {
        const stream = current.get(table.TableName);
        if (stream === undefined || sameItem(oldItem, newItem)) continue;
        stream.entries.push({
          sequence: stream.nextSequence,
          time,
          reason,
          ...(oldItem === undefined ? {} : { oldItem }),
          ...(newItem === undefined ? {} : { newItem }),
        });
        stream.nextSequence += 1;
        appended.add(table.TableName);
      }
      for (const tableName of appended) for (const listener of listeners) listener(tableName);
    },
    restore(tableName, entries, nextSequence) {
      const stream = current.get(tableName);
      if (stream === undefined) return;
      stream.entries.push(...entries);
      stream.nextSequence = nextSequence;
    },
    byArn: (arn) => streams.get(arn),
    byTable: (tableName) => current.get(tableName),
    all: () => [...streams.values()],
    trim(time) {
      for (const stream of streams.values()) {
        const oldest = time - streamRetention;
        const kept = stream.entries.findIndex((entry) => entry.time >= oldest);
        if (kept !== 0) stream.entries.splice(0, kept === -1 ? stream.entries.length : kept);
      }
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A sequence number as AWS writes it. */
export function sequenceNumber(sequence: number): string {
  return String(sequence).padStart(21, '0');
}

/** The id of a stream's one shard. */
export function shardId(stream: Stream): string {
  return `shardId-${String(Math.round(stream.createdAt * 1000)).padStart(20, '0')}-00000001`;
}

/** Entries after a sequence, oldest first. */
export function entriesAfter(stream: Stream, sequence: number, limit: number): StreamEntry[] {
  // Entries have consecutive sequences, so the place of one follows from the first.
  const first = stream.entries[0]?.sequence ?? stream.nextSequence;
  const start = Math.max(0, sequence + 1 - first);
  return stream.entries.slice(start, start + limit);
}

export function streamRecord(stream: Stream, entry: StreamEntry, region: string): StreamRecord {
  const { oldItem, newItem } = entry;
  const present = (newItem ?? oldItem) as Item;
  const keys = Object.fromEntries(
    stream.keySchema.map(({ AttributeName }) => [AttributeName, present[AttributeName] as Item[string]]),
  );
  const showNew = newItem !== undefined && /^NEW/.test(stream.viewType);
  const showOld = oldItem !== undefined && /OLD/.test(stream.viewType);
  return {
    eventID: createHash('md5').update(`${stream.arn}/${entry.sequence}`).digest('hex'),
    eventName: oldItem === undefined ? 'INSERT' : newItem === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(entry.time / 1000),
      Keys: keys,
      ...(showNew ? { NewImage: newItem } : {}),
      ...(showOld ? { OldImage: oldItem } : {}),
      SequenceNumber: sequenceNumber(entry.sequence),
      SizeBytes:
        data.itemSize(keys) + (showNew ? data.itemSize(newItem) : 0) + (showOld ? data.itemSize(oldItem) : 0),
      StreamViewType: stream.viewType,
    },
    ...(entry.reason === 'timeToLive'
      ? { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } as const }
      : {}),
  };
}
