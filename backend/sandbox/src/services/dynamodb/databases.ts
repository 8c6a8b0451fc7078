/** The maps that hold a store's items, index entries and tags, by name: made when first asked for. */
import { createMemoryDatabase, type MemoryDatabase } from './database.ts';
import type { Item } from './dynalite.ts';

export interface Databases {
  items(tableName: string): MemoryDatabase<Item>;
  index(indexType: string, tableName: string, indexName: string): MemoryDatabase<Item>;
  /** Undefined until it was asked for. */
  findIndex(indexType: string, tableName: string, indexName: string): MemoryDatabase<Item> | undefined;
  tags(name: string): MemoryDatabase<string>;
  /** Empties whatever belongs to a table. */
  clearTable(tableName: string): void;
}

export function createDatabases(): Databases {
  const databases = new Map<string, MemoryDatabase<never>>();

  function database<Value>(name: string): MemoryDatabase<Value> {
    let found = databases.get(name) as MemoryDatabase<Value> | undefined;
    if (found === undefined) {
      found = createMemoryDatabase<Value>();
      databases.set(name, found as MemoryDatabase<never>);
    }
    return found;
  }

  return {
    items: (tableName) => database(`item/${tableName}`),
    index: (...names) => database(indexPath(...names)),
    findIndex: (...names) => databases.get(indexPath(...names)) as MemoryDatabase<Item> | undefined,
    tags: (name) => database(`tag/${name}`),
    clearTable(tableName) {
      for (const [name, each] of databases) if (name.split('/').includes(tableName)) each.entries.clear();
    },
  };
}

const indexPath = (indexType: string, tableName: string, indexName: string): string =>
  `index/${indexType.toLowerCase()}/${tableName}/${indexName}`;
