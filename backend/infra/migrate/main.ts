/**
 * `node backend/infra/migrate/main.ts --table <name> [--apply]`: gives stored items the keys of this version, and lockers the buildings
 * that they name. Without `--apply` it counts what it would do. README.md in this folder says when it is run.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { findMiscounted, mendBuildings } from '../../src/data/building-mending.ts';
import { mendFreeCounts } from '../../src/data/free-counts.ts';
import { migrate, type Position } from './migrate.ts';

const usage = `Usage: node backend/infra/migrate/main.ts --table <name> [options]

  --table <name>      the table, such as northwind-prod-northwind
  --region <region>   default: AWS_REGION
  --endpoint <url>    another DynamoDB, such as a sandbox's
  --apply             write; without it nothing is changed
  --rate <items>      items a second, at most; default 500
  --checkpoint <file> keeps how far it is, and goes on from there; deleted at the end. Default: from the beginning`;

class UsageError extends Error {}

function optionsOf(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        table: { type: 'string' },
        region: { type: 'string' },
        endpoint: { type: 'string' },
        apply: { type: 'boolean', default: false },
        rate: { type: 'string', default: '500' },
        checkpoint: { type: 'string' },
      },
    });
    const rate = Number(values.rate);
    if (values.table === undefined) throw new Error('--table is missing');
    if (!Number.isInteger(rate) || rate < 1)
      throw new Error(`--rate must be a positive integer; got ${values.rate}`);
    return { ...values, table: values.table, rate };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

const readPosition = async (file: string): Promise<Position | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Position);
};

const line = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${what}: ${count.toLocaleString('en-US')}`)
    .join(' · ');

async function main(): Promise<void> {
  const { table: tableName, region, endpoint, apply, rate, checkpoint } = optionsOf(process.argv.slice(2));
  const client = new DynamoDBClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const document = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const counts = await migrate({
    client: document,
    tableName,
    apply,
    itemsPerSecond: rate,
    from: checkpoint === undefined ? undefined : await readPosition(checkpoint),
    onPage: async (next, soFar) => {
      console.error(line(soFar));
      if (checkpoint === undefined || !apply) return;
      if (next === undefined) await rm(checkpoint, { force: true });
      else await writeFile(checkpoint, JSON.stringify(next));
    },
  });
  // They are found by the keys of this version.
  const look = apply ? mendBuildings : findMiscounted;
  const table = { name: tableName, client: document };
  const buildings = counts.busy > 0 ? [] : await look(table);
  const lockers = counts.busy > 0 ? [] : await mendFreeCounts(table, { apply });
  client.destroy();
  const mended = { buildings: buildings.length, lockers: lockers.length };
  console.log(`${apply ? 'Done' : 'Would be done'}: ${line({ ...counts, ...mended })}`);
  // An item that somebody changed meanwhile is found again by another run.
  if (counts.busy > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
