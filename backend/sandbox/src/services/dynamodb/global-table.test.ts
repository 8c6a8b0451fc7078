import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { table } from '../../../../src/data/table.ts';
import { createGlobalTable, isLaterWriter, type GlobalTableOptions } from './global-table.ts';
import { startDynamodb } from './start.ts';

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } });
const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A store, and what a program does with it. */
async function openStore(now: () => number) {
  const dynamodb = await startDynamodb({ port: 0, tables: [table], sweepInterval: 0, clock: now });
  const client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  });
  closing.push(
    () => dynamodb.close(),
    () => client.destroy(),
  );
  const item = (pk: string, value: string) => ({ ...key(pk), value: { S: value } });
  const TableName = table.name;
  return {
    dynamodb,
    put: (pk: string, value: string) => client.send(new PutItemCommand({ TableName, Item: item(pk, value) })),
    remove: (pk: string) => client.send(new DeleteItemCommand({ TableName, Key: key(pk) })),
    putTogether: (pks: readonly string[], value: string) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: pks.map((pk) => ({ Put: { TableName, Item: item(pk, value) } })),
        }),
      ),
    async read(pk: string) {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: key(pk) }));
      return Item?.['value']?.S;
    },
  };
}

async function openBoth(lagMs: GlobalTableOptions['lagMs'] = () => 1_000) {
  const time = { now: 1_790_000_000_000 };
  const now = () => time.now;
  const [home, away] = [await openStore(now), await openStore(now)];
  const stores = { 'eu-central-1': home.dynamodb, 'eu-west-1': away.dynamodb };
  const globalTable = createGlobalTable({ stores, lagMs, now });
  closing.push(() => globalTable.close());
  return { time, home, away, globalTable };
}

describe('the later of two writers', () => {
  const at = (time: number, region = 'eu-central-1') => ({ time, region });

  it.each([
    ['nothing is known', undefined, at(1), true],
    ['it came later', at(1), at(2), true],
    ['it came earlier', at(2), at(1), false],
    ["the same instant, the Region's next write", at(1), at(1), true],
    ['the same instant, the Region of the later name', at(1), at(1, 'eu-west-1'), true],
    ['the same instant, the Region of the earlier name', at(1, 'eu-west-1'), at(1), false],
  ])('%s', (_case, known, incoming, wins) => {
    expect(isLaterWriter(known, incoming)).toBe(wins);
  });
});

describe('a global table', () => {
  it('has a write in the other Region when its lag is over, and not before; deletes too', async () => {
    const { time, home, away, globalTable } = await openBoth();
    await home.put('a', 'one');
    time.now += 999;
    globalTable.replicate();
    expect(await away.read('a')).toBeUndefined();
    time.now += 1;
    expect(globalTable.replicate().applied).toHaveLength(1);
    expect(await away.read('a')).toBe('one');
    await away.remove('a');
    globalTable.replicate('all');
    expect(await home.read('a')).toBeUndefined();
  });

  it('lets the last writer of an item win in both Regions, whichever write arrives first', async () => {
    const { time, home, away, globalTable } = await openBoth(({ item }) =>
      item?.['value']?.S === 'slow' ? 5_000 : 1_000,
    );
    await home.put('a', 'slow');
    time.now += 10;
    await away.put('a', 'last');
    time.now += 1_000;
    globalTable.replicate();
    expect([await home.read('a'), await away.read('a')]).toEqual(['last', 'last']);
    time.now += 5_000;
    expect(globalTable.replicate()).toMatchObject({ applied: [], overruled: [{ from: 'eu-central-1' }] });
    expect([await home.read('a'), await away.read('a')]).toEqual(['last', 'last']);
  });

  it('agrees on one of two writes at the same instant', async () => {
    const { home, away, globalTable } = await openBoth();
    await away.put('a', 'west');
    await home.put('a', 'central');
    globalTable.replicate('all');
    expect(await home.read('a')).toBe(await away.read('a'));
  });

  it('takes a transaction apart: its items arrive one by one', async () => {
    const { time, home, away, globalTable } = await openBoth(({ item }) =>
      item?.['pk']?.S === 'a' ? 100 : 900,
    );
    await home.putTogether(['a', 'b'], 'both');
    time.now += 500;
    globalTable.replicate();
    expect([await away.read('a'), await away.read('b')]).toEqual(['both', undefined]);
  });

  it('keeps what a Region that is cut off has not passed on, until it is back', async () => {
    const { time, home, away, globalTable } = await openBoth();
    await home.put('a', 'kept');
    globalTable.disconnect();
    time.now += 60_000;
    globalTable.replicate('all');
    expect(await away.read('a')).toBeUndefined();
    expect(globalTable.pending('eu-central-1')).toHaveLength(1);
    globalTable.reconnect();
    globalTable.replicate();
    expect(await away.read('a')).toBe('kept');
    expect(globalTable.pending('eu-central-1')).toEqual([]);
  });

  it('leaves a record in the stream of the Region it arrives in, and does not send it back', async () => {
    const { away, home, globalTable } = await openBoth();
    const reader = away.dynamodb.streamReader({ tableName: table.name });
    await home.put('a', 'one');
    globalTable.replicate('all');
    expect(await reader.next()).toMatchObject([{ eventName: 'INSERT' }]);
    expect(globalTable.replicate('all')).toEqual({ applied: [], overruled: [] });
  });
});
