import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparable } from './comparable.ts';
import { createTable, tableInput } from './fixture.ts';
import { outcome, type Command } from './outcome.ts';
import { openStore, referenceMissing, requireReference, type Store } from './stores.ts';

requireReference('random requests');

/** Repeat a failure with the seed that it printed: `NORTHWIND_FUZZ_SEED=… npx vitest …`. */
const seed = Number(process.env['NORTHWIND_FUZZ_SEED'] ?? 20_261_121);

type Attributes = Record<string, AttributeValue>;

/** What is done, on which of a few items; a run gives each its own partitions. */
type Step = (tableName: string, partition: (name: string) => string) => Command;

const names = fc.constantFrom('p', 'q');
const places = fc.record({ pk: names, sk: fc.constantFrom('1', '2', '3') });
const number = fc.integer({ min: -3, max: 3 }).map((n): AttributeValue => ({ N: String(n) }));
const text = fc.constantFrom('', 'a', 'ab', 'ä', '\u{1f600}').map((S): AttributeValue => ({ S }));
const list = fc.array(fc.oneof(number, text), { maxLength: 2 }).map((L): AttributeValue => ({ L }));
const map = fc.record({ x: number, y: text }, { requiredKeys: [] }).map((M): AttributeValue => ({ M }));
const value = fc.oneof(number, text, list, map, fc.constant<AttributeValue>({ NULL: true }));
const attributes = fc.record(
  {
    n: number,
    v: value,
    m: map,
    gsi1pk: fc.constantFrom('g', 'h').map((S): AttributeValue => ({ S })),
    gsi1sk: fc.constantFrom('1', '2').map((S): AttributeValue => ({ S })),
    rank: number,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Attributes>;

const condition = fc.constantFrom(
  undefined,
  'attribute_not_exists(pk)',
  'attribute_exists(n)',
  'n > :c',
  'n = :c OR attribute_not_exists(v)',
  'NOT n BETWEEN :c AND :c',
  'size(v) > :c',
  'v = :c',
  'm = m',
  'v <> m',
);
const updates = fc.constantFrom(
  'SET n = :u',
  'ADD n :u',
  'SET n = if_not_exists(n, :u) + :u',
  'REMOVE n, v',
  'REMOVE gsi1pk',
  'SET v = n',
  'SET v = m, n = :u',
  'SET m.x = :u',
  'SET m.z = m.x',
  'REMOVE m.x',
  'REMOVE v[0]',
  'SET v[1] = :u',
  'SET gsi1sk = gsi1pk',
);
const shown = fc.constantFrom(undefined, 'ALL_OLD' as const);

interface Guarded {
  expression: string | undefined;
  comparand: AttributeValue;
}
const guards: fc.Arbitrary<Guarded> = fc.record({ expression: condition, comparand: number });

/** The parameters of a condition and an update, with just the values they name. */
function expressions({ expression, comparand }: Guarded, update?: string, operand?: AttributeValue): object {
  const values: Attributes = {
    ...(expression?.includes(':c') === true ? { ':c': comparand } : {}),
    ...(update?.includes(':u') === true && operand !== undefined ? { ':u': operand } : {}),
  };
  return {
    ...(expression === undefined ? {} : { ConditionExpression: expression }),
    ...(update === undefined ? {} : { UpdateExpression: update }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

type Place = { pk: string; sk: string };
const keyOf = ({ pk, sk }: Place, partition: (name: string) => string): Attributes => ({
  pk: { S: partition(pk) },
  sk: { S: sk },
});
const inPartition = (item: Attributes, partition: (name: string) => string): Attributes => ({
  ...item,
  ...(item['gsi1pk']?.S === undefined ? {} : { gsi1pk: { S: partition(item['gsi1pk'].S) } }),
});

const put = fc.tuple(places, attributes, guards, shown, shown).map(
  ([place, item, guard, ReturnValues, onFailure]): Step =>
    (TableName, partition) =>
      new PutItemCommand({
        TableName,
        Item: { ...inPartition(item, partition), ...keyOf(place, partition) },
        ...expressions(guard),
        ReturnValues,
        ReturnValuesOnConditionCheckFailure: onFailure,
      }),
);
const update = fc
  .tuple(places, updates, number, guards, fc.constantFrom('ALL_NEW' as const, 'ALL_OLD' as const, undefined))
  .map(
    ([place, expression, operand, guard, ReturnValues]): Step =>
      (TableName, partition) =>
        new UpdateItemCommand({
          TableName,
          Key: keyOf(place, partition),
          ...expressions(guard, expression, operand),
          ReturnValues,
        }),
  );
const remove = fc.tuple(places, guards, shown).map(
  ([place, guard, ReturnValues]): Step =>
    (TableName, partition) =>
      new DeleteItemCommand({ TableName, Key: keyOf(place, partition), ...expressions(guard), ReturnValues }),
);
const get = places.map(
  (place): Step =>
    (TableName, partition) =>
      new GetItemCommand({ TableName, Key: keyOf(place, partition), ConsistentRead: true }),
);
const query = fc
  .tuple(
    names,
    fc.constantFrom('', ' AND sk > :s', ' AND sk <= :s', ' AND begins_with(sk, :s)'),
    fc.boolean(),
    fc.option(fc.integer({ min: 1, max: 3 })),
    fc.boolean(),
  )
  .map(
    ([name, range, ScanIndexForward, limit, filtered]): Step =>
      (TableName, partition) =>
        new QueryCommand({
          TableName,
          KeyConditionExpression: `pk = :p${range}`,
          ExpressionAttributeValues: {
            ':p': { S: partition(name) },
            ...(range === '' ? {} : { ':s': { S: '2' } }),
            ...(filtered ? { ':n': { N: '0' } } : {}),
          },
          ...(filtered ? { FilterExpression: 'n >= :n' } : {}),
          ScanIndexForward,
          ...(limit === null ? {} : { Limit: limit }),
        }),
  );
const indexQuery = fc.tuple(fc.constantFrom('g', 'h'), fc.constantFrom('1', '2')).map(
  ([name, sort]): Step =>
    (TableName, partition) =>
      new QueryCommand({
        TableName,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :p AND gsi1sk = :s',
        ExpressionAttributeValues: { ':p': { S: partition(name) }, ':s': { S: sort } },
        Select: 'COUNT',
      }),
);

/** Updates that cannot fail for their operands: how that is reported inside a transaction is a known difference. */
const safeUpdates = fc.constantFrom('SET v = :u', 'SET m = :u', 'REMOVE v, m');
const part = fc.oneof(
  fc
    .tuple(places, attributes, guards, shown)
    .map(
      ([place, item, guard, onFailure]) =>
        (TableName: string, partition: (name: string) => string): TransactWriteItem => ({
          Put: {
            TableName,
            Item: { ...inPartition(item, partition), ...keyOf(place, partition) },
            ...expressions(guard),
            ReturnValuesOnConditionCheckFailure: onFailure,
          },
        }),
    ),
  fc
    .tuple(places, safeUpdates, map, guards)
    .map(
      ([place, expression, operand, guard]) =>
        (TableName: string, partition: (name: string) => string): TransactWriteItem => ({
          Update: {
            TableName,
            Key: keyOf(place, partition),
            UpdateExpression: expression,
            ...expressions(guard, expression, operand),
          },
        }),
    ),
  fc
    .tuple(places, guards)
    .map(([place, guard]) => (TableName: string, partition: (name: string) => string): TransactWriteItem => ({
      Delete: { TableName, Key: keyOf(place, partition), ...expressions(guard) },
    })),
  fc
    .tuple(places, guards)
    .map(([place, guard]) => (TableName: string, partition: (name: string) => string): TransactWriteItem => ({
      ConditionCheck: {
        TableName,
        Key: keyOf(place, partition),
        ConditionExpression: 'attribute_exists(pk)',
        ...expressions(guard),
      },
    })),
);
const transaction = fc.array(part, { minLength: 1, maxLength: 3 }).map(
  (parts): Step =>
    (TableName, partition) =>
      new TransactWriteItemsCommand({
        TransactItems: distinct(parts.map((make) => make(TableName, partition))),
      }),
);
const transactionRead = fc
  .uniqueArray(places, { minLength: 1, maxLength: 3, selector: ({ pk, sk }) => pk + sk })
  .map(
    (some): Step =>
      (TableName, partition) =>
        new TransactGetItemsCommand({
          TransactItems: some.map((place) => ({ Get: { TableName, Key: keyOf(place, partition) } })),
        }),
  );
const batch = fc
  .uniqueArray(fc.tuple(places, fc.option(attributes)), {
    minLength: 1,
    maxLength: 4,
    selector: ([{ pk, sk }]) => pk + sk,
  })
  .map(
    (writes): Step =>
      (TableName, partition) =>
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: writes.map(([place, item]) =>
              item === null
                ? { DeleteRequest: { Key: keyOf(place, partition) } }
                : { PutRequest: { Item: { ...inPartition(item, partition), ...keyOf(place, partition) } } },
            ),
          },
        }),
  );

/** One part an item: DynamoDB Local looks at the conditions before it finds that an item is in two parts. */
function distinct(parts: TransactWriteItem[]): TransactWriteItem[] {
  const byItem = new Map<string, TransactWriteItem>();
  for (const one of parts) {
    const { pk, sk } = one.Put?.Item ?? one.Update?.Key ?? one.Delete?.Key ?? one.ConditionCheck?.Key ?? {};
    byItem.set(`${pk?.S}/${sk?.S}`, one);
  }
  return [...byItem.values()];
}

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: put },
    { weight: 6, arbitrary: update },
    { weight: 2, arbitrary: remove },
    { weight: 1, arbitrary: get },
    { weight: 2, arbitrary: query },
    { weight: 1, arbitrary: indexQuery },
    { weight: 4, arbitrary: transaction },
    { weight: 1, arbitrary: transactionRead },
    { weight: 2, arbitrary: batch },
  ),
  { minLength: 5, maxLength: 30 },
);

describe.skipIf(referenceMissing !== undefined)('random requests', () => {
  let stores: [Store, Store];
  let tableName: string;
  let run = 0;

  beforeAll(async () => {
    stores = await Promise.all([openStore('embedded'), openStore('DynamoDB Local')]);
    tableName = await createTable(stores[0].client);
    await stores[1].client.send(new CreateTableCommand(tableInput(tableName)));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });

  it(
    'get the same answers from both stores and leave the same items and stream',
    { timeout: 90_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          run += 1;
          const partition = (name: string) => `${name}-${run}`;
          for (const step of sequence) {
            const command = step(tableName, partition);
            const [ours, theirs] = await Promise.all(stores.map(({ client }) => answer(client, command)));
            expect({ request: command.input, outcome: ours }).toEqual({
              request: command.input,
              outcome: theirs,
            });
          }
          for (const name of ['p', 'q']) {
            const all = wholePartition(tableName, partition(name));
            const [ours, theirs] = await Promise.all(stores.map(({ client }) => answer(client, all)));
            expect(ours).toEqual(theirs);
          }
        }),
        { seed, numRuns: 80, interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false },
      );
      const [ours, theirs] = await Promise.all(stores.map((store) => changesByItem(store, tableName)));
      expect(ours?.size).toBeGreaterThan(0);
      expect(ours).toEqual(theirs);
    },
  );
});

/**
 * What a store answers. A query with a limit is read to its end: whether a page that ends where the range ends has a
 * LastEvaluatedKey is up to the store, what the pages hold is not.
 */
async function answer(client: DynamoDBClient, command: Command): Promise<unknown> {
  if (!(command instanceof QueryCommand) || command.input.Limit === undefined) {
    // DynamoDB Local sends ConsumedCapacity unasked with some deletes; nothing here asks for it.
    const { ConsumedCapacity: _unasked, ...rest } = (await outcome(client, command)) as Record<
      string,
      unknown
    >;
    return comparable(rest);
  }
  const items: unknown[] = [];
  let ExclusiveStartKey: Attributes | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        ...command.input,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    expect(page.ScannedCount).toBeLessThanOrEqual(command.input.Limit);
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return comparable({ items });
}

function wholePartition(TableName: string, partition: string): Command {
  return new QueryCommand({
    TableName,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: partition } },
    ConsistentRead: true,
  });
}

/** DynamoDB Local writes an empty map or list in a stream as a value of no type at all; here both are written so. */
function image(attributes: object | undefined): unknown {
  return JSON.parse(
    JSON.stringify(attributes ?? null, (_name, member: unknown) => (isEmptyDocument(member) ? {} : member)),
  );
}

function isEmptyDocument(value: unknown): boolean {
  return ['{"M":{}}', '{"L":[]}'].includes(JSON.stringify(value) ?? '');
}

/** Every record of the stream by item, in order, without what names the store. */
async function changesByItem({ client, streams }: Store, TableName: string): Promise<Map<string, unknown[]>> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const changes = new Map<string, unknown[]>();
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    let next = (
      await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      )
    ).ShardIterator;
    while (next !== undefined) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: next }),
      );
      for (const { eventName, dynamodb } of Records) {
        const item = `${dynamodb?.Keys?.['pk']?.S}/${dynamodb?.Keys?.['sk']?.S}`;
        const change = comparable({
          eventName,
          old: image(dynamodb?.OldImage),
          new: image(dynamodb?.NewImage),
        });
        changes.set(item, [...(changes.get(item) ?? []), change]);
      }
      next = Records.length === 0 ? undefined : NextShardIterator;
    }
  }
  return changes;
}
