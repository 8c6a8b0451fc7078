/** Keeps the index entries of items: at once for a change, in idle time for what was loaded. */
import type { Databases } from './databases.ts';
import { indexActions, type Item, type TableDescription } from './dynalite.ts';

export interface IndexMaintenance {
  update(table: TableDescription, oldItem: Item | undefined, newItem: Item | undefined): void;
  /** Leaves an item's entries for the idle time that follows. */
  postpone(table: TableDescription, item: Item): void;
  /** Makes all entries that were postponed. */
  complete(): void;
}

/** Entries made in one turn of the event loop. */
const entriesPerTurn = 200;

export function createIndexMaintenance(databases: Databases): IndexMaintenance {
  const postponed: { table: TableDescription; item: Item }[] = [];
  let scheduled: NodeJS.Immediate | undefined;

  function update(table: TableDescription, oldItem: Item | undefined, newItem: Item | undefined): void {
    for (const type of ['Local', 'Global'] as const) {
      const indexes = table[`${type}SecondaryIndexes`];
      if (indexes === undefined) continue;
      const actions = indexActions(indexes, oldItem, newItem, table);
      for (const { index, key } of actions.deletes)
        databases.index(type, table.TableName, index).entries.delete(key);
      for (const { index, key, item } of actions.puts)
        databases.index(type, table.TableName, index).entries.set(key, item);
    }
  }

  function catchUp(most: number): void {
    for (let done = 0; done < most && postponed.length > 0; done += 1) {
      const { table, item } = postponed.pop() as (typeof postponed)[number];
      update(table, undefined, item);
    }
    clearImmediate(scheduled);
    scheduled = postponed.length > 0 ? setImmediate(() => catchUp(entriesPerTurn)).unref() : undefined;
  }

  return {
    update,
    postpone(table, item) {
      postponed.push({ table, item });
      scheduled ??= setImmediate(() => catchUp(entriesPerTurn)).unref();
    },
    complete: () => catchUp(Number.POSITIVE_INFINITY),
  };
}
