/** Capacity units of transactions, which say what kind of units they are. */
import type { CapacityDetail, ConsumedCapacity } from './capacity.ts';
import { data, type Item } from './dynalite.ts';
import { groupBy } from './group-by.ts';

/** Transactional reads cost two read units for each 4 KB. */
export function readCapacity(
  found: readonly { tableName: string; stored: Item | undefined }[],
  detail: CapacityDetail,
): ConsumedCapacity[] {
  return [...groupBy(found, ({ tableName }) => tableName)].map(([TableName, ofTable]) => {
    const units = ofTable.reduce(
      (total, { stored }) =>
        total + 2 * Math.max(1, Math.ceil((stored === undefined ? 0 : data.itemSize(stored)) / 4096)),
      0,
    );
    const used = { CapacityUnits: units, ReadCapacityUnits: units };
    return { TableName, ...used, ...(detail === 'INDEXES' ? { Table: { ...used } } : {}) };
  });
}

/** Transactions say which kind of units they consumed. */
export function asWrites(consumed: ConsumedCapacity): ConsumedCapacity {
  const mark = <Used extends { CapacityUnits: number }>(used: Used) => ({
    ...used,
    WriteCapacityUnits: used.CapacityUnits,
  });
  const marked: ConsumedCapacity = mark(consumed);
  if (consumed.Table !== undefined) marked.Table = mark(consumed.Table);
  for (const kind of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const) {
    const units = consumed[kind];
    if (units !== undefined) {
      marked[kind] = Object.fromEntries(Object.entries(units).map(([name, used]) => [name, mark(used)]));
    }
  }
  return marked;
}
