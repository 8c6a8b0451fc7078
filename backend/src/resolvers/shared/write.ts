/** Parts of a TransactWriteItems request as AppSync takes it ("TransactWriteItems", JavaScript resolver reference for DynamoDB). */
import { util, type DynamoDBTransactWriteItemsRequest } from '@aws-appsync/utils';
import type { ItemKey } from '../../data/keys.ts';
import { TABLE } from './table.ts';

export type TransactItem = DynamoDBTransactWriteItemsRequest['transactItems'][number];

type Attributes = Readonly<Record<string, unknown>>;

export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Attributes;
}

/** A condition without names or values must not bring empty maps: DynamoDB refuses them. */
const conditionOf = ({ expression, names, values }: Condition) => ({
  expression,
  ...(names ? { expressionNames: names } : {}),
  ...(values ? { expressionValues: util.dynamodb.toMapValues(values) as Record<string, unknown> } : {}),
  // A refused write would otherwise bring the item that refused it, which nobody reads.
  returnValuesOnConditionCheckFailure: false,
});

const keyOf = (key: ItemKey) => util.dynamodb.toMapValues({ pk: key.pk, sk: key.sk });

/** Puts an item that must not be there yet. */
export const putNew = (item: ItemKey & Attributes): TransactItem => {
  const { pk, sk, ...rest } = item;
  return {
    table: TABLE,
    operation: 'PutItem',
    key: keyOf({ pk, sk }),
    attributeValues: util.dynamodb.toMapValues(rest) as Record<string, unknown>,
    condition: conditionOf({ expression: 'attribute_not_exists(pk)' }),
  };
};

export interface Change {
  readonly set: Attributes;
  readonly remove?: readonly string[];
  /** Numbers to add: negative to subtract. */
  readonly add?: Readonly<Record<string, number>>;
}

/** `SET #a = :a REMOVE #b ADD #c :c`: every name is a placeholder, because `status` and others are reserved words. */
export const updateIf = (key: ItemKey, change: Change, condition: Condition): TransactItem => {
  const remove = change.remove ?? [];
  const add: Readonly<Record<string, number>> = change.add ?? {};
  const sets = Object.keys(change.set).map((name) => `#${name} = :${name}`);
  const adds = Object.keys(add).map((name) => `#${name} :${name}`);
  const names: Record<string, string> = {};
  for (const name of [...Object.keys(change.set), ...remove, ...Object.keys(add)]) names[`#${name}`] = name;
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...change.set, ...add })) values[`:${name}`] = value;
  const clauses = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '',
    adds.length > 0 ? `ADD ${adds.join(', ')}` : '',
  ];
  return {
    table: TABLE,
    operation: 'UpdateItem',
    key: keyOf(key),
    update: {
      expression: clauses.filter((clause) => clause !== '').join(' '),
      expressionNames: names,
      expressionValues: util.dynamodb.toMapValues(values) as Record<string, unknown>,
    },
    condition: conditionOf(condition),
  };
};
