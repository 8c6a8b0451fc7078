/**
 * A process that writes without end to a store that persists, and prints each write once it was answered: what
 * `persistence.test.ts` kills. Argument: the directory.
 */
import { PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { indexSortKey } from '../../../src/data/keys.ts';
import { table } from '../../../src/data/table.ts';
import { startDynamodb } from '../../src/services/dynamodb/start.ts';
import { clientsOf } from './stores.ts';

const persistDirectory = process.argv[2];
if (persistDirectory === undefined) throw new Error('Usage: writer.ts <directory>');
const dynamodb = await startDynamodb({ port: 0, tables: [table], persistDirectory });
const { client } = clientsOf(dynamodb.url);
const item = (pk: string, n: number) => ({
  pk: { S: pk },
  sk: { S: String(n).padStart(6, '0') },
  n: { N: String(n) },
});

for (let n = 0; ; n += 1) {
  const Item = {
    ...item('plain', n),
    gsi1pk: { S: 'indexed' },
    [indexSortKey]: { S: String(n).padStart(6, '0') },
  };
  await client.send(new PutItemCommand({ TableName: table.name, Item }));
  await client.send(
    new TransactWriteItemsCommand({
      TransactItems: ['left', 'right'].map((pk) => ({ Put: { TableName: table.name, Item: item(pk, n) } })),
    }),
  );
  process.stdout.write(`${n}\n`);
}
