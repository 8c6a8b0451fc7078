/**
 * Where the tables, items and index entries are, and the one path by which an item changes.
 *
 * Reads go through dynalite's actions on `readStore`. Writes run dynalite's actions on a `writeStore`, which lets them
 * check, condition and compute, and takes the resulting change from them; `commit` then applies one or many changes as a
 * whole: journal first, then the item, its index entries, and whoever listens (stream, time to live).
 */
import { createMemoryDatabase, type MemoryDatabase } from './database.ts';
import { createDatabases } from './databases.ts';
import type { DynaliteStore, Item, TableDescription } from './dynalite.ts';
import { createReadStore, createWriteStore, tableNotFound } from './dynalite-stores.ts';
import { createIndexes } from './indexes.ts';
import { tableKey, tableKeyPrefix } from './keys.ts';

/** One item before and after. Both undefined: a delete of what was not there. */
export interface Change {
  table: TableDescription;
  /** The item's key in the store. */
  key: string;
  oldItem: Item | undefined;
  newItem: Item | undefined;
}

/** Items of one partition, all with sort keys that begin alike, to be made when one is first needed. They are in no index and do not expire. */
export interface LaterItems {
  readonly partition: string;
  readonly sortPrefix: string;
  readonly make: () => Iterable<Item>;
}

/** Why a commit happened; `timeToLive` deletions carry the service's identity in the stream, `replication` came from another Region. */
export type CommitReason = 'request' | 'timeToLive' | 'replication';

export interface TableStoreOptions {
  region: string;
  accountId: string;
  /** Called with each commit before it is applied; what it throws refuses the commit. */
  journal: (changes: readonly Change[], reason: CommitReason) => void;
  /** Called with each commit after it was applied. */
  committed: (changes: readonly Change[], reason: CommitReason) => void;
  /** Called when a table or its settings changed. */
  tableChanged: (tableName: string, table: TableDescription | undefined) => void;
}

export interface TableStore {
  readStore: DynaliteStore;
  /** A store whose writes are handed to `capture` and nowhere else. */
  writeStore(capture: (change: Change) => void): DynaliteStore;
  commit(changes: readonly Change[], reason?: CommitReason): void;
  /** Puts items in without journal, stream or capacity, some of them when they are first needed: for a seed and for recovery. */
  load(table: TableDescription, items: Iterable<Item>, later?: Iterable<LaterItems>): void;
  /** @throws ResourceNotFoundException */
  table(name: string): TableDescription;
  findTable(name: string): TableDescription | undefined;
  tables(): IterableIterator<TableDescription>;
  putTable(table: TableDescription): void;
  items(tableName: string): MemoryDatabase<Item>['entries'];
  index(indexType: string, tableName: string, indexName: string): MemoryDatabase<Item>['entries'];
}

export function createTableStore(options: TableStoreOptions): TableStore {
  const tables = createMemoryDatabase<TableDescription>();
  const databases = createDatabases();
  const indexes = createIndexes(databases, (name) => tables.entries.get(name));

  function putTable(table: TableDescription): void {
    tables.entries.set(table.TableName, table);
    options.tableChanged(table.TableName, table);
  }

  function table(name: string): TableDescription {
    const found = tables.entries.get(name);
    if (found === undefined) throw tableNotFound(undefined);
    return found;
  }

  function apply({ table: changed, key, oldItem, newItem }: Change): void {
    indexes.update(changed, oldItem, newItem);
    const items = databases.items(changed.TableName).entries;
    if (newItem === undefined) items.delete(key);
    else items.set(key, newItem);
  }

  const readStore = createReadStore({
    region: options.region,
    accountId: options.accountId,
    tables,
    databases,
    indexes,
    putTable,
    dropTable(name) {
      tables.entries.delete(name);
      databases.clearTable(name);
      options.tableChanged(name, undefined);
    },
  });

  return {
    readStore,
    writeStore: (capture) =>
      createWriteStore(readStore, databases, (tableName, key, oldItem, newItem) =>
        capture({ table: table(tableName), key, oldItem, newItem }),
      ),
    commit(changes, reason = 'request') {
      options.journal(changes, reason);
      for (const change of changes) apply(change);
      options.committed(changes, reason);
    },
    load(into, loadedItems, later = []) {
      const items = databases.items(into.TableName).entries;
      for (const item of loadedItems) {
        const key = tableKey(item, into);
        apply({ table: into, key, oldItem: items.get(key), newItem: item });
      }
      for (const { partition, sortPrefix, make } of later) {
        items.setLater({
          prefix: tableKeyPrefix(partition, sortPrefix),
          *make() {
            for (const item of make()) yield [tableKey(item, into), item];
          },
        });
      }
    },
    table,
    findTable: (name) => tables.entries.get(name),
    tables: () => tables.entries.values(),
    putTable,
    items: (tableName) => databases.items(tableName).entries,
    index: (...names) => indexes.open(...names).entries,
  };
}
