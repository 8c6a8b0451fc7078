/** The few items, values, conditions and updates that random requests are made of. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import type { Command } from '../outcome.ts';

export type Attributes = Record<string, AttributeValue>;

/** What is done, on which of a few items; a run gives each its own partitions. */
export type Step = (tableName: string, partition: (name: string) => string) => Command;

export const names = fc.constantFrom('p', 'q');
export const places = fc.record({ pk: names, sk: fc.constantFrom('1', '2', '3') });
export const number = fc.integer({ min: -3, max: 3 }).map((n): AttributeValue => ({ N: String(n) }));
const text = fc.constantFrom('', 'a', 'ab', 'ä', '\u{1f600}').map((S): AttributeValue => ({ S }));
const list = fc.array(fc.oneof(number, text), { maxLength: 2 }).map((L): AttributeValue => ({ L }));
export const map = fc
  .record({ x: number, y: text }, { requiredKeys: [] })
  .map((M): AttributeValue => ({ M }));
const value = fc.oneof(number, text, list, map, fc.constant<AttributeValue>({ NULL: true }));
export const attributes = fc.record(
  {
    n: number,
    v: value,
    m: map,
    gsi1pk: fc.constantFrom('g', 'h').map((S): AttributeValue => ({ S })),
    gsi1sk: fc.constantFrom('1', '2').map((S): AttributeValue => ({ S })),
    rank: number,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Attributes>;

const condition = fc.constantFrom(
  undefined,
  'attribute_not_exists(pk)',
  'attribute_exists(n)',
  'n > :c',
  'n = :c OR attribute_not_exists(v)',
  'NOT n BETWEEN :c AND :c',
  'size(v) > :c',
  'v = :c',
  'm = m',
  'v <> m',
);
export const updates = fc.constantFrom(
  'SET n = :u',
  'ADD n :u',
  'SET n = if_not_exists(n, :u) + :u',
  'REMOVE n, v',
  'REMOVE gsi1pk',
  'SET v = n',
  'SET v = m, n = :u',
  'SET m.x = :u',
  'SET m.z = m.x',
  'REMOVE m.x',
  'REMOVE v[0]',
  'SET v[1] = :u',
  'SET gsi1sk = gsi1pk',
);
export const shown = fc.constantFrom(undefined, 'ALL_OLD' as const);

interface Guarded {
  expression: string | undefined;
  comparand: AttributeValue;
}
export const guards: fc.Arbitrary<Guarded> = fc.record({ expression: condition, comparand: number });

/** The parameters of a condition and an update, with just the values they name. */
export function expressions(
  { expression, comparand }: Guarded,
  update?: string,
  operand?: AttributeValue,
): object {
  const values: Attributes = {
    ...(expression?.includes(':c') === true ? { ':c': comparand } : {}),
    ...(update?.includes(':u') === true && operand !== undefined ? { ':u': operand } : {}),
  };
  return {
    ...(expression === undefined ? {} : { ConditionExpression: expression }),
    ...(update === undefined ? {} : { UpdateExpression: update }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

type Place = { pk: string; sk: string };
export const keyOf = ({ pk, sk }: Place, partition: (name: string) => string): Attributes => ({
  pk: { S: partition(pk) },
  sk: { S: sk },
});
export const inPartition = (item: Attributes, partition: (name: string) => string): Attributes => ({
  ...item,
  ...(item['gsi1pk']?.S === undefined ? {} : { gsi1pk: { S: partition(item['gsi1pk'].S) } }),
});
