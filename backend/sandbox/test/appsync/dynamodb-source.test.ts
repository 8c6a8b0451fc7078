/** The DynamoDB data source against the embedded store: request documents in, `ctx.result` and `ctx.error` out. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { indexSortKey } from '../../../src/data/keys.ts';
import { table } from '../../../src/data/table.ts';
import { dynamodbModule as ddb, operations } from '../../src/services/appsync/runtime/dynamodb-module.ts';
import { dynamodbSource, type DataSource, type SourceResult } from '../../src/services/appsync/index.ts';
import { startDynamodb, type Dynamodb } from '../../src/services/dynamodb/start.ts';

let dynamodb: Dynamodb;
let client: DynamoDBClient;
let source: DataSource;
let key: { pk: string; sk: string };
let made = 0;

beforeAll(async () => {
  dynamodb = await startDynamodb({ port: 0, tables: [table], sweepInterval: 0 });
  client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  source = dynamodbSource({ name: 'table', tableName: table.name, client });
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});
beforeEach(() => {
  made += 1;
  key = { pk: `TEST#${made}`, sk: 'ITEM' };
});

const send = (request: object): Promise<SourceResult> =>
  source.invoke(request as Record<string, unknown>, { name: 'Query.test', maxBatchSize: 5 });
const put = (item: object, more: object = {}) => send(ddb.put({ key, item, ...more }));
const get = () => send(ddb.get({ key, consistentRead: true }));

describe('single items', () => {
  it('are put and read with every type, sets as lists and bytes as base64', async () => {
    const item = {
      text: 'ü',
      number: 1.5,
      yes: true,
      none: null,
      list: [1, ['two']],
      map: { a: { b: 1 } },
      strings: ddb.toStringSet(['a', 'b']),
      numbers: ddb.toNumberSet([1, 2]),
      bytes: ddb.toBinarySet(['AQI=']),
    };
    const stored = { ...key, ...item, strings: ['a', 'b'], numbers: [1, 2], bytes: ['AQI='] };
    expect(await put(item)).toEqual({ result: stored });
    expect(await get()).toEqual({ result: stored });
  });

  it('are null when there are none', async () => {
    expect(await get()).toEqual({ result: null });
    expect(await send(ddb.remove({ key }))).toEqual({ result: null });
  });

  it('are updated and given as they are then; a projection cuts what is read', async () => {
    await put({ version: 1, list: ['a'], gone: 'x', name: 'old' });
    const update = {
      version: operations.increment(1),
      list: operations.append(['b']),
      gone: operations.remove(),
      name: 'new',
    };
    const condition = { version: { eq: 1 } };
    expect(await send(ddb.update({ key, update, condition }))).toEqual({
      result: { ...key, version: 2, list: ['a', 'b'], name: 'new' },
    });
    expect(await send(ddb.get({ key, projection: ['name', 'version'] }))).toEqual({
      result: { name: 'new', version: 2 },
    });
    expect(await send(ddb.remove({ key }))).toEqual({
      result: { ...key, version: 2, list: ['a', 'b'], name: 'new' },
    });
  });

  it('cannot be incremented where the attribute is missing', async () => {
    const { error } = await send(ddb.update({ key, update: { count: operations.increment() } }));
    expect(error?.type).toBe('DynamoDB:ValidationException');
  });
});

describe('a condition that does not hold', () => {
  it('gives the error in the words of AppSync and the current item', async () => {
    await put({ version: 2 });
    const { error, result } = await send(
      ddb.update({ key, update: { version: 3 }, condition: { version: { eq: 1 } } }),
    );
    expect(error?.type).toBe('DynamoDB:ConditionalCheckFailedException');
    expect(error?.message).toMatch(
      /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [^)]+\)$/,
    );
    expect(result).toEqual({ ...key, version: 2 });
  });

  it('is no error for a put whose item is there already, equalsIgnore left aside', async () => {
    await put({ name: 'same', at: 1 });
    const condition = { pk: { attributeExists: false } };
    expect((await put({ name: 'same', at: 2 }, { condition })).error?.type).toBe(
      'DynamoDB:ConditionalCheckFailedException',
    );
    const request = ddb.put({ key, item: { name: 'same', at: 2 }, condition }) as unknown as {
      condition: object;
    };
    expect(await send({ ...request, condition: { ...request.condition, equalsIgnore: ['at'] } })).toEqual({
      result: { ...key, name: 'same', at: 1 },
    });
  });

  it('is no error for a delete of what is not there', async () => {
    expect(await send(ddb.remove({ key, condition: { version: { eq: 1 } } }))).toEqual({ result: null });
  });
});

describe('queries', () => {
  it('page by an opaque token, forwards and backwards, with a filter whose placeholders are its own', async () => {
    for (let index = 0; index < 5; index += 1) {
      await send(ddb.put({ key: { pk: key.pk, sk: `E#${index}` }, item: { even: index % 2 === 0 } }));
    }
    const query = { pk: { eq: key.pk }, sk: { beginsWith: 'E#' } };
    const first = (await send(ddb.query({ query, limit: 2 }))).result as {
      items: { sk: string }[];
      nextToken: string;
      scannedCount: number;
    };
    expect(first.items.map(({ sk }) => sk)).toEqual(['E#0', 'E#1']);
    expect(first.scannedCount).toBe(2);
    const second = (await send(ddb.query({ query, limit: 10, nextToken: first.nextToken })))
      .result as typeof first;
    expect(second.items.map(({ sk }) => sk)).toEqual(['E#2', 'E#3', 'E#4']);
    expect(second.nextToken).toBeNull();
    const even = { query, filter: { even: { eq: true } }, scanIndexForward: false, projection: ['sk'] };
    expect(await send(ddb.query(even))).toMatchObject({
      result: { items: [{ sk: 'E#4' }, { sk: 'E#2' }, { sk: 'E#0' }] },
    });
  });

  it('read an index', async () => {
    await put({ gsi1pk: key.pk, [indexSortKey]: 'x' });
    expect(await send(ddb.query({ index: 'gsi1', query: { gsi1pk: { eq: key.pk } } }))).toMatchObject({
      result: { items: [{ ...key }] },
    });
  });

  it('refuse a token that is none', async () => {
    await expect(send(ddb.query({ query: { pk: { eq: 'p' } }, nextToken: 'nonsense' }))).rejects.toThrow(
      'Invalid pagination token given.',
    );
  });

  it('scan', async () => {
    await put({ marked: key.pk });
    expect(await send(ddb.scan({ filter: { marked: { eq: key.pk } } }))).toMatchObject({
      result: { items: [{ ...key }] },
    });
  });
});

describe('batches', () => {
  it('put, give one entry per key in the order of the keys, and delete', async () => {
    const keys = ['a', 'b', 'c'].map((sk) => ({ pk: key.pk, sk }));
    const items = keys.slice(0, 2).map((each) => ({ ...each, n: 1 }));
    expect(await send(ddb.batchPut({ tables: { [table.name]: items } }))).toEqual({
      result: { data: { [table.name]: items }, unprocessedItems: { [table.name]: [] } },
    });
    const reversed = [...keys].reverse();
    expect(
      await send(ddb.batchGet({ tables: { [table.name]: { keys: reversed, consistentRead: true } } })),
    ).toEqual({
      result: { data: { [table.name]: [null, items[1], items[0]] }, unprocessedKeys: { [table.name]: [] } },
    });
    await send(ddb.batchDelete({ tables: { [table.name]: keys } }));
    expect(await send(ddb.batchGet({ tables: { [table.name]: { keys } } }))).toMatchObject({
      result: { data: { [table.name]: [null, null, null] } },
    });
  });
});

describe('transactions', () => {
  const other = () => ({ pk: key.pk, sk: 'OTHER' });
  const items = (version: number, more: object = {}) => [
    { putItem: { table: table.name, key: other(), item: { new: true } } },
    {
      updateItem: {
        table: table.name,
        key,
        update: { version: operations.increment(1) },
        condition: { version: { eq: version }, ...more },
      },
    },
  ];

  it('write all or nothing', async () => {
    await put({ version: 1 });
    expect(await send(ddb.transactWrite({ items: items(1) }))).toEqual({
      result: { keys: [other(), key], cancellationReasons: null },
    });
    expect(
      await send(
        ddb.transactGet({
          items: [
            { table: table.name, key: other() },
            { table: table.name, key },
          ],
        }),
      ),
    ).toEqual({
      result: {
        items: [
          { ...other(), new: true },
          { ...key, version: 2 },
        ],
        cancellationReasons: null,
      },
    });
  });

  it('tell why, per item, with the item that was in the way', async () => {
    await put({ version: 7 });
    const { error, result } = await send(ddb.transactWrite({ items: items(1) }));
    expect(error?.type).toBe('DynamoDB:TransactionCanceledException');
    expect(error?.message).toMatch(
      /\[None, ConditionalCheckFailed\] \(Service: DynamoDb, Status Code: 400, Request ID: /,
    );
    expect(result).toEqual({
      keys: null,
      cancellationReasons: [
        { type: 'None', message: 'None' },
        {
          type: 'ConditionalCheckFailed',
          message: 'The conditional request failed',
          item: { ...key, version: 7 },
        },
      ],
    });
  });

  it('keep the item back when asked to', async () => {
    await put({ version: 7 });
    const { result } = await send(
      ddb.transactWrite({ items: items(1, { returnValuesOnConditionCheckFailure: false }) }),
    );
    expect(result).toMatchObject({
      cancellationReasons: [{ type: 'None' }, { type: 'ConditionalCheckFailed' }],
    });
    expect(JSON.stringify(result)).not.toContain('"item"');
  });

  it('meet a conflict', async () => {
    await put({ version: 1 });
    const end = dynamodb.injectTransactionConflict(() => true);
    const { error, result } = await send(ddb.transactWrite({ items: items(1) }));
    end();
    expect(error?.type).toBe('DynamoDB:TransactionCanceledException');
    expect(JSON.stringify(result)).toContain('TransactionConflict');
  });
});

it('a request without a known operation is refused', async () => {
  await expect(send({ operation: 'Sync' })).rejects.toThrow("Unsupported operation 'Sync'");
});
