import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTable, key } from '../fixture.ts';
import type { Store } from '../stores.ts';

export function describeItems(store: Store): void {
  let TableName: string;
  beforeAll(async () => {
    TableName = await createTable(store.client);
  });

  describe('a conditional write', () => {
    it('is refused as ConditionalCheckFailedException, and shows the item when asked', async () => {
      await store.client.send(new PutItemCommand({ TableName, Item: { ...key('once'), n: { N: '1' } } }));
      const again = store.client.send(
        new PutItemCommand({
          TableName,
          Item: key('once'),
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      const error = await again.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error).toMatchObject({
        message: 'The conditional request failed',
        Item: { ...key('once'), n: { N: '1' } },
        $metadata: { httpStatusCode: 400 },
      });
    });

    it('lets exactly one of many racing writers through', async () => {
      const claim = (owner: number) =>
        store.client.send(
          new PutItemCommand({
            TableName,
            Item: { ...key('claim'), owner: { N: String(owner) } },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
      const results = await Promise.allSettled(Array.from({ length: 20 }, (_, owner) => claim(owner)));
      const winners = results.flatMap(({ status }, owner) => (status === 'fulfilled' ? [owner] : []));
      expect(winners).toHaveLength(1);
      const { Item } = await store.client.send(
        new GetItemCommand({ TableName, Key: key('claim'), ConsistentRead: true }),
      );
      expect(Item?.['owner']).toEqual({ N: String(winners[0]) });
    });

    it('counts without losing one', async () => {
      const count = () =>
        store.client.send(
          new UpdateItemCommand({
            TableName,
            Key: key('counter'),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
            ReturnValues: 'UPDATED_NEW',
          }),
        );
      const replies = await Promise.all(Array.from({ length: 30 }, count));
      const seen = replies.map(({ Attributes }) => Number(Attributes?.['n']?.N)).sort((a, b) => a - b);
      expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    });
  });

  describe('a query of an index', () => {
    const total = 23;
    const expected = Array.from({ length: total }, (_, index) => String(index).padStart(3, '0'));
    beforeAll(async () => {
      const PutRequests = expected.map((order, index) => ({
        PutRequest: {
          // Written in another order than they are read, and each two of them with one index key.
          Item: {
            ...key('paged', String((index * 7) % total)),
            gsi1pk: { S: 'paged' },
            gsi1sk: { S: String(Math.floor(index / 2)).padStart(3, '0') },
            order: { S: order },
          },
        },
      }));
      await store.client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: PutRequests } }));
    });

    async function pages(forward: boolean, Limit: number): Promise<string[]> {
      const found: string[] = [];
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page = await store.client.send(
          new QueryCommand({
            TableName,
            IndexName: 'gsi1',
            KeyConditionExpression: 'gsi1pk = :p',
            ExpressionAttributeValues: { ':p': { S: 'paged' } },
            ScanIndexForward: forward,
            Limit,
            ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
          }),
        );
        found.push(...(page.Items ?? []).map((item) => `${item['gsi1sk']?.S}/${item['order']?.S}`));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return found;
    }

    it.each([1, 4, 23, 100])('gives every item once, in order, both ways, %i to a page', async (limit) => {
      const sortKeys = expected.map((_, index) => String(Math.floor(index / 2)).padStart(3, '0'));
      const forward = await pages(true, limit);
      const backward = await pages(false, limit);
      expect(forward.map((entry) => entry.slice(4)).sort()).toEqual(expected);
      expect(forward.map((entry) => entry.slice(0, 3))).toEqual(sortKeys);
      expect(backward.map((entry) => entry.slice(0, 3))).toEqual([...sortKeys].reverse());
      expect([...backward].sort()).toEqual([...forward].sort());
    });
  });

  describe('an index', () => {
    it('follows its item: into it, within it, and out of it', async () => {
      const find = async (partition: string) => {
        const { Items } = await store.client.send(
          new QueryCommand({
            TableName,
            IndexName: 'gsi1',
            KeyConditionExpression: 'gsi1pk = :p',
            ExpressionAttributeValues: { ':p': { S: partition } },
          }),
        );
        return Items;
      };
      const put = (more: Record<string, AttributeValue>) =>
        store.client.send(new PutItemCommand({ TableName, Item: { ...key('moving'), ...more } }));
      await put({ gsi1pk: { S: 'here' }, gsi1sk: { S: '1' } });
      expect(await find('here')).toHaveLength(1);
      await put({ gsi1pk: { S: 'there' }, gsi1sk: { S: '1' }, n: { N: '2' } });
      expect(await find('here')).toEqual([]);
      expect(await find('there')).toMatchObject([{ n: { N: '2' } }]);
      await put({ gsi1pk: { S: 'there' } });
      expect(await find('there')).toEqual([]);
    });
  });

  describe('a batch', () => {
    it('writes 25 items and reads them and one that is not there', async () => {
      const keys = Array.from({ length: 25 }, (_, index) => key('batch', String(index)));
      const { UnprocessedItems } = await store.client.send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: keys.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
      expect(UnprocessedItems).toEqual({});
      const { Responses, UnprocessedKeys } = await store.client.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [...keys, key('batch', 'none')] } } }),
      );
      expect(Responses?.[TableName]).toHaveLength(25);
      expect(UnprocessedKeys).toEqual({});
    });
  });

  it('a table that is not there is ResourceNotFoundException', async () => {
    await expect(
      store.client.send(new GetItemCommand({ TableName: 'no-such-table', Key: key('a') })),
    ).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('a reply with capacity counts the table and every index it touched', async () => {
    const reply = await store.client.send(
      new PutItemCommand({
        TableName,
        Item: { ...key('capacity'), gsi1pk: { S: 'c' }, gsi1sk: { S: '1' }, text: { S: 'x'.repeat(1500) } },
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    expect(reply.ConsumedCapacity).toEqual({
      TableName,
      CapacityUnits: 4,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { gsi1: { CapacityUnits: 2 } },
    });
  });
}
