import path from 'node:path';
import { lazily } from '../../../src/runtime/lazily.ts';
import { startDynamodb } from '../services/dynamodb/start.ts';
import type { AwsCredentials } from './generated-secrets.ts';
import { recordMistake } from './records.ts';
import { marshallClient, startingData } from './starting-data.ts';
import type { Inhabitants, OpenTable, TableOptions } from './starting-data.ts';

/** Starts the embedded DynamoDB, or prepares another one: the table as the backend defines it, and its data. */
export async function openTable(options: TableOptions): Promise<OpenTable> {
  if (options.externalUrl !== undefined) {
    const { prepareExternalTable } = await import('./external-table.ts');
    return prepareExternalTable(options.externalUrl, options);
  }
  const {
    credentials,
    table: { name },
  } = options;
  const dynamodb = await startDynamodb({
    port: options.port,
    tables: [options.table],
    ...(options.now ? { clock: options.now } : {}),
    ...options.roles,
    inspect: recordMistake,
    ...(options.persistDirectory === undefined
      ? {}
      : { persistDirectory: path.join(options.persistDirectory, 'dynamodb') }),
  });
  try {
    let inhabitants = dynamodb.restored ? await readKept(dynamodb.url, name, credentials) : undefined;
    if (!inhabitants) {
      const starting = startingData(options.seed);
      dynamodb.load(name, starting.items(), starting.later);
      ({ inhabitants } = starting);
    }
    const connecting = lazily(async () => {
      const { connect, tableClient } = await import('./external-table.ts');
      return tableClient(name, connect(dynamodb.url, credentials));
    });
    return {
      url: dynamodb.url,
      ...inhabitants,
      putClients: async (clients) => dynamodb.load(name, clients.map(marshallClient)),
      putItems: async (items) => dynamodb.load(name, items),
      connect: connecting,
      streamReader: dynamodb.streamReader,
      embedded: dynamodb,
      close: () => dynamodb.close(),
    };
  } catch (error) {
    await dynamodb.close();
    throw error;
  }
}

/** Reads the note of the inhabitants; the AWS SDK is loaded for it, so not at a fresh start. */
async function readKept(
  url: string,
  tableName: string,
  credentials: AwsCredentials,
): Promise<Inhabitants | undefined> {
  const { connect, readInhabitants } = await import('./external-table.ts');
  const client = connect(url, credentials);
  try {
    return await readInhabitants(client, tableName);
  } finally {
    client.destroy();
  }
}
