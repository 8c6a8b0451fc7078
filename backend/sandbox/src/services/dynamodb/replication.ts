/** A store's end of a global table: what was written here is told, and what was written elsewhere is taken in. */
import type { Item } from './dynalite.ts';
import type { Change, CommitReason, TableStore } from './table-store.ts';

/** What a write has made of an item. */
export interface ItemWrite {
  readonly tableName: string;
  /** The item's key as the store writes it: the same in every store with this table. */
  readonly key: string;
  /** Undefined: it was deleted. */
  readonly item: Item | undefined;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface Replication {
  /** All that is in a table, past the API: for a copy of it. */
  items(tableName: string): Iterable<Item>;
  /** Tells of every write but replicated ones, when it is done. Returns the function that ends it. */
  onWrite(listener: (write: ItemWrite) => void): () => void;
  /** Does what was written in another Region: past conditions, and with a stream record, as in a replica of a global table. */
  applyReplicated(write: Omit<ItemWrite, 'time'>): void;
}

export function createReplication(
  store: TableStore,
): Replication & { committed(changes: readonly Change[], reason: CommitReason, time: number): void } {
  const listeners = new Set<(write: ItemWrite) => void>();
  return {
    items: (tableName) => store.items(tableName).values(),
    onWrite(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    applyReplicated({ tableName, key, item }) {
      const table = store.table(tableName);
      const oldItem = store.items(tableName).get(key);
      store.commit([{ table, key, oldItem, newItem: item }], 'replication');
    },
    committed(changes, reason, time) {
      // What came from another Region has been there already.
      if (reason === 'replication') return;
      for (const { table, key, newItem: item } of changes)
        for (const listener of listeners) listener({ tableName: table.TableName, key, item, time });
    },
  };
}
