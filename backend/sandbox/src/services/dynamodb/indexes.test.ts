import { describe, expect, it } from 'vitest';
import { table as definition } from '../../../../src/data/table.ts';
import type { Item, TableDescription } from './dynalite.ts';
import { tableKey } from './keys.ts';
import { createTableRequest } from './table-definition.ts';
import { createTableStore } from './table-store.ts';

const table = createTableRequest(definition) as unknown as TableDescription;

const item = (id: string, partition?: string): Item => ({
  pk: { S: id },
  sk: { S: id },
  ...(partition === undefined ? {} : { gsi1pk: { S: partition }, gsisk: { S: id } }),
});

function openStore() {
  const ignored = () => undefined;
  const store = createTableStore({
    ...{ region: 'us-east-1', accountId: '000000000000' },
    ...{ journal: ignored, committed: ignored, tableChanged: ignored },
  });
  store.putTable(table);
  const commit = (oldItem: Item | undefined, newItem: Item | undefined) =>
    store.commit([{ table, key: tableKey((newItem ?? oldItem) as Item, table), oldItem, newItem }]);
  const inIndex = () =>
    [...store.index('Global', table.TableName, 'gsi1').range()].map(
      ([, found]) => `${found['gsi1pk']?.S} ${found['pk']?.S}`,
    );
  return { store, commit, inIndex };
}

describe('an index', () => {
  it('has at its first read what the items are by then', () => {
    const { store, commit, inIndex } = openStore();
    store.load(table, [item('kept', 'A'), item('moved', 'A'), item('deleted', 'A'), item('left', 'A')]);
    commit(item('moved', 'A'), item('moved', 'B'));
    commit(item('deleted', 'A'), undefined);
    commit(item('left', 'A'), item('left'));
    commit(undefined, item('new', 'B'));
    expect(inIndex().toSorted()).toEqual(['A kept', 'B moved', 'B new']);
  });

  it('follows every change from then on, and what is loaded', () => {
    const { store, commit, inIndex } = openStore();
    store.load(table, [item('kept', 'A'), item('moved', 'A'), item('deleted', 'A'), item('left', 'A')]);
    expect(inIndex()).toHaveLength(4);
    commit(item('moved', 'A'), item('moved', 'B'));
    commit(item('deleted', 'A'), undefined);
    commit(item('left', 'A'), item('left'));
    store.load(table, [item('new', 'B'), item('kept', 'C')]);
    expect(inIndex().toSorted()).toEqual(['B moved', 'B new', 'C kept']);
  });

  it('is empty when its table was dropped', () => {
    const { store, inIndex } = openStore();
    store.load(table, [item('kept', 'A')]);
    expect(inIndex()).toEqual(['A kept']);
    store.readStore.tableDb.del(table.TableName, () => undefined);
    store.putTable(table);
    expect(inIndex()).toEqual([]);
  });
});
