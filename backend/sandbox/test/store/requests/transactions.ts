/** Transactions, and batches beside them. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Command } from '../outcome.ts';
import { key } from '../fixture.ts';

export function transactions(TableName: string): Record<string, Command> {
  const write = (TransactItems: unknown[], more: object = {}) =>
    new TransactWriteItemsCommand({ TransactItems: TransactItems as TransactWriteItem[], ...more });
  const read = (TransactItems: unknown[], more: object = {}) =>
    new TransactGetItemsCommand({ TransactItems: TransactItems as never[], ...more });
  const put = (pk: string, more: object = {}) => ({ Put: { TableName, Item: key(pk), ...more } });
  const get = (pk: string, more: object = {}) => ({ Get: { TableName, Key: key(pk), ...more } });
  const remove = (pk: string) => ({ Delete: { TableName, Key: key(pk) } });
  const update = (pk: string, UpdateExpression: string, more: object = {}) => ({
    Update: {
      TableName,
      Key: key(pk),
      UpdateExpression,
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ...more,
    },
  });
  const check = (pk: string, ConditionExpression: string | undefined, more: object = {}) => ({
    ConditionCheck: { TableName, Key: key(pk), ConditionExpression, ...more },
  });
  const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
  const shown = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  const many = (count: number) => Array.from({ length: count }, (_, index) => put(`many-${index}`));
  const half = { pk: { S: 'x' } };
  const batch = (requests: unknown[], table = TableName) =>
    new BatchWriteItemCommand({ RequestItems: { [table]: requests as never[] } });
  const batchGet = (Keys: unknown[]) =>
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: Keys as never[] } } });

  return {
    'put the first': new PutItemCommand({ TableName, Item: { ...key('a'), n: { N: '3' }, m: { M: {} } } }),
    'two puts': write([put('t1'), put('t2')]),
    'put, update, delete and check': write([
      put('t3'),
      update('t4', 'ADD n :one'),
      remove('t1'),
      check('a', 'attribute_exists(pk)'),
    ]),
    'what they wrote': batchGet([key('t4')]),
    'what they deleted': new GetItemCommand({ TableName, Key: key('t1') }),
    'one item twice': write([put('t1'), remove('t1')]),
    'two conditions that fail': write([
      put('a', absent),
      put('t9'),
      check('t4', 'attribute_not_exists(pk)', shown),
    ]),
    'nothing written by them': new GetItemCommand({ TableName, Key: key('t9') }),
    'a failed put that shows the item': write([put('a', { ...absent, ...shown })]),
    'a failed update with nothing to show': write([
      update('none', 'SET n = :one', { ConditionExpression: 'attribute_exists(pk)', ...shown }),
    ]),
    'an operand that is not there': write([put('t9'), update('a', 'SET z = nothing + :one')]),
    'an operand of another type': write([put('t9'), update('a', 'ADD m :one')]),
    'a failed condition beside a wrong operand': write([
      put('a', absent),
      update('t4', 'SET z = nothing + :one'),
    ]),
    'no parts': write([]),
    '101 parts': write(many(101)),
    '100 parts': write(many(100)),
    'a part that is two things': write([{ ...put('t1'), ...remove('t1') }]),
    'a part that is nothing': write([{}]),
    'a delete with half a key': write([{ Delete: { TableName, Key: half } }]),
    'a put with half a key': write([put('t1'), { Put: { TableName, Item: half } }]),
    'a put with an empty key': write([{ Put: { TableName, Item: { pk: { S: '' }, sk: { S: 'x' } } } }]),
    'a table that is not there': write([{ Put: { TableName: 'no-table', Item: key('a') } }]),
    'a broken condition': write([put('t1', { ConditionExpression: 'a = = b' })]),
    'a check without a condition': write([check('a', undefined)]),
    'an item that is too large': write([
      { Put: { TableName, Item: { ...key('big'), t: { S: 'x'.repeat(400 * 1024) } } } },
    ]),
    'more than four megabytes': write(
      Array.from({ length: 11 }, (_, index) => ({
        Put: { TableName, Item: { ...key(`mb-${index}`), t: { S: 'x'.repeat(390_000) } } },
      })),
    ),
    'a token': write([update('token', 'ADD n :one')], { ClientRequestToken: 'token-1' }),
    'the same token again': write([update('token', 'ADD n :one')], { ClientRequestToken: 'token-1' }),
    'what the token counted': new GetItemCommand({ TableName, Key: key('token') }),
    'the same token for something else': write([update('token', 'SET n = :one')], {
      ClientRequestToken: 'token-1',
    }),
    'a token that is too long': write([put('t1')], { ClientRequestToken: 'x'.repeat(37) }),

    'read two, one of them absent': read([get('a', { ProjectionExpression: 'n' }), get('none')], {
      ReturnConsumedCapacity: 'NONE',
    }),
    'read one twice': read([get('a'), get('a')]),
    'read nothing': read([]),
    'read with half a key': read([{ Get: { TableName, Key: half } }]),
    'read from a table that is not there': read([{ Get: { TableName: 'no-table', Key: key('a') } }]),

    'a batch of put and delete': batch([
      { PutRequest: { Item: key('b1') } },
      { DeleteRequest: { Key: key('b2') } },
    ]),
    'a batch on one item twice': batch([
      { PutRequest: { Item: key('b1') } },
      { DeleteRequest: { Key: key('b1') } },
    ]),
    'a batch of 26': batch(
      Array.from({ length: 26 }, (_, index) => ({ PutRequest: { Item: key(`b${index}`) } })),
    ),
    'an empty batch': new BatchWriteItemCommand({ RequestItems: {} }),
    'a batch into a table that is not there': batch([{ PutRequest: { Item: key('b1') } }], 'no-table'),
    'a batch read': batchGet([key('b1')]),
    'a batch read of one item twice': batchGet([key('b1'), key('b1')]),
    'a batch read of 101': batchGet(Array.from({ length: 101 }, (_, index) => key(`b${index}`))),
  };
}
