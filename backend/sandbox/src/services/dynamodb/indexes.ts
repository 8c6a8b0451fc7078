/** Entries of secondary indexes: an index is made of the table's items when it is first read, and kept from then on. */
import type { MemoryDatabase } from './database.ts';
import type { Databases } from './databases.ts';
import type { IndexDescription, Item, TableDescription } from './dynalite.ts';
import { indexEntry } from './keys.ts';

export interface Indexes {
  /** An index with all its entries. */
  open(type: string, tableName: string, indexName: string): MemoryDatabase<Item>;
  /** Changes an item's entries in the indexes that have been read. */
  update(table: TableDescription, oldItem: Item | undefined, newItem: Item | undefined): void;
}

const types = ['Local', 'Global'] as const;

/** @param findTable what is known of a table */
export function createIndexes(
  databases: Databases,
  findTable: (name: string) => TableDescription | undefined,
): Indexes {
  function make(type: string, tableName: string, indexName: string): MemoryDatabase<Item> {
    const made = databases.index(type, tableName, indexName);
    const table = findTable(tableName);
    const index = indexesOf(table, type).find(({ IndexName }) => IndexName === indexName);
    if (table === undefined || index === undefined) return made;
    for (const [, item] of databases.items(tableName).entries.made()) {
      const entry = indexEntry(item, index, table);
      if (entry) made.entries.set(entry.key, entry.item);
    }
    return made;
  }

  return {
    open: (type, tableName, indexName) =>
      databases.findIndex(type, tableName, indexName) ?? make(type, tableName, indexName),
    update(table, oldItem, newItem) {
      for (const type of types) {
        for (const index of indexesOf(table, type)) {
          const entries = databases.findIndex(type, table.TableName, index.IndexName)?.entries;
          if (entries === undefined) continue;
          const before = indexEntry(oldItem, index, table);
          const after = indexEntry(newItem, index, table);
          if (before && before.key !== after?.key) entries.delete(before.key);
          if (after) entries.set(after.key, after.item);
        }
      }
    },
  };
}

const indexesOf = (table: TableDescription | undefined, type: string): readonly IndexDescription[] =>
  (type.toLowerCase() === 'local' ? table?.LocalSecondaryIndexes : table?.GlobalSecondaryIndexes) ?? [];
