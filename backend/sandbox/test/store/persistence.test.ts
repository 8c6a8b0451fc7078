import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, rm, truncate, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { table } from '../../../src/data/table.ts';
import { startDynamodb, type Dynamodb } from '../../src/services/dynamodb/start.ts';
import { clientsOf } from './stores.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'northwind-store-'));
});
afterEach(() => rm(directory, { recursive: true }));

const start = () =>
  startDynamodb({ port: 0, tables: [table], persistDirectory: directory, sweepInterval: 0 });

async function partition(dynamodb: Dynamodb, name: 'pk' | 'gsi1pk', value: string): Promise<number[]> {
  const { Items = [] } = await clientsOf(dynamodb.url).client.send(
    new QueryCommand({
      TableName: table.name,
      ...(name === 'pk' ? {} : { IndexName: 'gsi1' }),
      KeyConditionExpression: `${name} = :value`,
      ExpressionAttributeValues: { ':value': { S: value } },
    }),
  );
  return Items.map((item) => Number(item['n']?.N));
}

function put(dynamodb: Dynamodb, n: number, more: object = {}) {
  const Item = { pk: { S: 'a' }, sk: { S: String(n) }, n: { N: String(n) }, ...more };
  return clientsOf(dynamodb.url).client.send(new PutItemCommand({ TableName: table.name, Item }));
}

async function journalFile(): Promise<string> {
  const name = (await readdir(directory)).find((file) => file.startsWith('journal-'));
  return path.join(directory, name ?? 'none');
}

describe('a persistent store', () => {
  it('has every answered write after kill -9, and no transaction in half', async () => {
    for (let round = 0; round < 3; round += 1) {
      const writer = spawn(process.execPath, [path.join(import.meta.dirname, 'writer.ts'), directory], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(writer, 'exit');
      let answered = -1;
      for await (const line of createInterface({ input: writer.stdout })) {
        answered = Number(line);
        if (answered >= 40 + round * 17) break;
      }
      writer.kill('SIGKILL');
      await ended;
      const dynamodb = await start();
      try {
        expect(dynamodb.restored).toBe(true);
        const left = await partition(dynamodb, 'pk', 'left');
        expect(left.slice(0, answered + 1)).toEqual(
          Array.from({ length: answered + 1 }, (_, index) => index),
        );
        expect(await partition(dynamodb, 'pk', 'right')).toEqual(left);
        expect(await partition(dynamodb, 'gsi1pk', 'indexed')).toEqual(
          await partition(dynamodb, 'pk', 'plain'),
        );
      } finally {
        await dynamodb.close();
      }
    }
  });

  it('drops a last line that was cut short, and keeps all before it', async () => {
    const first = await start();
    for (const n of [1, 2, 3]) await put(first, n);
    await first.close();
    const file = await journalFile();
    await truncate(file, (await stat(file)).size - 5);
    const second = await start();
    expect(await partition(second, 'pk', 'a')).toEqual([1, 2]);
    await put(second, 4);
    await second.close();
    const third = await start();
    expect(await partition(third, 'pk', 'a')).toEqual([1, 2, 4]);
    await third.close();
  });

  it('survives an end in the middle of a compaction', async () => {
    const first = await start();
    await put(first, 1);
    await first.close();
    await appendFile(
      path.join(directory, 'snapshot.tmp'),
      '{"kind":"items","tableName":"northwind","items":[{"pk"',
    );
    const second = await start();
    expect(await partition(second, 'pk', 'a')).toEqual([1]);
    second.load(table.name, [{ pk: { S: 'a' }, sk: { S: '2' }, n: { N: '2' } }]);
    await second.close();
    const third = await start();
    expect(await partition(third, 'pk', 'a')).toEqual([1, 2]);
    await third.close();
  });

  it('keeps time to live, and the records of its stream with their numbers', async () => {
    const first = await start();
    await put(first, 1, { expiresAt: { N: '1800000000' } });
    const [record] = await first.streamReader({ tableName: table.name }).next();
    await first.close();
    const second = await start();
    const reader = second.streamReader({ tableName: table.name });
    expect(await reader.next()).toEqual([record]);
    reader.checkpoint(record?.dynamodb.SequenceNumber ?? '');
    await put(second, 2);
    expect(Number((await reader.next())[0]?.dynamodb.SequenceNumber)).toBe(2);
    await second.close();
    const later = await startDynamodb({
      port: 0,
      persistDirectory: directory,
      clock: () => 1_800_000_001_000,
    });
    expect(later.sweepExpired()).toBe(1);
    await later.close();
  });

  it('keeps where a named consumer of the stream is', async () => {
    const first = await start();
    await put(first, 1);
    await put(first, 2);
    const reader = first.streamReader({ tableName: table.name, consumer: 'stream-fanout' });
    const [one] = await reader.next();
    reader.checkpoint(one?.dynamodb.SequenceNumber ?? '');
    first.streamReader({ tableName: table.name, consumer: 'sensor', from: 'LATEST' });
    await put(first, 3);
    await first.close();
    const second = await start();
    const names = async (consumer: string, from?: string) => {
      const records = await second
        .streamReader({ tableName: table.name, consumer, ...(from === undefined ? {} : { from }) })
        .next();
      return records.map(({ dynamodb }) => dynamodb.Keys['sk']?.S);
    };
    expect(await names('stream-fanout', 'TRIM_HORIZON')).toEqual(['2', '3']);
    expect(await names('push-notifier')).toEqual(['1', '2', '3']);
    expect(await names('sensor', 'LATEST')).toEqual(['3']);
    await second.close();
  });

  it('is not opened twice', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/is in use by process \d+/);
    await first.close();
    await (await start()).close();
  });

  it('that was never seeded is not taken for one that was', async () => {
    await (await start()).close();
    const second = await start();
    expect(second.restored).toBe(false);
    await second.close();
  });
});
