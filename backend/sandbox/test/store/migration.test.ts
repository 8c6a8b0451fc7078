/** Items with the keys of the version before, and the command that gives them today's. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, type Counts, type Position } from '../../../infra/migrate/migrate.ts';
import type { StoredItem } from '../../../infra/migrate/rekey.ts';
import { buildingRepository } from '../../../src/data/building-repository.ts';
import { mendFreeCounts } from '../../../src/data/free-counts.ts';
import { itemType } from '../../../src/data/item-types.ts';
import { table } from '../../../src/data/table.ts';
import type { Item } from '../../src/services/dynamodb/dynalite.ts';
import { startDynamodb, type Dynamodb } from '../../src/services/dynamodb/start.ts';
import { createSeed } from '../../src/world/seed/seed.ts';
import { clientsOf } from './stores.ts';

const kinds: Readonly<Record<string, string>> = { P: 'prt', L: 'lkr', B: 'bld', D: 'dlv' };
const isKey = /^(pk|sk|gsi\dpk|gsisk)$/;

/** As the version before wrote it: ids in keys with their kind, deliveries with their partner and sorted by day and id alone. */
function asBefore(item: Item): Item {
  const older = Object.entries(item).map(([name, value]) => {
    if (!isKey.test(name) || value.S === undefined) return [name, value] as const;
    const withKinds = value.S.replace(
      /(?<=^|#)([PLBD])#(?=[0-9A-HJKMNP-TV-Z]{26}(?:#|$))/g,
      (_, letter: string) => `${letter}#${kinds[letter]}_`,
    );
    return [name, { S: withKinds }] as const;
  });
  const before: Item = Object.fromEntries(older);
  if (item['entity']?.S === itemType.sequence)
    return Object.fromEntries(older.filter(([name]) => !name.startsWith('free')));
  // It counted on itself what was free in it.
  if (item['entity']?.S === itemType.locker)
    return { ...before, freeSmall: { N: '1' }, freeLarge: { N: '2' } };
  if (item['entity']?.S !== itemType.delivery) return before;
  const { id, partnerId, expectedOn } = item;
  return {
    ...before,
    pk: { S: `P#${partnerId?.S}` },
    sk: { S: `D#${id?.S}` },
    gsi1pk: { S: `D#${id?.S}` },
    gsisk: { S: `${expectedOn?.S}#${id?.S}` },
  };
}

/** Every item of the table or of an index, in the order in which a query reads it. */
async function everything({ url }: Dynamodb, IndexName?: string): Promise<StoredItem[]> {
  const { client } = clientsOf(url);
  const items: StoredItem[] = [];
  const index = IndexName === undefined ? {} : { IndexName };
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table.name, ...index }))
    items.push(...Items.map((item) => unmarshall(item) as StoredItem));
  return items;
}

describe('the migration of stored items', () => {
  let present: Dynamodb;
  let old: Dynamodb;
  beforeAll(async () => {
    const items = [...createSeed({ now: Date.UTC(2026, 10, 21) }).items()];
    const sample = items.filter((_, index) => index % 400 === 0 || index < 100 || index > items.length - 100);
    present = await startDynamodb({ port: 0, tables: [table] });
    old = await startDynamodb({ port: 0, tables: [table] });
    present.load(table.name, sample);
    old.load(
      table.name,
      sample.map((item) => asBefore(item)),
    );
  });
  afterAll(() => Promise.all([present.close(), old.close()]));

  const run = (apply: boolean, more: Partial<Parameters<typeof migrate>[0]> = {}): Promise<Counts> =>
    migrate({
      client: DynamoDBDocumentClient.from(clientsOf(old.url).client),
      tableName: table.name,
      apply,
      itemsPerSecond: 1_000_000,
      ...more,
    });

  it('changes nothing until it is told to, and says what it would do', async () => {
    const before = await everything(old);
    const counts = await run(false);
    expect(counts.moved).toBeGreaterThan(100);
    expect(counts.busy).toBe(0);
    expect(await everything(old)).toEqual(before);
    expect(before).not.toEqual(await everything(present));
  });

  it('goes on where it was interrupted; then the table and every index read as if written by this version', async () => {
    let reached: Position | undefined;
    const interrupted = run(true, {
      onPage: (next) => {
        if (reached !== undefined) throw new Error('The network is gone.');
        reached = next;
      },
    });
    await expect(interrupted).rejects.toThrow('The network is gone.');
    expect((await run(true, { from: reached })).busy).toBe(0);
    // Of the sample's compartments, in both.
    for (const { url } of [old, present]) {
      const client = DynamoDBDocumentClient.from(clientsOf(url).client);
      expect((await mendFreeCounts({ name: table.name, client })).length).toBeGreaterThan(0);
      expect(await mendFreeCounts({ name: table.name, client })).toEqual([]);
    }

    expect(await everything(old)).toEqual(await everything(present));
    for (const { name } of table.globalSecondaryIndexes) {
      const listed = await everything(old, name);
      expect(listed.length, name).toBeGreaterThan(0);
      expect(listed, name).toEqual(await everything(present, name));
    }
    const again = await run(true);
    expect(again).toMatchObject({ moved: 0, 'listed elsewhere': 0, busy: 0 });
  });

  it('relists a delivery whose index keys alone are old, and leaves one alone that is changed meanwhile', async () => {
    const document = DynamoDBDocumentClient.from(clientsOf(old.url).client);
    const [delivery] = (await everything(present)).filter(({ entity }) => entity === itemType.delivery);
    const { pk, sk, expectedOn, id, version } = delivery as StoredItem & { version: number };
    const set = (expression: string, values: Record<string, unknown>) =>
      document.send(
        new UpdateCommand({
          TableName: table.name,
          Key: { pk, sk },
          UpdateExpression: expression,
          ExpressionAttributeValues: values,
        }),
      );
    await set('SET gsisk = :sort', { ':sort': `${String(expectedOn)}#${String(id)}` });
    let isRaced = false;
    const send = document.send.bind(document) as (command: unknown) => Promise<unknown>;
    const racing = Object.assign(Object.create(document) as DynamoDBDocumentClient, {
      send: async (command: unknown) => {
        if (!isRaced && command instanceof UpdateCommand) {
          isRaced = true;
          await set('SET version = :next', { ':next': version + 1 });
        }
        return send(command);
      },
    });
    expect(await run(true, { client: racing })).toMatchObject({ 'listed elsewhere': 0, busy: 1 });
    expect(await run(true)).toMatchObject({ 'listed elsewhere': 1, busy: 0 });
    await set('SET version = :same', { ':same': version });
    expect(await everything(old)).toEqual(await everything(present));
  });
});

describe('the command, on a table from before there were buildings', () => {
  let old: Dynamodb;
  const seed = createSeed({ now: Date.UTC(2026, 10, 21) });
  beforeAll(async () => {
    old = await startDynamodb({ port: 0, tables: [table] });
    const lockers = [...seed.items()].filter(({ entity }) => entity?.S === itemType.locker);
    old.load(
      table.name,
      lockers.map((item) => asBefore(item)),
    );
  });
  afterAll(() => old.close());

  const run = async (...options: string[]): Promise<string> => {
    const main = new URL('../../../infra/migrate/main.ts', import.meta.url).pathname;
    const env = { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const given = ['--table', table.name, '--endpoint', old.url, '--region', 'us-east-1', '--rate', '100000'];
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...given, ...options], { env });
    return stdout;
  };

  it('makes the buildings that lockers name, with their number of lockers, and makes them once', async () => {
    expect(await run('--apply')).toContain('moved: 40');
    const made = (await everything(old)).filter(({ entity }) => entity === itemType.building);
    const { client } = clientsOf(old.url);
    const { list } = buildingRepository({ name: table.name, client: DynamoDBDocumentClient.from(client) });
    const { items } = await list({ limit: 100 });
    expect(items).toHaveLength(made.length);
    const expected = seed.buildings.map(({ buildingId: id, address }) => ({
      ...{ id, name: address.line1, address },
      lockerCount: seed.lockers.filter(({ buildingId }) => buildingId === id).length,
    }));
    expect(items).toMatchObject(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await run()).toMatch(/^Would be done: none: 92 .* buildings: 0 · lockers: 0\n$/);
  });
});
