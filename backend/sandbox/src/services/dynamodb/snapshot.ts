import type { JournalRecord } from './journal.ts';
import type { createStreams } from './streams.ts';
import type { TableStore } from './table-store.ts';
import type { createTimeToLive } from './time-to-live.ts';

/** How far one consumer of a stream has read. */
export type PositionRecord = Extract<JournalRecord, { kind: 'position' }>;

interface SnapshotParts {
  readonly store: TableStore;
  readonly streams: ReturnType<typeof createStreams>;
  readonly timeToLive: ReturnType<typeof createTimeToLive>;
  readonly positions: ReadonlyMap<string, PositionRecord>;
  readonly now: () => number;
}

/** How many items one line of a snapshot holds. */
export const itemsPerRecord = 500;

/** All that the store holds, as the records of a new journal. */
export function* snapshot(parts: SnapshotParts): Generator<JournalRecord> {
  const { store, streams, timeToLive, positions, now } = parts;
  streams.trim(now());
  for (const table of store.tables()) {
    const tableName = table.TableName;
    yield { kind: 'table', table };
    const attribute = timeToLive.attribute(tableName);
    if (attribute !== undefined) yield { kind: 'timeToLive', tableName, attribute };
    const items = [...store.items(tableName).values()];
    for (let start = 0; start < items.length; start += itemsPerRecord) {
      yield { kind: 'items', tableName, items: items.slice(start, start + itemsPerRecord) };
    }
    const stream = streams.byTable(tableName);
    if (stream !== undefined) {
      yield { kind: 'stream', tableName, entries: stream.entries, nextSequence: stream.nextSequence };
    }
  }
  yield* positions.values();
}
