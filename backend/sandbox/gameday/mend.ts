/** The run book's step "mend", in a Region of the game. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mendBuildings } from '../../src/data/building-mending.ts';
import { mendFreeCounts } from '../../src/data/free-counts.ts';
import { mendInvoices } from '../../src/data/invoice-mending.ts';
import { mendHistories, type MendedHistory } from '../../src/data/locker-history.ts';
import type { Region } from '../src/sandbox.ts';
import { account } from '../src/wiring/account.ts';

/** @param since invoices that were paid after it are mended too; default: none */
export async function mend({ sandbox }: Region, since?: string): Promise<readonly MendedHistory[]> {
  const { dynamodbUrl: endpoint, awsCredentials: credentials, tableName: name } = sandbox;
  const client = new DynamoDBClient({ endpoint, credentials, region: account.region });
  try {
    const table = { name, client: DynamoDBDocumentClient.from(client) };
    if (since !== undefined) await mendInvoices(table, since);
    await mendBuildings(table);
    const histories = await mendHistories(table);
    // Held to the sequence, which has to be whole.
    await mendFreeCounts(table);
    return histories;
  } finally {
    client.destroy();
  }
}
