import { describe, expect, it } from 'vitest';
import { table as definition } from '../../../../src/data/table.ts';
import { createSeed } from '../../world/seed/seed.ts';
import { data, type IndexDescription, type Item, type TableDescription } from './dynalite.ts';
import { indexEntry, tableKey } from './keys.ts';
import { createTableRequest } from './table-definition.ts';

const table = createTableRequest(definition) as unknown as TableDescription;

/** dynalite leaves members of value `undefined` where an item lacks what an index projects; its own store drops them. */
const dynaliteEntry = (item: Item, index: IndexDescription, of: TableDescription) => {
  const [put] = data.getIndexActions([index], undefined, item, of).puts;
  return put && { key: put.key, item: JSON.parse(JSON.stringify(put.item)) as Item };
};

describe('keys of items and index entries', () => {
  it("are dynalite's for every item of a seed", () => {
    const indexes = table.GlobalSecondaryIndexes ?? [];
    const mistaken = [...createSeed({ now: Date.UTC(2026, 10, 28) }).items()].filter(
      (item) =>
        tableKey(item, table) !== data.createKey(item, table) ||
        indexes.some((index) => {
          const [put] = data.getIndexActions([index], undefined, item, table).puts;
          return indexEntry(item, index, table)?.key !== put?.key;
        }),
    );
    expect(mistaken).toEqual([]);
  });

  const index = (
    attribute: string,
    ProjectionType: IndexDescription['Projection']['ProjectionType'],
    NonKeyAttributes?: string[],
  ): IndexDescription => ({
    IndexName: attribute,
    KeySchema: [
      { AttributeName: attribute, KeyType: 'HASH' },
      { AttributeName: 'sort', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType, ...(NonKeyAttributes ? { NonKeyAttributes } : {}) },
  });
  const mixed: TableDescription = {
    ...table,
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'place', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'place', AttributeType: 'S' },
      { AttributeName: 'sort', AttributeType: 'S' },
      { AttributeName: 'amount', AttributeType: 'N' },
      { AttributeName: 'bytes', AttributeType: 'B' },
      { AttributeName: 'text', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [],
  };
  const byNumber: TableDescription = { ...mixed, KeySchema: [{ AttributeName: 'amount', KeyType: 'HASH' }] };

  it.each<[string, Item]>([
    ['plain', { id: { S: 'a' }, place: { S: 'b' }, text: { S: 'c' }, sort: { S: 'd' }, more: { S: 'e' } }],
    ['empty', { id: { S: 'a' }, place: { S: '' }, text: { S: 'c' }, sort: { S: '' } }],
    ['beyond ASCII', { id: { S: 'Zürich 🚚' }, place: { S: 'é' }, text: { S: '日本' }, sort: { S: '🚚' } }],
    [
      'halves of a character',
      { id: { S: 'a\ud83d' }, place: { S: '\ude9a' }, text: { S: '\ud83d' }, sort: { S: '\ude9a' } },
    ],
    ['without the keys of an index', { id: { S: 'a' }, place: { S: 'b' }, text: { S: 'c' } }],
    [
      'numbers and bytes',
      { id: { S: 'a' }, place: { S: 'b' }, amount: { N: '-12.5' }, bytes: { B: 'AAEC' }, sort: { S: 's' } },
    ],
  ])("are dynalite's for keys that are %s", (_name, item) => {
    expect(tableKey(item, mixed)).toBe(data.createKey(item, mixed));
    if (item['amount']) expect(tableKey(item, byNumber)).toBe(data.createKey(item, byNumber));
    for (const attribute of ['text', 'amount', 'bytes']) {
      for (const each of [
        index(attribute, 'ALL'),
        index(attribute, 'KEYS_ONLY'),
        index(attribute, 'INCLUDE', ['more', 'absent']),
      ]) {
        expect(indexEntry(item, each, mixed)).toEqual(dynaliteEntry(item, each, mixed));
      }
    }
  });
});
