/**
 * `@aws-appsync/utils/dynamodb`, after AWS AppSync Developer Guide, "Built-in modules": each function makes the request document
 * that the DynamoDB data source understands. The document's form (placeholder names, `N` as a number, increment without
 * `if_not_exists`) is the one EvaluateCode answers with.
 */
import { asObject, buildExpression, buildKeyCondition, numberedPlaceholders } from './expressions.ts';
import {
  toBinarySet,
  toDynamoDB,
  toMapValues,
  toNumberSet,
  toStringSet,
  type TypedValue,
} from './dynamodb-values.ts';

type Fields = Record<string, unknown>;
type Document = Record<string, unknown>;

/** What `operations.*` return; recognised by identity so that an item may hold a map that looks like one. */
interface UpdateOperation {
  readonly operator: 'set' | 'remove' | 'increment' | 'decrement' | 'append' | 'prepend' | 'item';
  readonly payload?: unknown;
  readonly index?: number;
}
const updateOperations = new WeakSet<object>();

function operation(value: UpdateOperation): UpdateOperation {
  updateOperations.add(value);
  return value;
}

export const operations = {
  add: (payload: unknown) => operation({ operator: 'set', payload }),
  replace: (payload: unknown) => operation({ operator: 'set', payload }),
  remove: () => operation({ operator: 'remove' }),
  increment: (by = 1) => operation({ operator: 'increment', payload: by }),
  decrement: (by = 1) => operation({ operator: 'decrement', payload: by }),
  append: (payload: unknown) => operation({ operator: 'append', payload }),
  prepend: (payload: unknown) => operation({ operator: 'prepend', payload }),
  updateListItem: (payload: unknown, index: number) => operation({ operator: 'item', payload, index }),
};

/** `SET … REMOVE …` for the whole update object; nested maps become paths, plain values become SET. */
function updateExpression(update: unknown): Document {
  const to = numberedPlaceholders();
  const assignments: string[] = [];
  const removals: string[] = [];
  const visit = (fields: Fields, path: string[]) => {
    for (const [name, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      const target = [...path, to.name(name)];
      const attribute = target.join('.');
      for (const change of Array.isArray(value) && value.some(isOperation) ? value : [value as unknown]) {
        if (!isOperation(change)) {
          assignments.push(`${attribute} = ${to.value(name, toDynamoDB(change))}`);
          continue;
        }
        const operand = () => to.value(name, toDynamoDB(change.payload));
        switch (change.operator) {
          case 'set':
            assignments.push(`${attribute} = ${operand()}`);
            break;
          case 'remove':
            removals.push(attribute);
            break;
          case 'increment':
            assignments.push(`${attribute} = ${attribute} + ${operand()}`);
            break;
          case 'decrement':
            assignments.push(`${attribute} = ${attribute} - ${operand()}`);
            break;
          case 'append':
            assignments.push(`${attribute} = list_append(${attribute}, ${operand()})`);
            break;
          case 'prepend':
            assignments.push(`${attribute} = list_append(${operand()}, ${attribute})`);
            break;
          case 'item':
            assignments.push(`${attribute}[${change.index ?? 0}] = ${operand()}`);
            break;
        }
      }
    }
  };
  visit(withNestedOperationsFlattened(asObject(update)), []);
  const expression = [
    assignments.length > 0 ? `SET ${assignments.join(', ')}` : '',
    removals.length > 0 ? `REMOVE ${removals.join(', ')}` : '',
  ].filter((part) => part !== '');
  return { expression: expression.join(' '), expressionNames: to.names, expressionValues: to.values };
}

/** A map that holds operations somewhere is an update of its parts, not a new value; this is refused rather than guessed. */
function withNestedOperationsFlattened(update: Fields): Fields {
  for (const [name, value] of Object.entries(update)) {
    if (
      typeof value === 'object' &&
      value !== null &&
      !isOperation(value) &&
      !Array.isArray(value) &&
      holdsOperation(value)
    ) {
      throw new Error(
        `The update of '${name}' nests operations inside a map; write the whole map or a top-level attribute`,
      );
    }
  }
  return update;
}

function holdsOperation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isOperation(value) || Object.values(value).some(holdsOperation);
}

function isOperation(value: unknown): value is UpdateOperation {
  return typeof value === 'object' && value !== null && updateOperations.has(value);
}

function projection(fields: unknown): Document {
  if (!Array.isArray(fields)) return {};
  const to = numberedPlaceholders();
  const expression = (fields as string[])
    .map((path) =>
      path
        .split('.')
        .map((part) => to.name(part))
        .join('.'),
    )
    .join(', ');
  return { projection: { expression, expressionNames: to.names } };
}

function filter(value: unknown): Document {
  return isEmpty(value) ? {} : { filter: buildExpression(value, numberedPlaceholders()) };
}

function condition(value: unknown, transaction = false): Document {
  if (isEmpty(value)) return {};
  const { returnValuesOnConditionCheckFailure, ...conditions } = asObject(value);
  return {
    condition: {
      ...buildExpression(conditions, numberedPlaceholders()),
      // AppSync returns the item of a failed condition in a transaction unless it is told not to ("TransactWriteItems").
      ...(transaction
        ? { returnValuesOnConditionCheckFailure: returnValuesOnConditionCheckFailure ?? true }
        : {}),
    },
  };
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function given(input: Fields, names: readonly string[]): Document {
  return Object.fromEntries(
    names
      .filter((name) => input[name] !== undefined && input[name] !== null)
      .map((name) => [name, input[name]]),
  );
}

function eachTable(tables: unknown, map: (entry: unknown) => unknown): Document {
  return Object.fromEntries(Object.entries(asObject(tables)).map(([table, entry]) => [table, map(entry)]));
}

const mapEach = (entries: unknown): Record<string, TypedValue>[] => (entries as unknown[]).map(toMapValues);

export const dynamodbModule = {
  get: (input: Fields) => ({
    operation: 'GetItem',
    key: toMapValues(input.key),
    ...given(input, ['consistentRead']),
    ...projection(input.projection),
  }),
  put: (input: Fields) => ({
    operation: 'PutItem',
    key: toMapValues(input.key),
    attributeValues: toMapValues(input.item),
    ...condition(input.condition),
    ...given(input, ['customPartitionKey', 'populateIndexFields', '_version']),
  }),
  update: (input: Fields) => ({
    operation: 'UpdateItem',
    key: toMapValues(input.key),
    update: updateExpression(input.update),
    ...condition(input.condition),
    ...given(input, ['customPartitionKey', 'populateIndexFields', '_version']),
  }),
  remove: (input: Fields) => ({
    operation: 'DeleteItem',
    key: toMapValues(input.key),
    ...condition(input.condition),
    ...given(input, ['customPartitionKey', 'populateIndexFields', '_version']),
  }),
  query: (input: Fields) => ({
    operation: 'Query',
    query: buildKeyCondition(input.query, numberedPlaceholders()),
    ...given(input, ['index', 'limit', 'nextToken', 'scanIndexForward', 'consistentRead', 'select']),
    ...filter(input.filter),
    ...projection(input.projection),
  }),
  scan: (input: Fields) => ({
    operation: 'Scan',
    ...given(input, ['index', 'limit', 'nextToken', 'consistentRead', 'totalSegments', 'segment', 'select']),
    ...filter(input.filter),
    ...projection(input.projection),
  }),
  batchGet: (input: Fields) => ({
    operation: 'BatchGetItem',
    tables: eachTable(input.tables, (entry) => {
      const table = asObject(entry);
      return {
        keys: mapEach(table.keys),
        ...given(table, ['consistentRead']),
        ...projection(table.projection),
      };
    }),
  }),
  batchPut: (input: Fields) => ({ operation: 'BatchPutItem', tables: eachTable(input.tables, mapEach) }),
  batchDelete: (input: Fields) => ({
    operation: 'BatchDeleteItem',
    tables: eachTable(input.tables, mapEach),
  }),
  transactGet: (input: Fields) => ({
    operation: 'TransactGetItems',
    transactItems: (input.items as Fields[]).map((item) => ({
      table: item.table,
      key: toMapValues(item.key),
      ...projection(item.projection),
    })),
  }),
  transactWrite: (input: Fields) => ({
    operation: 'TransactWriteItems',
    transactItems: (input.items as Fields[]).map(transactItem),
  }),
  operations,
  toStringSet,
  toNumberSet,
  toBinarySet,
};

function transactItem(entry: Fields): Document {
  const [kind, ...more] = Object.keys(entry);
  if (kind === undefined || more.length > 0)
    throw new Error('Each transaction item holds exactly one operation');
  const item = asObject(entry[kind]);
  const common = { table: item.table, key: toMapValues(item.key), ...condition(item.condition, true) };
  switch (kind) {
    case 'putItem':
      return { operation: 'PutItem', ...common, attributeValues: toMapValues(item.item) };
    case 'updateItem':
      return { operation: 'UpdateItem', ...common, update: updateExpression(item.update) };
    case 'deleteItem':
      return { operation: 'DeleteItem', ...common };
    case 'conditionCheck':
      return { operation: 'ConditionCheck', ...common };
    default:
      throw new Error(`Unsupported transaction item '${kind}'`);
  }
}
