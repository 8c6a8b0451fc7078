/** Puts the parts of the store together; `dynamodb.ts` puts a server in front. */
import type { Item } from './dynalite.ts';
import { validationError } from './errors.ts';
import { openJournal, type Journal, type JournalRecord } from './journal.ts';
import { createOperations, type Operation } from './operations.ts';
import { itemsPerRecord, snapshot, type PositionRecord } from './snapshot.ts';
import { createReplication, type Replication } from './replication.ts';
import { createStreamOperations } from './stream-operations.ts';
import {
  createStreamReader,
  type StreamPositions,
  type StreamReader,
  type StreamReaderOptions,
} from './stream-reader.ts';
import { createStreams } from './streams.ts';
import { createTableStore, type Change, type LaterItems, type TableStore } from './table-store.ts';
import { createTableRequest, type TableDefinition } from './table-definition.ts';
import { createTimeToLive } from './time-to-live.ts';

export interface EngineOptions {
  region: string;
  accountId: string;
  now: () => number;
  persistDirectory: string | undefined;
  inspect?: InspectItem | undefined;
}

/** What is wrong with an item that is about to be written, in words; undefined when nothing is. */
export type InspectItem = (tableName: string, item: Item) => string | undefined;

export interface Engine extends Replication {
  readonly tableOperations: ReadonlyMap<string, Operation>;
  readonly streamOperations: ReadonlyMap<string, Operation>;
  readonly restored: boolean;
  ensureTable(definition: TableDefinition): void;
  load(tableName: string, items: Iterable<Item>, later?: readonly LaterItems[]): void;
  streamReader(options: StreamReaderOptions): StreamReader;
  sweep(): number;
  injectTransactionConflict(meets: ConflictTest): () => void;
  close(): void;
}

type ConflictTest = (item: { tableName: string; key: Item }) => boolean;

export function createEngine(options: EngineOptions): Engine {
  const { region, accountId, now, persistDirectory, inspect } = options;
  const conflictTests = new Set<ConflictTest>();
  const streams = createStreams();
  const positions = new Map<string, PositionRecord>();
  let journal: Journal | undefined;
  let replaying = false;
  /** The instant of the commit at hand; a replayed one keeps its own. */
  let commitTime = 0;

  const store = createTableStore({
    region,
    accountId,
    journal(changes, reason) {
      if (replaying) return;
      refuseItems(changes, inspect);
      commitTime = now();
      journal?.append({ kind: 'commit', time: commitTime, reason, changes: changes.map(journaled) });
    },
    committed(changes, reason) {
      timeToLive.committed(changes);
      streams.append(changes, reason, commitTime);
      replicate(changes, reason, commitTime);
    },
    tableChanged(tableName, table) {
      streams.tableChanged(tableName, table);
      if (table === undefined) timeToLive.set(tableName, undefined);
      if (!replaying) {
        journal?.append(table === undefined ? { kind: 'tableDropped', tableName } : { kind: 'table', table });
      }
    },
  });
  const { committed: replicate, ...replication } = createReplication(store);
  const timeToLive = createTimeToLive({
    store,
    now,
    changed(tableName, attribute) {
      if (!replaying) journal?.append({ kind: 'timeToLive', tableName, attribute });
    },
  });

  function replay(record: JournalRecord): void {
    switch (record.kind) {
      case 'table':
        store.putTable(record.table);
        break;
      case 'tableDropped':
        store.readStore.tableDb.del(record.tableName, () => undefined);
        break;
      case 'timeToLive':
        timeToLive.set(record.tableName, record.attribute);
        break;
      case 'items':
        store.load(store.table(record.tableName), record.items);
        timeToLive.rebuild(record.tableName);
        break;
      case 'stream':
        streams.restore(record.tableName, record.entries, record.nextSequence);
        break;
      case 'position':
        positions.set(`${record.tableName}/${record.consumer}`, record);
        break;
      case 'commit':
        commitTime = record.time;
        store.commit(
          record.changes.map((change) => replayed(store, change)),
          record.reason,
        );
    }
  }

  const state = () => snapshot({ store, streams, timeToLive, positions, now });

  if (persistDirectory !== undefined) {
    replaying = true;
    journal = openJournal(persistDirectory, replay, state);
    replaying = false;
  }

  // An end between the first table and the seed leaves a directory with nothing in it: that is not a state to keep.
  const restored = [...store.tables()].some(({ TableName }) => store.items(TableName).size > 0);

  const streamPositions = positionsIn(positions, (record) => journal?.append(record));

  const operations = createOperations({
    store,
    now,
    timeToLive,
    conflicts: (items) => items.map((item) => [...conflictTests].some((meets) => meets(item))),
  });

  return {
    ...replication,
    tableOperations: operations,
    streamOperations: new Map(Object.entries(createStreamOperations({ streams, region, now }))),
    restored,
    ensureTable(definition) {
      if (store.findTable(definition.name) !== undefined) return;
      void operations.get('CreateTable')?.(createTableRequest(definition));
      timeToLive.set(definition.name, definition.timeToLiveAttribute);
    },
    load(tableName, items, later = []) {
      const table = store.findTable(tableName);
      if (table === undefined) throw new Error(`Table ${tableName} not found; its items cannot be loaded.`);
      const loaded = [...items];
      store.load(table, loaded, later);
      timeToLive.rebuild(tableName);
      if (loaded.length > itemsPerRecord || later.length > 0) journal?.compact(state());
      else journal?.append({ kind: 'items', tableName, items: loaded });
    },
    streamReader: (readerOptions) => createStreamReader(streams, region, streamPositions, readerOptions),
    sweep() {
      streams.trim(now());
      return timeToLive.sweep();
    },
    injectTransactionConflict(meets) {
      conflictTests.add(meets);
      return () => conflictTests.delete(meets);
    },
    close() {
      journal?.close();
      journal = undefined;
    },
  };
}

function positionsIn(
  positions: Map<string, PositionRecord>,
  keep: (record: PositionRecord) => void,
): StreamPositions {
  return {
    get: (tableName, consumer) => positions.get(`${tableName}/${consumer}`)?.sequenceNumber,
    set(tableName, consumer, sequenceNumber) {
      const record = { kind: 'position', tableName, consumer, sequenceNumber } as const;
      positions.set(`${tableName}/${consumer}`, record);
      keep(record);
    },
  };
}

/** Before anything of the commit is kept or applied. */
function refuseItems(changes: readonly Change[], inspect: InspectItem | undefined): void {
  for (const { table, newItem } of changes) {
    const wrong = newItem && inspect?.(table.TableName, newItem);
    if (wrong !== undefined) throw validationError(wrong);
  }
}

interface JournaledChange {
  readonly tableName: string;
  readonly key: string;
  readonly item?: Item;
}

function journaled({ table, key, newItem }: Change): JournaledChange {
  return { tableName: table.TableName, key, ...(newItem === undefined ? {} : { item: newItem }) };
}

const replayed = (store: TableStore, { tableName, key, item }: JournaledChange): Change => ({
  table: store.table(tableName),
  key,
  oldItem: store.items(tableName).get(key),
  newItem: item,
});
