/**
 * Where the tables, items and index entries are, and the one path by which an item changes.
 *
 * Reads go through dynalite's actions on `readStore`. Writes run dynalite's actions on a `writeStore`, which lets them
 * check, condition and compute, and takes the resulting change from them; `commit` then applies one or many changes as a
 * whole: journal first, then the item, its index entries, and whoever listens (stream, time to live).
 */
import { createMemoryDatabase, type MemoryDatabase } from './database.ts';
import { data, indexActions, type DynaliteStore, type Item, type TableDescription } from './dynalite.ts';
import { serviceError } from './errors.ts';

/** One item before and after. Both undefined: a delete of what was not there. */
export interface Change {
  table: TableDescription;
  /** The item's key in the store. */
  key: string;
  oldItem: Item | undefined;
  newItem: Item | undefined;
}

/** Why a commit happened; `timeToLive` deletions carry the service's identity in the stream. */
export type CommitReason = 'request' | 'timeToLive';

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
  /**
   * Puts items in without journal, stream or capacity: for a seed and for recovery. Index entries are made in the idle time
   * that follows, or when somebody first needs an index; a seed's are half of its cost.
   */
  load(table: TableDescription, items: Iterable<Item>): void;
  /** @throws ResourceNotFoundException */
  table(name: string): TableDescription;
  findTable(name: string): TableDescription | undefined;
  tables(): IterableIterator<TableDescription>;
  putTable(table: TableDescription): void;
  items(tableName: string): MemoryDatabase<Item>['entries'];
  index(indexType: string, tableName: string, indexName: string): MemoryDatabase<Item>['entries'];
}

export function createTableStore(options: TableStoreOptions): TableStore {
  const databases = new Map<string, MemoryDatabase<never>>();
  const tables = createMemoryDatabase<TableDescription>();

  function database<Value>(name: string): MemoryDatabase<Value> {
    let found = databases.get(name) as MemoryDatabase<Value> | undefined;
    if (found === undefined) {
      found = createMemoryDatabase<Value>();
      databases.set(name, found as MemoryDatabase<never>);
    }
    return found;
  }
  const itemDatabase = (tableName: string) => database<Item>(`item/${tableName}`);
  const indexDatabase = (indexType: string, tableName: string, indexName: string) =>
    database<Item>(`index/${indexType.toLowerCase()}/${tableName}/${indexName}`);
  const completeIndex = (indexType: string, tableName: string, indexName: string) => {
    indexLoaded();
    return indexDatabase(indexType, tableName, indexName);
  };
  const drop = (name: string, done: (error: unknown) => void) => {
    database(name).entries.clear();
    done(null);
  };

  const tableDb: DynaliteStore['tableDb'] = {
    ...tables,
    awsAccountId: options.accountId,
    awsRegion: options.region,
    // dynalite keeps changing the object it has put (CREATING to ACTIVE), so both ways are copies.
    get: (name, callback) => callback(null, structuredClone(tables.entries.get(name))),
    put: (name, table, callback) => {
      putTable(structuredClone(table));
      callback(null);
    },
    del: (name, callback) => {
      tables.entries.delete(name);
      for (const [databaseName, dropped] of databases) {
        if (databaseName.split('/').includes(name)) dropped.entries.clear();
      }
      options.tableChanged(name, undefined);
      callback(null);
    },
  };

  function putTable(table: TableDescription): void {
    tables.entries.set(table.TableName, table);
    options.tableChanged(table.TableName, table);
  }

  const getTable: DynaliteStore['getTable'] = (
    name: string,
    ...rest: [DynaliteCallback] | [boolean, DynaliteCallback]
  ) => {
    // With two arguments dynalite means "and it must be active"; with three it may change what it gets.
    const forItems = rest.length === 1;
    const callback = forItems ? rest[0] : rest[1];
    const table = tables.entries.get(name);
    const unusable = table === undefined || (forItems && /CREATING|DELETING/.test(table.TableStatus));
    if (unusable) callback(tableNotFound(forItems ? undefined : name));
    else callback(null, forItems ? table : structuredClone(table));
  };

  const readStore: DynaliteStore = {
    options: { maxItemSize: 400 * 1024, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 },
    tableDb,
    getTable,
    getItemDb: itemDatabase,
    deleteItemDb: (tableName, done) => drop(`item/${tableName}`, done),
    getIndexDb: completeIndex,
    deleteIndexDb: (indexType, tableName, indexName, done) =>
      drop(`index/${indexType.toLowerCase()}/${tableName}/${indexName}`, done),
    getTagDb: (name) => database<string>(`tag/${name}`),
    deleteTagDb: (name, done) => drop(`tag/${name}`, done),
  };

  function writeStore(capture: (change: Change) => void): DynaliteStore {
    const ignored = createMemoryDatabase<Item>();
    return {
      ...readStore,
      // `commit` maintains the indexes.
      getIndexDb: () => ({
        ...ignored,
        put: (_key, _item, done) => done(null),
        del: (_key, done) => done(null),
      }),
      getItemDb: (tableName) => {
        const items = itemDatabase(tableName);
        const change = (key: string, newItem: Item | undefined) =>
          capture({ table: store.table(tableName), key, oldItem: items.entries.get(key), newItem });
        return {
          ...items,
          put: (key, item, done) => {
            change(key, item);
            done(null);
          },
          del: (key, done) => {
            change(key, undefined);
            done(null);
          },
        };
      },
    };
  }

  /** Items that were loaded and are not in the indexes yet. */
  const unindexed: { table: TableDescription; item: Item }[] = [];
  let indexing: NodeJS.Immediate | undefined;

  function indexLoaded(most = Number.POSITIVE_INFINITY): void {
    for (let done = 0; done < most && unindexed.length > 0; done += 1) {
      const { table, item } = unindexed.pop() as (typeof unindexed)[number];
      updateIndexes(table, undefined, item);
    }
    clearImmediate(indexing);
    if (unindexed.length > 0) indexing = setImmediate(() => indexLoaded(200)).unref();
  }

  function apply({ table, key, oldItem, newItem }: Change): void {
    indexLoaded();
    updateIndexes(table, oldItem, newItem);
    const items = itemDatabase(table.TableName).entries;
    if (newItem === undefined) items.delete(key);
    else items.set(key, newItem);
  }

  function updateIndexes(
    table: TableDescription,
    oldItem: Item | undefined,
    newItem: Item | undefined,
  ): void {
    for (const type of ['Local', 'Global'] as const) {
      const indexes = table[`${type}SecondaryIndexes`];
      if (indexes === undefined) continue;
      const actions = indexActions(indexes, oldItem, newItem, table);
      for (const entry of actions.deletes)
        indexDatabase(type, table.TableName, entry.index).entries.delete(entry.key);
      for (const entry of actions.puts) {
        indexDatabase(type, table.TableName, entry.index).entries.set(entry.key, entry.item);
      }
    }
  }

  const store: TableStore = {
    readStore,
    writeStore,
    commit(changes, reason = 'request') {
      options.journal(changes, reason);
      for (const change of changes) apply(change);
      options.committed(changes, reason);
    },
    load(table, loadedItems) {
      const items = itemDatabase(table.TableName).entries;
      for (const item of loadedItems) {
        const key = data.createKey(item, table);
        const oldItem = items.get(key);
        if (oldItem !== undefined) {
          apply({ table, key, oldItem, newItem: item });
          continue;
        }
        items.set(key, item);
        unindexed.push({ table, item });
      }
      indexLoaded(0);
    },
    table(name) {
      const table = tables.entries.get(name);
      if (table === undefined) throw tableNotFound(undefined);
      return table;
    },
    findTable: (name) => tables.entries.get(name),
    tables: () => tables.entries.values(),
    putTable,
    items: (tableName) => itemDatabase(tableName).entries,
    index: (indexType, tableName, indexName) => completeIndex(indexType, tableName, indexName).entries,
  };
  return store;
}

type DynaliteCallback = (error: unknown, table?: TableDescription) => void;

export function tableNotFound(name: string | undefined): Error {
  const suffix = name === undefined ? '' : `: Table: ${name} not found`;
  return serviceError('ResourceNotFoundException', `Requested resource not found${suffix}`);
}
