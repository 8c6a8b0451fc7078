import {
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTable, key } from '../fixture.ts';
import type { Store } from '../stores.ts';

export function describeTransactions(store: Store): void {
  let TableName: string;
  beforeAll(async () => {
    TableName = await createTable(store.client);
  });

  const read = async (pk: string) =>
    (await store.client.send(new GetItemCommand({ TableName, Key: key(pk), ConsistentRead: true }))).Item;
  const write = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
    store.client.send(
      new TransactWriteItemsCommand({
        TransactItems,
        ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }),
      }),
    );
  const add = (pk: string, amount: number, more: object = {}): TransactWriteItem => ({
    Update: {
      TableName,
      Key: key(pk),
      UpdateExpression: 'ADD n :amount',
      ExpressionAttributeValues: { ':amount': { N: String(amount) } },
      ...more,
    },
  });

  describe('a transaction', () => {
    it('writes all of its parts', async () => {
      await store.client.send(new PutItemCommand({ TableName, Item: key('old') }));
      await write([
        { Put: { TableName, Item: { ...key('new'), n: { N: '1' } } } },
        add('counted', 2),
        { Delete: { TableName, Key: key('old') } },
        { ConditionCheck: { TableName, Key: key('never'), ConditionExpression: 'attribute_not_exists(pk)' } },
      ]);
      expect(await read('new')).toMatchObject({ n: { N: '1' } });
      expect(await read('counted')).toMatchObject({ n: { N: '2' } });
      expect(await read('old')).toBeUndefined();
      expect(await read('never')).toBeUndefined();
    });

    it('writes none when one condition fails, and says which one and on what item', async () => {
      await store.client.send(new PutItemCommand({ TableName, Item: { ...key('taken'), n: { N: '7' } } }));
      const attempt = write([
        { Put: { TableName, Item: key('unwritten') } },
        {
          Put: {
            TableName,
            Item: key('taken'),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ]);
      const error = await attempt.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TransactionCanceledException);
      const { message, CancellationReasons } = error as TransactionCanceledException;
      expect(message).toBe(
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      );
      expect(CancellationReasons).toEqual([
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          // DynamoDB Local ends the sentence with a point here and not elsewhere.
          Message: expect.stringMatching(/^The conditional request failed\.?$/) as string,
          Item: { ...key('taken'), n: { N: '7' } },
        },
      ]);
      expect(await read('unwritten')).toBeUndefined();
    });

    it('sees no part of another, whoever races', async () => {
      await store.client.send(new PutItemCommand({ TableName, Item: { ...key('from'), n: { N: '15' } } }));
      const transfer = () =>
        write([
          add('from', -1, {
            ConditionExpression: 'n >= :one',
            ExpressionAttributeValues: { ':amount': { N: '-1' }, ':one': { N: '1' } },
          }),
          add('to', 1),
        ]);
      const plain = () =>
        store.client.send(
          new UpdateItemCommand({
            TableName,
            Key: key('to'),
            UpdateExpression: 'ADD plain :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          }),
        );
      const results = await Promise.allSettled([
        ...Array.from({ length: 25 }, transfer),
        ...Array.from({ length: 10 }, plain),
      ]);
      const transferred = results.slice(0, 25).filter(({ status }) => status === 'fulfilled').length;
      expect(transferred).toBe(15);
      expect(await read('from')).toMatchObject({ n: { N: '0' } });
      expect(await read('to')).toMatchObject({ n: { N: '15' }, plain: { N: '10' } });
    });

    it('reads several items as of one moment', async () => {
      await write([{ Put: { TableName, Item: { ...key('r1'), n: { N: '1' } } } }]);
      const { Responses } = await store.client.send(
        new TransactGetItemsCommand({
          TransactItems: [{ Get: { TableName, Key: key('r1') } }, { Get: { TableName, Key: key('r2') } }],
        }),
      );
      expect(Responses?.map(({ Item }) => Item)).toEqual([{ ...key('r1'), n: { N: '1' } }, undefined]);
    });
  });

  describe('a client request token', () => {
    it('makes a repeat change nothing, also when the repeats race', async () => {
      const attempts = await Promise.allSettled(
        Array.from({ length: 8 }, () => write([add('paid', 1)], 'payment-1')),
      );
      await write([add('paid', 1)], 'payment-1');
      expect(await read('paid')).toMatchObject({ n: { N: '1' } });
      for (const attempt of attempts) {
        if (attempt.status === 'rejected')
          expect(attempt.reason).toMatchObject({ name: 'TransactionInProgressException' });
      }
    });

    it('refuses another request', async () => {
      await write([add('other', 1)], 'payment-2');
      await expect(write([add('other', 2)], 'payment-2')).rejects.toBeInstanceOf(
        IdempotentParameterMismatchException,
      );
      expect(await read('other')).toMatchObject({ n: { N: '1' } });
    });

    it('is not remembered of a transaction that failed', async () => {
      const guarded = () =>
        write([add('gate', 1, { ConditionExpression: 'attribute_exists(pk)' })], 'payment-3');
      await expect(guarded()).rejects.toBeInstanceOf(TransactionCanceledException);
      await store.client.send(new PutItemCommand({ TableName, Item: key('gate') }));
      await guarded();
      expect(await read('gate')).toMatchObject({ n: { N: '1' } });
    });
  });
}
