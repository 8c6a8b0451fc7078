/** Random requests over a few items: what is written, read and changed, alone, in batches and in transactions. */
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import {
  attributes,
  expressions,
  guards,
  inPartition,
  keyOf,
  map,
  names,
  number,
  places,
  shown,
  updates,
  type Step,
} from './items.ts';

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

export const steps = fc.array(
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
