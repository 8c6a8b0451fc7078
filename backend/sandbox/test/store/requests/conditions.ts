/** One condition each, on one item: whether the write goes through is whether it holds. */
import { PutItemCommand, UpdateItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Command } from '../outcome.ts';
import { key } from '../fixture.ts';

const item: Record<string, AttributeValue> = {
  ...key('conditions'),
  text: { S: 'hällo' },
  number: { N: '10' },
  list: { L: [{ N: '1' }, { S: 'a' }] },
  map: { M: { x: { L: [{ N: '1' }] } } },
  texts: { SS: ['a', 'b'] },
  bytes: { B: Buffer.from('abc') },
};

const conditions: Record<string, Record<string, AttributeValue>> = {
  'size(#text) = :v': { ':v': { N: '5' } },
  'size(#list) = :v': { ':v': { N: '2' } },
  'size(#map) = :v': { ':v': { N: '1' } },
  'size(bytes) = :v': { ':v': { N: '3' } },
  'size(#number) = :v': { ':v': { N: '2' } },
  'contains(#text, :v)': { ':v': { S: 'äl' } },
  'contains(#list, :v)': { ':v': { N: '1.0' } },
  'contains(texts, :v)': { ':v': { S: 'b' } },
  'contains(texts, :v) AND contains(#number, :v)': { ':v': { S: 'b' } },
  'begins_with(#text, :v)': { ':v': { S: 'hä' } },
  'begins_with(bytes, :v)': { ':v': { B: Buffer.from('ab') } },
  'attribute_type(#list, :v)': { ':v': { S: 'L' } },
  'attribute_type(missing, :v)': { ':v': { S: 'L' } },
  'attribute_exists(#map.x[0]) AND #text = :v': { ':v': { S: 'hällo' } },
  'attribute_not_exists(#map.y) AND #text = :v': { ':v': { S: 'hällo' } },
  '#number = :v': { ':v': { N: '1e1' } },
  '#number = :v OR #text = :v': { ':v': { S: '10' } },
  '#number > :v': { ':v': { N: '9' } },
  '#number > :v AND #text > :v': { ':v': { N: '9' } },
  '#list = :v': { ':v': { L: [{ N: '1.0' }, { S: 'a' }] } },
  '#map = :v': { ':v': { M: { x: { L: [{ N: '1' }] } } } },
  'texts = :v': { ':v': { SS: ['b', 'a'] } },
  'missing = :v': { ':v': { N: '1' } },
  'missing <> :v': { ':v': { N: '1' } },
  'missing < :v': { ':v': { N: '1' } },
  'NOT missing = :v': { ':v': { N: '1' } },
  '#text <> :v': { ':v': { N: '1' } },
  '#text IN (:v, :w)': { ':v': { S: 'no' }, ':w': { S: 'hällo' } },
  '#number BETWEEN :v AND :w': { ':v': { N: '9' }, ':w': { N: '10' } },
  '#text BETWEEN :v AND :w': { ':v': { S: 'hz' }, ':w': { S: 'z' } },
  ':v < :w AND attribute_exists(pk)': { ':v': { S: '\u{1f600}' }, ':w': { S: '\uff5e' } },
  '(#number = :v OR #number = :w) AND NOT (#text = :v)': { ':v': { N: '1' }, ':w': { N: '10' } },
  'begins_with(#number, :v)': { ':v': { S: '1' } },
  'size(missing) > :v': { ':v': { N: '0' } },
};

export function conditionsOn(TableName: string): Record<string, Command> {
  const names = { '#text': 'text', '#number': 'number', '#list': 'list', '#map': 'map' };
  const checks = Object.entries(conditions).map(([ConditionExpression, values]): [string, Command] => [
    ConditionExpression,
    new UpdateItemCommand({
      TableName,
      Key: key('conditions'),
      UpdateExpression: 'SET touched = :true',
      ConditionExpression,
      ExpressionAttributeNames: Object.fromEntries(
        Object.entries(names).filter(([placeholder]) => ConditionExpression.includes(placeholder)),
      ),
      ExpressionAttributeValues: { ...values, ':true': { BOOL: true } },
    }),
  ]);
  return { 'put the item': new PutItemCommand({ TableName, Item: item }), ...Object.fromEntries(checks) };
}
