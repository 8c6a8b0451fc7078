import path from 'node:path';
import { startDynamodb } from './dynamodb/dynamodb.ts';
import { marshallClient, startingData } from './starting-data.ts';
import type { OpenTable, SandboxPartner, TableOptions } from './starting-data.ts';

/** Starts the embedded DynamoDB, or prepares another one: the table as the backend defines it, and its data. */
export async function openTable(options: TableOptions): Promise<OpenTable> {
  if (options.externalUrl !== undefined) {
    const { prepareExternalTable } = await import('./external-table.ts');
    return prepareExternalTable(options.externalUrl, options);
  }
  const { name } = options.table;
  const dynamodb = await startDynamodb({
    port: options.port,
    tables: [options.table],
    ...(options.persistDirectory === undefined
      ? {}
      : { persistDirectory: path.join(options.persistDirectory, 'dynamodb') }),
  });
  try {
    let partners = dynamodb.restored ? await readKeptPartners(dynamodb.url, name) : undefined;
    if (!partners) {
      const starting = startingData(options.seed);
      dynamodb.load(name, starting.items());
      ({ partners } = starting);
    }
    return {
      url: dynamodb.url,
      partners,
      putClients: async (clients) => dynamodb.load(name, clients.map(marshallClient)),
      embedded: dynamodb,
      close: () => dynamodb.close(),
    };
  } catch (error) {
    await dynamodb.close();
    throw error;
  }
}

/** Reads the note of the partners; the AWS SDK is loaded for it, so not at a fresh start. */
async function readKeptPartners(
  url: string,
  tableName: string,
): Promise<readonly SandboxPartner[] | undefined> {
  const { connect, readPartners } = await import('./external-table.ts');
  const client = connect(url);
  try {
    return await readPartners(client, tableName);
  } finally {
    client.destroy();
  }
}
