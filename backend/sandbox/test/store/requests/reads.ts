/** Queries on the table and its indexes, forward and backward, page by page. */
import { PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Command } from '../outcome.ts';
import { key } from '../fixture.ts';

export function reads(TableName: string): Record<string, Command> {
  const query = (KeyConditionExpression: string, values: Record<string, string>, more: object = {}) =>
    new QueryCommand({
      TableName,
      KeyConditionExpression,
      ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, S]) => [name, { S }])),
      ...more,
    });
  const q = { ':p': 'q' };
  const back = { ScanIndexForward: false };
  const rank = (operator: string, value: string, more: object = {}) =>
    new QueryCommand({
      TableName,
      IndexName: 'gsi2',
      KeyConditionExpression: `gsi2pk = :p AND #rank ${operator} :v`,
      ExpressionAttributeNames: { '#rank': 'rank' },
      ExpressionAttributeValues: { ':p': { S: 'r' }, ':v': { N: value } },
      ...more,
    });
  const gsi1 = { IndexName: 'gsi1' };
  const items = ['0', '1', '10', '2', '3', 'ä'].map((sk, index): [string, Command] => [
    `put item ${sk}`,
    new PutItemCommand({
      TableName,
      Item: {
        ...key('q', sk),
        gsi1pk: { S: 'g' },
        gsi1sk: { S: String(9 - index) },
        gsi2pk: { S: 'r' },
        rank: { N: String(index * 10 - 25) },
        gsi3pk: { S: 'i' },
        total: { N: String(index) },
        note: { S: `note ${sk}` },
        nested: { M: { a: { N: String(index) }, b: { L: [{ S: 'x' }, { S: 'y' }] } } },
      },
    }),
  ]);
  return {
    ...Object.fromEntries(items),
    'all of a partition': query('pk = :p', q, { ReturnConsumedCapacity: 'INDEXES' }),
    'all of a partition, backward': query('pk = :p', q, back),
    'an empty partition': query('pk = :p', { ':p': 'nobody' }, { ReturnConsumedCapacity: 'TOTAL' }),
    'a first page': query('pk = :p', q, { Limit: 4 }),
    'a page that ends where the partition ends': query('pk = :p', q, { Limit: 6 }),
    'a next page': query('pk = :p', q, { Limit: 4, ExclusiveStartKey: key('q', '10') }),
    'a next page, backward': query('pk = :p', q, { ...back, Limit: 2, ExclusiveStartKey: key('q', '2') }),
    'a page after a key that is not there': query('pk = :p', q, { ExclusiveStartKey: key('q', '1x') }),
    'a page after a key of another partition': query('pk = :p', q, { ExclusiveStartKey: key('other', '1') }),
    'a page after a key outside the range': query(
      'pk = :p AND sk < :v',
      { ...q, ':v': '2' },
      { ExclusiveStartKey: key('q', '3') },
    ),
    'sort key between': query('pk = :p AND sk BETWEEN :v AND :w', { ...q, ':v': '1', ':w': '2' }),
    'sort key between, the wrong way round': query('pk = :p AND sk BETWEEN :v AND :w', {
      ...q,
      ':v': '2',
      ':w': '1',
    }),
    'sort key begins with': query('pk = :p AND begins_with(sk, :v)', { ...q, ':v': '1' }, back),
    'sort key equals': query('pk = :p AND sk = :v', { ...q, ':v': '1' }),
    'sort key is less': query('pk = :p AND sk < :v', { ...q, ':v': '2' }),
    'sort key is at most': query('pk = :p AND sk <= :v', { ...q, ':v': '2' }, back),
    'sort key is more': query('pk = :p AND sk > :v', { ...q, ':v': '2' }),
    'sort key is at least': query('pk = :p AND sk >= :v', { ...q, ':v': '2' }),
    'a filter, with a limit before it': query('pk = :p', q, {
      FilterExpression: 'total > :n',
      ExpressionAttributeValues: { ':p': { S: 'q' }, ':n': { N: '2' } },
      Limit: 5,
    }),
    'a filter and a projection': query('pk = :p AND sk < :w', q, {
      FilterExpression: 'begins_with(note, :v)',
      ProjectionExpression: 'sk, nested.a, nested.b[1], missing',
      ExpressionAttributeValues: { ':p': { S: 'q' }, ':v': { S: 'note 1' }, ':w': { S: '3' } },
    }),
    'a filter on a map': query('pk = :p', q, {
      FilterExpression: 'nested.b = :v',
      Select: 'COUNT',
      ExpressionAttributeValues: { ':p': { S: 'q' }, ':v': { L: [{ S: 'x' }, { S: 'y' }] } },
    }),
    'a filter on the key': query('pk = :p', { ...q, ':v': '2' }, { FilterExpression: 'sk > :v' }),
    'a count': query('pk = :p', q, { Select: 'COUNT' }),
    'an index, a page': query(
      'gsi1pk = :p',
      { ':p': 'g' },
      { ...gsi1, Limit: 2, ReturnConsumedCapacity: 'INDEXES' },
    ),
    'an index, backward after a key': query(
      'gsi1pk = :p',
      { ':p': 'g' },
      {
        ...gsi1,
        ...back,
        Limit: 2,
        ExclusiveStartKey: { ...key('q', '2'), gsi1pk: { S: 'g' }, gsi1sk: { S: '6' } },
      },
    ),
    'an index by numbers': rank('>', '-15'),
    'an index by numbers, backward': rank('<=', '5', back),
    'an index that projects one attribute': query(
      'gsi3pk = :p AND sk < :v',
      { ':p': 'i', ':v': '2' },
      { IndexName: 'gsi3' },
    ),
    'all attributes of an index that has only keys': rank('>', '-15', { Select: 'ALL_ATTRIBUTES' }),
    'an attribute that the index does not project': rank('>', '-15', { ProjectionExpression: 'note' }),
    'an index, consistently': query('gsi1pk = :p', { ':p': 'g' }, { ...gsi1, ConsistentRead: true }),
    'an index after half a key': query(
      'gsi1pk = :p',
      { ':p': 'g' },
      { ...gsi1, ExclusiveStartKey: key('q', '3') },
    ),
    'an index that is not there': query('gsi1pk = :p', { ':p': 'g' }, { IndexName: 'gsi9' }),
    'a sort key alone': query('sk = :p', q),
    'a range of partitions': query('pk > :p', q),
    'a key condition of another type': new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { N: '1' } },
    }),
    'a scan of an index': new ScanCommand({ TableName, ...gsi1, Select: 'COUNT' }),
    'a scan with a filter': new ScanCommand({
      TableName,
      FilterExpression: 'total = :n',
      ExpressionAttributeValues: { ':n': { N: '2.0' } },
      ProjectionExpression: 'sk',
    }),
  };
}
