/** The run book's step "mend the histories", in a Region of the game. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mendHistories, type MendedHistory } from '../../src/data/locker-history.ts';
import type { Region } from '../src/sandbox.ts';
import { account } from '../src/wiring/account.ts';

export async function mend({ sandbox }: Region): Promise<readonly MendedHistory[]> {
  const { dynamodbUrl: endpoint, awsCredentials: credentials, tableName: name } = sandbox;
  const client = new DynamoDBClient({ endpoint, credentials, region: account.region });
  try {
    return await mendHistories({ name, client: DynamoDBDocumentClient.from(client) });
  } finally {
    client.destroy();
  }
}
