/** The two stores that dynalite's actions run on: one to read from, and one whose writes are taken from them. */
import { createMemoryDatabase, type MemoryDatabase } from './database.ts';
import type { Databases } from './databases.ts';
import type { DynaliteStore, Item, TableDescription } from './dynalite.ts';
import { serviceError } from './errors.ts';
import type { Indexes } from './indexes.ts';

export interface ReadStoreOptions {
  readonly region: string;
  readonly accountId: string;
  readonly tables: MemoryDatabase<TableDescription>;
  readonly databases: Databases;
  readonly indexes: Indexes;
  readonly putTable: (table: TableDescription) => void;
  readonly dropTable: (tableName: string) => void;
}

type TableCallback = (error: unknown, table?: TableDescription) => void;

export function createReadStore(options: ReadStoreOptions): DynaliteStore {
  const { tables, databases } = options;
  const drop = (
    { entries }: MemoryDatabase<Item> | MemoryDatabase<string>,
    done: (error: unknown) => void,
  ) => {
    entries.clear();
    done(null);
  };
  return {
    options: { maxItemSize: 400 * 1024, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 },
    tableDb: {
      ...tables,
      awsAccountId: options.accountId,
      awsRegion: options.region,
      // dynalite keeps changing the object it has put (CREATING to ACTIVE), so both ways are copies.
      get: (name, callback) => callback(null, structuredClone(tables.entries.get(name))),
      put(_name, table, callback) {
        options.putTable(structuredClone(table));
        callback(null);
      },
      del(name, callback) {
        options.dropTable(name);
        callback(null);
      },
    },
    getTable(name: string, ...rest: [TableCallback] | [boolean, TableCallback]) {
      // With two arguments dynalite means "and it must be active"; with three it may change what it gets.
      const forItems = rest.length === 1;
      const callback = forItems ? rest[0] : rest[1];
      const table = tables.entries.get(name);
      const unusable = table === undefined || (forItems && /CREATING|DELETING/.test(table.TableStatus));
      if (unusable) callback(tableNotFound(forItems ? undefined : name));
      else callback(null, forItems ? table : structuredClone(table));
    },
    getItemDb: (tableName) => databases.items(tableName),
    deleteItemDb: (tableName, done) => drop(databases.items(tableName), done),
    getIndexDb: options.indexes.open,
    deleteIndexDb: (indexType, tableName, indexName, done) =>
      drop(databases.index(indexType, tableName, indexName), done),
    getTagDb: (name) => databases.tags(name),
    deleteTagDb: (name, done) => drop(databases.tags(name), done),
  };
}

/** @param change told of each write, which happens nowhere else. */
export function createWriteStore(
  readStore: DynaliteStore,
  databases: Databases,
  change: (tableName: string, key: string, oldItem: Item | undefined, newItem: Item | undefined) => void,
): DynaliteStore {
  const ignored = createMemoryDatabase<Item>();
  return {
    ...readStore,
    // A commit maintains the indexes.
    getIndexDb: () => ({
      ...ignored,
      put: (_key, _item, done) => done(null),
      del: (_key, done) => done(null),
    }),
    getItemDb(tableName) {
      const items = databases.items(tableName);
      return {
        ...items,
        put(key, item, done) {
          change(tableName, key, items.entries.get(key), item);
          done(null);
        },
        del(key, done) {
          change(tableName, key, items.entries.get(key), undefined);
          done(null);
        },
      };
    },
  };
}

export function tableNotFound(name: string | undefined): Error {
  const suffix = name === undefined ? '' : `: Table: ${name} not found`;
  return serviceError('ResourceNotFoundException', `Requested resource not found${suffix}`);
}
