import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Northwind } from '@northwind/sdk';
import { expect, it } from 'vitest';
import { eventKey, sequenceKey } from '../../src/data/keys.ts';
import { startRegion } from '../src/sandbox.ts';
import { historyOf } from './channels/history.ts';
import { mend } from './mend.ts';

it('makes a history whole that arrived in part, and the next event can be written', async () => {
  const region = await startRegion({ port: 0, seed: null });
  await using sandbox = region.sandbox;
  const { lockerId, buildingId, emit } = await sandbox.locker();
  const manager = new Northwind((await sandbox.manager({ buildings: [buildingId] })).options);
  const report = async (deviceSequence: number): Promise<void> => {
    await emit({ type: 'BATTERY', batteryPercent: 70, deviceSequence });
    await sandbox.settled();
  };
  for (let event = 1; event <= 4; event += 1) await report(event);
  expect(await mend(region)).toEqual([]);

  const { dynamodbUrl: endpoint, awsCredentials: credentials, tableName: TableName } = sandbox;
  const client = new DynamoDBClient({ endpoint, credentials, region: 'us-east-1' });
  const table = DynamoDBDocumentClient.from(client);
  // Of the second event's transaction the event is missing, of the last one's everything else.
  await table.send(new DeleteCommand({ TableName, Key: eventKey(lockerId, 2) }));
  await table.send(
    new UpdateCommand({
      TableName,
      Key: sequenceKey(lockerId),
      UpdateExpression: 'SET #sequence = :three, recorded = :recorded',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':three': 3, ':recorded': { highest: 3, bits: '7' } },
    }),
  );
  client.destroy();

  expect(await mend(region)).toEqual([{ lockerId, before: 3, after: 4, filled: [2] }]);
  await report(5);
  // Counted by the mending, so this is known to have come before.
  await report(4);
  const history = await historyOf(manager, lockerId);
  expect(history.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  expect(history[1]).toMatchObject({ type: 'BATTERY', correlationId: `mended:${lockerId}:2` });
  expect(await mend(region)).toEqual([]);
});
