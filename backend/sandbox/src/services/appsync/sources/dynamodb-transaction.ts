/** TransactGetItems and TransactWriteItems of the DynamoDB data source. */
import {
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  type DynamoDBClient,
  type TransactWriteItem,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { dynamodbError } from './dynamodb-error.ts';
import {
  conditionOf,
  expressionAttributes,
  projectionOf,
  type ExpressionDocument,
} from './dynamodb-expression.ts';
import { fromItem, toItem } from './dynamodb-json.ts';
import type { SourceResult } from './source.ts';

type Document = Readonly<Record<string, unknown>>;

interface TransactionCanceled extends Error {
  readonly CancellationReasons?: readonly {
    Code?: string;
    Message?: string;
    Item?: Record<string, AttributeValue>;
  }[];
}

export async function transactGet(client: DynamoDBClient, request: Document): Promise<SourceResult> {
  const items = request.transactItems as Document[];
  try {
    const reply = await client.send(
      new TransactGetItemsCommand({
        TransactItems: items.map((item) => {
          const projection = projectionOf(item);
          return {
            Get: {
              TableName: item.table as string,
              Key: toItem(item.key),
              ...expressionAttributes([projection]),
              ...(projection ? { ProjectionExpression: projection.expression } : {}),
            },
          };
        }),
      }),
    );
    return {
      result: { items: (reply.Responses ?? []).map(({ Item }) => fromItem(Item)), cancellationReasons: null },
    };
  } catch (cause) {
    return {
      ...dynamodbError(cause),
      result: { items: null, cancellationReasons: cancellationReasons(cause) },
    };
  }
}

export async function transactWrite(client: DynamoDBClient, request: Document): Promise<SourceResult> {
  const items = request.transactItems as Document[];
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: items.map(writeItem) }));
    return { result: { keys: items.map((item) => fromItem(toItem(item.key))), cancellationReasons: null } };
  } catch (cause) {
    return {
      ...dynamodbError(cause),
      result: { keys: null, cancellationReasons: cancellationReasons(cause) },
    };
  }
}

function writeItem(item: Document): TransactWriteItem {
  const TableName = item.table as string;
  const Key = toItem(item.key);
  const condition = conditionOf(item);
  const update = item.update as ExpressionDocument | undefined;
  const attributes = expressionAttributes([update, condition]);
  const conditional = condition
    ? {
        ConditionExpression: condition.expression,
        ReturnValuesOnConditionCheckFailure:
          condition.returnValuesOnConditionCheckFailure === false ? ('NONE' as const) : ('ALL_OLD' as const),
      }
    : {};
  switch (item.operation) {
    case 'PutItem':
      return {
        Put: { TableName, Item: { ...toItem(item.attributeValues), ...Key }, ...attributes, ...conditional },
      };
    case 'UpdateItem':
      return {
        Update: { TableName, Key, UpdateExpression: update?.expression ?? '', ...attributes, ...conditional },
      };
    case 'DeleteItem':
      return { Delete: { TableName, Key, ...attributes, ...conditional } };
    case 'ConditionCheck':
      return {
        ConditionCheck: {
          TableName,
          Key,
          ...attributes,
          ...conditional,
          ConditionExpression: condition?.expression ?? '',
        },
      };
    default:
      throw new Error(`Unsupported transaction operation '${String(item.operation)}'`);
  }
}

function cancellationReasons(cause: unknown): unknown {
  const reasons = (cause as TransactionCanceled).CancellationReasons;
  return (
    reasons?.map(({ Code, Message, Item }) => ({
      type: Code ?? 'None',
      message: Message ?? 'None',
      ...(Item === undefined ? {} : { item: fromItem(Item) }),
    })) ?? null
  );
}
