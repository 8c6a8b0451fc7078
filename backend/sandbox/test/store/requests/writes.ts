/** Writes of single items, in order: each finds what those before it left. */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Command } from '../outcome.ts';
import { key } from '../fixture.ts';

export function writes(TableName: string): Record<string, Command> {
  type Attributes = NonNullable<ConstructorParameters<typeof PutItemCommand>[0]['Item']>;
  const put = (Item: Attributes, more: object = {}) => new PutItemCommand({ TableName, Item, ...more });
  const get = (Key: Attributes, more: object = {}) => new GetItemCommand({ TableName, Key, ...more });
  const remove = (Key: Attributes, more: object = {}) => new DeleteItemCommand({ TableName, Key, ...more });
  const update = (
    UpdateExpression: string,
    values: Attributes = {},
    more: object = {},
    Key: Attributes = key('u'),
  ) =>
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression,
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
      ...more,
    });
  const INDEXES = { ReturnConsumedCapacity: 'INDEXES' };
  const indexed = { gsi1pk: { S: 'g' }, gsi1sk: { S: '1' } };
  const one = { ':one': { N: '1' } };
  const long = 'x'.repeat(3000);
  const tooLong = { S: 'x'.repeat(400 * 1024) };
  const failing = {
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };

  return {
    'put a new item into an index': put({ ...key('a'), n: { N: '1' }, ...indexed }, INDEXES),
    'put what is there already': put({ ...key('a'), n: { N: '1' }, ...indexed }, INDEXES),
    'put another index key': put(
      { ...key('a'), n: { N: '1' }, ...indexed, gsi1pk: { S: 'h' } },
      { ...INDEXES, ReturnValues: 'ALL_OLD' },
    ),
    'put into two indexes': put(
      { ...key('a'), n: { N: '2' }, ...indexed, gsi2pk: { S: 'k' }, rank: { N: '3' } },
      INDEXES,
    ),
    'put a change that one index does not project': put(
      { ...key('a'), n: { N: '3' }, ...indexed, gsi2pk: { S: 'k' }, rank: { N: '3' } },
      { ReturnConsumedCapacity: 'TOTAL' },
    ),
    'put an item of several kilobytes': put(
      { ...key('b'), n: { N: '2' }, ...indexed, text: { S: long } },
      INDEXES,
    ),
    'update an item of several kilobytes': update(
      'SET n = :one',
      one,
      { ...INDEXES, ReturnValues: 'UPDATED_NEW' },
      key('b'),
    ),
    'delete an item of several kilobytes': remove(key('b'), { ...INDEXES, ReturnValues: 'ALL_OLD' }),
    'delete what is not there': remove(key('b'), { ...INDEXES, ReturnValues: 'ALL_OLD' }),
    'get an item': get(key('a'), INDEXES),
    'get an item consistently': get(key('a'), { ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true }),
    'get what is not there': get(key('nobody'), INDEXES),
    'get two attributes': get(key('a'), {
      ProjectionExpression: 'n, #g',
      ExpressionAttributeNames: { '#g': 'gsi1pk' },
    }),

    'put on a condition that does not hold': put(key('a'), {
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
    'put and be shown the item that was in the way': put(key('a'), failing),
    'update and be shown the item that was in the way': update('SET n = :one', { ...one }, failing, key('a')),
    'delete and be shown the item that was in the way': remove(key('a'), failing),
    'be shown nothing where nothing is': update(
      'SET n = :one',
      one,
      { ...failing, ConditionExpression: 'attribute_exists(pk)' },
      key('nobody'),
    ),

    'add, count and append on an item that is not there': update(
      'ADD n :one SET a = if_not_exists(a, :zero) + :one, l = list_append(if_not_exists(l, :empty), :tail)',
      { ...one, ':zero': { N: '0' }, ':empty': { L: [] }, ':tail': { L: [{ S: 'q' }] } },
      { ReturnValues: 'ALL_NEW' },
    ),
    'remove from a list and set a map': update(
      'REMOVE l[0] SET m = :m',
      { ':m': { M: { x: { N: '1' } } } },
      { ReturnValues: 'UPDATED_OLD' },
    ),
    'set inside a map': update('SET m.y = :y', { ':y': { S: 'v' } }, { ReturnValues: 'ALL_NEW' }),
    'set inside a map and see what is new': update(
      'SET m.z = :y',
      { ':y': { S: 'v' } },
      { ReturnValues: 'UPDATED_NEW' },
    ),
    'copy a map and change the original': update(
      'SET copy = m, m.x = :one',
      { ':one': { N: '5' } },
      { ReturnValues: 'ALL_NEW' },
    ),
    'exchange two attributes': update('SET a = n, n = a', {}, { ReturnValues: 'ALL_NEW' }),
    'set inside what is not there': update('SET nothing.y = :one', one),
    'add to an attribute that is not there': update('SET z = nothing + :one', one),
    'add to a map': update('SET z = m + :one', one),
    'update a key': update('SET pk = :one', { ':one': { S: '1' } }),
    'update an index key to another type': update('SET gsi1pk = :one', one),
    'update an index key to an empty text': update('SET gsi1pk = :one', { ':one': { S: '' } }),
    'update with no such keyword': update('SETT a = :one', one),
    'update a reserved word': update('SET status = :one', one),
    'update with a value too many': update('SET a = :one', { ...one, ':two': { N: '2' } }),
    'update with a name too many': update('SET a = :one', one, { ExpressionAttributeNames: { '#a': 'a' } }),
    'update with a value too few': update('SET a = :one'),
    'update a path twice': update('SET a = :one, a = :one', one),
    'update a path and what is around it': update('SET m.x = :one REMOVE m', one),
    'update beyond the largest size': update('SET big = :one', { ':one': tooLong }),

    'put an empty index key': put({ ...key('c'), gsi1pk: { S: '' } }),
    'put an index key of another type': put({ ...key('c'), gsi1pk: { N: '1' } }),
    'put without a sort key': put({ pk: { S: 'c' } }),
    'put an empty key': put({ pk: { S: '' }, sk: { S: 'x' } }),
    'put a key of another type': put({ pk: { N: '1' }, sk: { S: 'x' } }),
    'put a partition key that is too long': put({ pk: { S: 'x'.repeat(2049) }, sk: { S: 'x' } }),
    'put a sort key that is too long': put({ pk: { S: 'x' }, sk: { S: 'x'.repeat(1025) } }),
    'put beyond the largest size': put({ ...key('c'), big: tooLong }),
    'put with a broken condition': put(key('c'), { ConditionExpression: 'a = = b' }),
    'put and ask for what only updates return': put(key('c'), { ReturnValues: 'ALL_NEW' }),
    'put into a table that is not there': new PutItemCommand({ TableName: 'no-table', Item: key('a') }),
    'get with half a key': get({ pk: { S: 'x' } }),
    'get with more than the key': get({ ...key('x'), z: { S: '1' } }),
    'get from a table that is not there': new GetItemCommand({ TableName: 'no-table', Key: key('a') }),

    'put numbers in every notation': put({
      ...key('n'),
      a: { N: '0001.50' },
      b: { N: '-0' },
      c: { N: '1E3' },
      d: { N: '12345678901234567890123456789012345678' },
      e: { N: '1e-100' },
    }),
    'get the numbers in their one notation': get(key('n')),
    'put a number that is too large': put({ ...key('n'), a: { N: '1e200' } }),
    'put a number that is too precise': put({
      ...key('n'),
      a: { N: '123456789012345678901234567890123456789' },
    }),
    'put a number that is none': put({ ...key('n'), a: { N: 'abc' } }),
    'put an empty set': put({ ...key('s'), a: { SS: [] } }),
    'put a set with one member twice': put({ ...key('s'), a: { SS: ['a', 'a'] } }),
    'put a value of every type': put({
      ...key('s'),
      a: { SS: ['b', 'a'] },
      b: { NS: ['2', '1', '10'] },
      c: { BS: [Buffer.from('x')] },
      d: { B: Buffer.from('y') },
      e: { NULL: true },
      f: { BOOL: false },
      g: { L: [{ M: { x: { S: '' } } }] },
    }),
    'get a value of every type': get(key('s')),
    'add to and delete from sets': update(
      'ADD a :a DELETE b :b',
      { ':a': { SS: ['c', 'a'] }, ':b': { NS: ['1.0', '7'] } },
      { ReturnValues: 'ALL_NEW' },
      key('s'),
    ),
  };
}
