import {
  BatchWriteItemCommand,
  QueryCommand,
  ScanCommand,
  type AttributeValue,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { buildingPartition } from '../../../src/data/keys.ts';
import { table } from '../../../src/data/table.ts';
import { startDynamodb, type Dynamodb } from '../../src/services/dynamodb/start.ts';
import type { Item } from '../../src/services/dynamodb/dynalite.ts';
import { createSeed } from '../../src/world/seed/seed.ts';
import { clientsOf } from './stores.ts';

/** Every item of the table or of an index, in the order of its keys, read through the API. */
async function everything(dynamodb: Dynamodb, IndexName?: string): Promise<Record<string, AttributeValue>[]> {
  const { client } = clientsOf(dynamodb.url);
  const items: Record<string, AttributeValue>[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table.name,
        ...(IndexName === undefined ? {} : { IndexName }),
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

describe('a loaded seed', () => {
  it('cannot be told from the same items written through the API', async () => {
    const items = [...createSeed({ now: Date.UTC(2026, 10, 21) }).items()];
    // Every kind of item, and enough of them to fill pages; writing all 40,000 through the API takes a minute.
    const sample = items.filter((_, index) => index % 25 === 0 || index < 300 || index > items.length - 700);
    const loaded = await startDynamodb({ port: 0, tables: [table] });
    const written = await startDynamodb({ port: 0, tables: [table] });
    try {
      loaded.load(table.name, sample);
      const { client } = clientsOf(written.url);
      for (let start = 0; start < sample.length; start += 25) {
        const requests = sample
          .slice(start, start + 25)
          .map((Item): WriteRequest => ({ PutRequest: { Item: sdkItem(Item) } }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: requests } }));
      }
      expect(await everything(loaded)).toEqual(await everything(written));
      for (const { name } of table.globalSecondaryIndexes) {
        const [ours, theirs] = [await everything(loaded, name), await everything(written, name)];
        expect(ours.length).toBeGreaterThan(0);
        expect(ours).toEqual(theirs);
      }
    } finally {
      await Promise.all([loaded.close(), written.close()]);
    }
  });

  it('is made, loaded and indexed', async () => {
    const dynamodb = await startDynamodb({ port: 0, tables: [table] });
    try {
      const seed = createSeed({ now: Date.UTC(2026, 10, 21) });
      dynamodb.load(table.name, seed.items());
      const { client } = clientsOf(dynamodb.url);
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'gsi1',
          KeyConditionExpression: 'gsi1pk = :partition',
          ExpressionAttributeValues: {
            ':partition': { S: buildingPartition(seed.buildings[0]?.buildingId ?? '') },
          },
        }),
      );
      expect(Items).toHaveLength(4);
    } finally {
      await dynamodb.close();
    }
  });
});

function sdkItem(item: Item): Record<string, AttributeValue> {
  return item as unknown as Record<string, AttributeValue>;
}
