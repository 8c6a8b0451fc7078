/** Writes as parts of a TransactWriteItems request of AppSync ("TransactWriteItems", JavaScript resolver reference for DynamoDB). */
import { util, type DynamoDBTransactWriteItemsRequest } from '@aws-appsync/utils';
import { conditionsExpression, updateExpression } from '../../data/expressions.ts';
import type { ItemKey } from '../../data/keys.ts';
import type { Condition, Write } from '../../data/writes.ts';
import { TABLE } from './table.ts';

export type TransactItem = DynamoDBTransactWriteItemsRequest['transactItems'][number];

/**
 * A condition without names or values must not bring empty maps: DynamoDB refuses them. A refused write must not bring the item that refused
 * it, which nobody reads.
 */
const conditionOf = (conditions: readonly Condition[]) => {
  const condition = conditionsExpression(conditions);
  if (!condition) return undefined;
  return {
    expression: condition.text,
    expressionNames: condition.names,
    ...(Object.keys(condition.values).length > 0
      ? { expressionValues: util.dynamodb.toMapValues(condition.values) as Record<string, unknown> }
      : {}),
    returnValuesOnConditionCheckFailure: false,
  };
};

const keyOf = (key: ItemKey) => util.dynamodb.toMapValues({ pk: key.pk, sk: key.sk });

export const transactItem = (write: Write): TransactItem => {
  const condition = conditionOf(write.conditions);
  if (write.kind === 'delete') {
    return {
      table: TABLE,
      operation: 'DeleteItem',
      key: keyOf(write.key),
      ...(condition ? { condition } : {}),
    };
  }
  if (write.kind === 'put') {
    const { pk, sk, ...rest } = write.item;
    return {
      table: TABLE,
      operation: 'PutItem',
      key: keyOf({ pk, sk }),
      attributeValues: util.dynamodb.toMapValues(rest) as Record<string, unknown>,
      ...(condition ? { condition } : {}),
    };
  }
  const update = updateExpression(write);
  return {
    table: TABLE,
    operation: 'UpdateItem',
    key: keyOf(write.key),
    update: {
      expression: update.text,
      expressionNames: update.names,
      expressionValues: util.dynamodb.toMapValues(update.values) as Record<string, unknown>,
    },
    ...(condition ? { condition } : {}),
  };
};
