import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type GetShardIteratorCommandInput,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTable, key } from '../fixture.ts';
import type { Store } from '../stores.ts';

export function describeStreams(store: Store): void {
  let TableName: string;
  let StreamArn: string;
  let ShardId: string;

  beforeAll(async () => {
    TableName = await createTable(store.client);
    const { Table } = await store.client.send(new DescribeTableCommand({ TableName }));
    StreamArn = Table?.LatestStreamArn ?? '';
    const { StreamDescription } = await store.streams.send(new DescribeStreamCommand({ StreamArn }));
    ShardId = StreamDescription?.Shards?.[0]?.ShardId ?? '';
  });

  type Position = Omit<GetShardIteratorCommandInput, 'StreamArn' | 'ShardId'>;

  async function iterator(position: Position): Promise<string> {
    const { ShardIterator } = await store.streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ...position }),
    );
    return ShardIterator ?? '';
  }

  async function records(
    position: Position = { ShardIteratorType: 'TRIM_HORIZON' },
    Limit = 1000,
  ): Promise<StreamRecord[]> {
    const found: StreamRecord[] = [];
    let next: string | undefined = await iterator(position);
    for (;;) {
      const reply: { Records?: StreamRecord[] | undefined; NextShardIterator?: string | undefined } =
        await store.streams.send(new GetRecordsCommand({ ShardIterator: next, Limit }));
      found.push(...(reply.Records ?? []));
      next = reply.NextShardIterator;
      if (next === undefined || reply.Records?.length === 0) return found;
    }
  }

  const of = (all: readonly StreamRecord[], pk: string) =>
    all.filter(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S === pk);

  describe('a stream', () => {
    it('is listed and described', async () => {
      const { Streams } = await store.streams.send(new ListStreamsCommand({ TableName }));
      expect(Streams?.map((stream) => stream.StreamArn)).toEqual([StreamArn]);
      const { StreamDescription } = await store.streams.send(new DescribeStreamCommand({ StreamArn }));
      expect(StreamDescription).toMatchObject({
        StreamStatus: 'ENABLED',
        StreamViewType: 'NEW_AND_OLD_IMAGES',
        TableName,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      });
    });

    it('records each change with keys, images and a rising sequence number', async () => {
      const item = (n: number) => ({ ...key('life'), n: { N: String(n) } });
      await store.client.send(new PutItemCommand({ TableName, Item: item(1) }));
      await store.client.send(new PutItemCommand({ TableName, Item: item(2) }));
      await store.client.send(new DeleteItemCommand({ TableName, Key: key('life') }));
      const found = of(await records(), 'life');
      expect(
        found.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage, dynamodb?.NewImage]),
      ).toEqual([
        ['INSERT', undefined, item(1)],
        ['MODIFY', item(1), item(2)],
        ['REMOVE', item(2), undefined],
      ]);
      for (const { dynamodb, eventSource, eventID, userIdentity } of found) {
        expect(dynamodb).toMatchObject({ Keys: key('life'), StreamViewType: 'NEW_AND_OLD_IMAGES' });
        expect(Math.abs((dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) - Date.now())).toBeLessThan(
          60_000,
        );
        expect(dynamodb?.SizeBytes).toBeGreaterThan(0);
        expect(eventSource).toBe('aws:dynamodb');
        expect(eventID).toMatch(/^[0-9a-f-]{32,36}$/);
        expect(userIdentity).toBeUndefined();
      }
      const numbers = found.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
      expect([...numbers].sort()).toEqual(numbers);
      expect(new Set(numbers).size).toBe(3);
    });

    it('has no record of a write that changes nothing, or that was refused', async () => {
      const Item = { ...key('same'), set: { SS: ['a', 'b'] } };
      await store.client.send(new PutItemCommand({ TableName, Item }));
      await store.client.send(new PutItemCommand({ TableName, Item }));
      await store.client.send(
        new UpdateItemCommand({
          TableName,
          Key: key('same'),
          UpdateExpression: 'ADD #set :b',
          ExpressionAttributeNames: { '#set': 'set' },
          ExpressionAttributeValues: { ':b': { SS: ['b'] } },
        }),
      );
      await store.client.send(new DeleteItemCommand({ TableName, Key: key('never-there') }));
      await store.client
        .send(
          new PutItemCommand({
            TableName,
            Item: key('same'),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        )
        .catch(() => undefined);
      const all = await records();
      expect(of(all, 'same')).toHaveLength(1);
      expect(of(all, 'never-there')).toHaveLength(0);
    });

    it('keeps the order of one item under concurrent writers', async () => {
      const add = () =>
        store.client.send(
          new UpdateItemCommand({
            TableName,
            Key: key('ordered'),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          }),
        );
      await Promise.all(Array.from({ length: 40 }, add));
      const values = of(await records(), 'ordered').map(({ dynamodb }) =>
        Number(dynamodb?.NewImage?.['n']?.N),
      );
      expect(values).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    });

    it('records every write of a transaction and of a batch, and no condition check', async () => {
      await store.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key('t1') } },
            {
              ConditionCheck: { TableName, Key: key('t2'), ConditionExpression: 'attribute_not_exists(pk)' },
            },
            { Put: { TableName, Item: key('t3') } },
          ],
        }),
      );
      await store.client.send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: key('t4') } }] } }),
      );
      const all = await records();
      expect(['t1', 't2', 't3', 't4'].map((pk) => of(all, pk).length)).toEqual([1, 0, 1, 1]);
    });

    it('is read from a sequence number, in small pages, or from now on', async () => {
      const all = await records({ ShardIteratorType: 'TRIM_HORIZON' }, 7);
      expect(all.length).toBeGreaterThan(40);
      const SequenceNumber = all[10]?.dynamodb?.SequenceNumber ?? '';
      const after = await records({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
      const at = await records({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber });
      const ids = (some: readonly StreamRecord[]) => some.map(({ dynamodb }) => dynamodb?.SequenceNumber);
      expect(ids(after)).toEqual(ids(all.slice(11)));
      expect(ids(at)).toEqual(ids(all.slice(10)));
      const latest = await iterator({ ShardIteratorType: 'LATEST' });
      await store.client.send(new PutItemCommand({ TableName, Item: key('latest') }));
      const { Records } = await store.streams.send(new GetRecordsCommand({ ShardIterator: latest }));
      expect(Records?.map(({ dynamodb }) => dynamodb?.Keys)).toEqual([key('latest')]);
    });

    it('that is not there is ResourceNotFoundException', async () => {
      await expect(
        store.streams.send(
          new DescribeStreamCommand({ StreamArn: StreamArn.replace(TableName, 'no-table') }),
        ),
      ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });
  });
}
