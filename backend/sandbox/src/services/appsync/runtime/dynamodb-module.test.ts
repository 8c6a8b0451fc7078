import { describe, expect, it } from 'vitest';
import { dynamodbModule as ddb, operations } from './dynamodb-module.ts';

describe('@aws-appsync/utils/dynamodb makes the documents that EvaluateCode answers with', () => {
  it('get', () => {
    expect(
      ddb.get({ key: { pk: 'a', n: 1 }, consistentRead: true, projection: ['id', 'place.city'] }),
    ).toEqual({
      operation: 'GetItem',
      key: { pk: { S: 'a' }, n: { N: 1 } },
      consistentRead: true,
      projection: {
        expression: '#expName_1, #expName_2.#expName_3',
        expressionNames: { '#expName_1': 'id', '#expName_2': 'place', '#expName_3': 'city' },
      },
    });
  });

  it('put, undefined left out, null kept', () => {
    const item = {
      text: 't',
      none: null,
      gone: undefined,
      list: [1, 'b', false],
      map: { a: { b: 1 } },
      tags: ddb.toStringSet(['x']),
    };
    expect(ddb.put({ key: { pk: 'a' }, item, condition: { pk: { attributeExists: false } } })).toEqual({
      operation: 'PutItem',
      key: { pk: { S: 'a' } },
      attributeValues: {
        text: { S: 't' },
        none: { NULL: null },
        list: { L: [{ N: 1 }, { S: 'b' }, { BOOL: false }] },
        map: { M: { a: { M: { b: { N: 1 } } } } },
        tags: { SS: ['x'] },
      },
      condition: {
        expression: '(attribute_not_exists(#expName_1))',
        expressionNames: { '#expName_1': 'pk' },
        expressionValues: {},
      },
    });
  });

  it('update of plain values, null included', () => {
    expect(
      ddb.update({ key: { id: 'u' }, update: { name: 'Toni', imageUrl: null, gone: undefined } }),
    ).toEqual({
      operation: 'UpdateItem',
      key: { id: { S: 'u' } },
      update: {
        expression: 'SET #expName_1 = :expValue_1, #expName_2 = :expValue_2',
        expressionNames: { '#expName_1': 'name', '#expName_2': 'imageUrl' },
        expressionValues: { ':expValue_1': { S: 'Toni' }, ':expValue_2': { NULL: null } },
      },
    });
  });

  it.each([
    ['add', operations.add({ a: 1 }), 'SET #expName_1 = :expValue_1', { M: { a: { N: 1 } } }],
    ['replace', operations.replace('x'), 'SET #expName_1 = :expValue_1', { S: 'x' }],
    ['increment', operations.increment(), 'SET #expName_1 = #expName_1 + :expValue_1', { N: 1 }],
    ['decrement', operations.decrement(1), 'SET #expName_1 = #expName_1 - :expValue_1', { N: 1 }],
    [
      'append',
      operations.append([1]),
      'SET #expName_1 = list_append(#expName_1, :expValue_1)',
      { L: [{ N: 1 }] },
    ],
    [
      'prepend',
      operations.prepend([1]),
      'SET #expName_1 = list_append(:expValue_1, #expName_1)',
      { L: [{ N: 1 }] },
    ],
    ['updateListItem', [operations.updateListItem('x', 2)], 'SET #expName_1[2] = :expValue_1', { S: 'x' }],
  ])('update with operations.%s', (_name, operation, expression, value) => {
    expect(ddb.update({ key: { id: 'u' }, update: { currentView: operation } }).update).toEqual({
      expression,
      expressionNames: { '#expName_1': 'currentView' },
      expressionValues: { ':expValue_1': value },
    });
  });

  it('update with remove beside set', () => {
    expect(ddb.update({ key: { id: 'u' }, update: { a: operations.remove(), b: 1 } }).update).toMatchObject({
      expression: 'SET #expName_2 = :expValue_1 REMOVE #expName_1',
    });
  });

  it('remove', () => {
    expect(ddb.remove({ key: { id: 'u' }, condition: { version: { eq: 3 } } })).toEqual({
      operation: 'DeleteItem',
      key: { id: { S: 'u' } },
      condition: {
        expression: '(#expName_1 = :expValue_1)',
        expressionNames: { '#expName_1': 'version' },
        expressionValues: { ':expValue_1': { N: 3 } },
      },
    });
  });

  it('query', () => {
    const document = ddb.query({
      query: { pk: { eq: 'p' }, sk: { between: ['a', 'b'] } },
      index: 'gsi1',
      limit: 10,
      nextToken: null,
      scanIndexForward: false,
      filter: { status: { in: ['open', 'paid'] } },
    });
    expect(document).toEqual({
      operation: 'Query',
      query: {
        expression: '#expName_1 = :expValue_1 AND #expName_2 BETWEEN :expValue_2 AND :expValue_3',
        expressionNames: { '#expName_1': 'pk', '#expName_2': 'sk' },
        expressionValues: { ':expValue_1': { S: 'p' }, ':expValue_2': { S: 'a' }, ':expValue_3': { S: 'b' } },
      },
      index: 'gsi1',
      limit: 10,
      scanIndexForward: false,
      filter: {
        expression: '(#expName_1 IN (:expValue_1, :expValue_2))',
        expressionNames: { '#expName_1': 'status' },
        expressionValues: { ':expValue_1': { S: 'open' }, ':expValue_2': { S: 'paid' } },
      },
    });
  });

  it('transactWrite: the item of a failed condition comes back unless it is declined', () => {
    const check = (condition: object) => ({ conditionCheck: { table: 't', key: { id: 1 }, condition } });
    const { transactItems } = ddb.transactWrite({
      items: [
        { putItem: { table: 't', key: { id: 2 }, item: { a: 1 } } },
        check({ version: { eq: 1 } }),
        check({ version: { eq: 1 }, returnValuesOnConditionCheckFailure: false }),
        { deleteItem: { table: 't', key: { id: 3 } } },
        { updateItem: { table: 't', key: { id: 4 }, update: { a: operations.increment(2) } } },
      ],
    }) as { transactItems: Record<string, unknown>[] };
    expect(transactItems.map(({ operation }) => operation)).toEqual([
      'PutItem',
      'ConditionCheck',
      'ConditionCheck',
      'DeleteItem',
      'UpdateItem',
    ]);
    expect(transactItems[1]?.condition).toMatchObject({ returnValuesOnConditionCheckFailure: true });
    expect(transactItems[2]?.condition).toMatchObject({
      returnValuesOnConditionCheckFailure: false,
      expression: '(#expName_1 = :expValue_1)',
    });
  });

  it('refuses what DynamoDB could not mean', () => {
    expect(() => ddb.query({ query: { sk: { eq: 'a', gt: 'b' } } })).toThrow('exactly one operator');
    expect(() => ddb.update({ key: { id: 1 }, update: { map: { n: operations.increment() } } })).toThrow(
      'nests operations',
    );
    expect(() => ddb.transactWrite({ items: [{ getItem: { table: 't', key: { id: 1 } } }] })).toThrow(
      'getItem',
    );
  });
});
