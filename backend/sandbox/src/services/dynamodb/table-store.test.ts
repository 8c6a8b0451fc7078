import { describe, expect, it } from 'vitest';
import { table as definition } from '../../../../src/data/table.ts';
import { createSeed } from '../../world/seed/seed.ts';
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

describe('a seed whose events are made later', () => {
  it('has the items of one that is loaded at once', () => {
    const seed = createSeed({ now: Date.UTC(2026, 10, 28) });
    const [atOnce, later] = [openStore().store, openStore().store];
    atOnce.load(table, seed.items());
    later.load(table, seed.itemsButEvents(), seed.events());
    const read = (store: typeof atOnce) => [...store.items(table.TableName).range()];
    expect(read(later)).toEqual(read(atOnce));
  });

  it('has none of them in an index, and none that expires', () => {
    const seed = createSeed({ now: Date.UTC(2026, 10, 28) });
    const events = seed.events().flatMap(({ make }) => [...make()]);
    const indexKeys = definition.globalSecondaryIndexes.flatMap(({ partitionKey, sortKey }) => [
      partitionKey,
      sortKey,
    ]);
    const forbidden = [...indexKeys, definition.timeToLiveAttribute];
    expect(events.length).toBeGreaterThan(20_000);
    expect(events.filter((event) => forbidden.some((attribute) => attribute in event))).toEqual([]);
  });
});

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
