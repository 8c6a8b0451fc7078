/**
 * Capacity units of writes, index by index. dynalite counts the table's only.
 *
 * After "Write capacity units for global secondary indexes" in the DynamoDB Developer Guide: an index entry that appears,
 * disappears or changes is one write of its size; a changed index key is two, the old entry's deletion and the new
 * entry's put; an index whose projected attributes did not change costs nothing.
 */
import { data, type IndexDescription, type Item, type TableDescription } from './dynalite.ts';
import { indexEntry } from './keys.ts';
import type { Change } from './table-store.ts';
import { sameItem } from './values.ts';

/** `ConsumedCapacity` as DynamoDB returns it. */
export interface ConsumedCapacity {
  TableName: string;
  CapacityUnits: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
  Table?: Units;
  GlobalSecondaryIndexes?: Record<string, Units>;
  LocalSecondaryIndexes?: Record<string, Units>;
}

interface Units {
  CapacityUnits: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

export type CapacityDetail = 'TOTAL' | 'INDEXES';

/** Whether a request asks for consumed capacity, and in what detail. */
export function capacityDetail(requested: unknown): CapacityDetail | undefined {
  return requested === 'TOTAL' || requested === 'INDEXES' ? requested : undefined;
}

/** What changes of one table consumed; `factor` is 2 inside a transaction. */
export function writeCapacity(
  table: TableDescription,
  changes: readonly Change[],
  detail: CapacityDetail,
  factor = 1,
): ConsumedCapacity {
  const tableUnits = factor * sum(changes.map(({ oldItem, newItem }) => writeUnits(oldItem, newItem)));
  const kinds = (['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const).map((kind) => {
    const units: Record<string, Units> = {};
    for (const index of table[kind] ?? []) {
      const used = factor * sum(changes.map((change) => indexWriteUnits(table, index, change)));
      if (used > 0) units[index.IndexName] = { CapacityUnits: used };
    }
    return { kind, units };
  });
  const indexUnits = sum(
    kinds.flatMap(({ units }) => Object.values(units).map((used) => used.CapacityUnits)),
  );
  const consumed: ConsumedCapacity = { TableName: table.TableName, CapacityUnits: tableUnits + indexUnits };
  if (detail === 'INDEXES') {
    consumed.Table = { CapacityUnits: tableUnits };
    for (const { kind, units } of kinds) if (Object.keys(units).length > 0) consumed[kind] = units;
  }
  return consumed;
}

function writeUnits(oldItem: Item | undefined, newItem: Item | undefined): number {
  return Math.max(1, kibibytes(oldItem), kibibytes(newItem));
}

function kibibytes(item: Item | undefined): number {
  return item === undefined ? 0 : Math.ceil(data.itemSize(item) / 1024);
}

function indexWriteUnits(table: TableDescription, index: IndexDescription, change: Change): number {
  const before = indexEntry(change.oldItem, index, table);
  const after = indexEntry(change.newItem, index, table);
  if (before === undefined || after === undefined) {
    return before === after ? 0 : writeUnits(before?.item, after?.item);
  }
  if (before.key !== after.key) return writeUnits(before.item, undefined) + writeUnits(undefined, after.item);
  return sameItem(before.item, after.item) ? 0 : writeUnits(before.item, after.item);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
