import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { table } from '../../../src/data/table.ts';
import { startDynamodb } from '../../src/services/dynamodb/start.ts';
import type { Dynamodb } from '../../src/services/dynamodb/start.ts';
import { openTable } from '../../src/world/table.ts';

describe('another DynamoDB', () => {
  let other: Dynamodb;
  beforeAll(async () => {
    other = await startDynamodb({ port: 0 });
  });
  afterAll(() => other.close());

  it('gets the table and its data once, and keeps its partners from then on', async () => {
    const options = {
      port: 0,
      table,
      seed: null,
      externalUrl: other.url,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      roles: { secretOf: () => undefined, authorize: () => undefined },
    };
    const first = await openTable(options);
    expect(first.url).toBe(other.url);
    expect(first.partners).toHaveLength(3);
    const [partner] = first.partners;
    await first.putClients([
      { clientId: 'client-1', partnerId: partner?.partnerId ?? '', groups: ['partner'], apiKeyHashes: [] },
    ]);
    await first.close();

    const second = await openTable(options);
    expect(second.partners).toEqual(first.partners);
    await second.close();

    const client = new DynamoDBClient({
      endpoint: other.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const key = { pk: { S: 'CLIENT#client-1' }, sk: { S: 'CLIENT' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: table.name, Key: key }));
    expect(Item?.['partnerId']).toEqual({ S: partner?.partnerId });
    client.destroy();
  });
});
