/** What a request does to which keys: the actions, tables, indexes and leading keys that a role's policy speaks of. */
import type { AccessRequest } from '../../support/access.ts';

type Input = Readonly<Record<string, unknown>>;

/** The partition key's name, of a table or of one of its indexes; undefined for what there is not. */
export type PartitionKeyOf = (table: string, index?: string) => string | undefined;

/** Parts of a transaction by their names; it has no action of its own (AWS, "Using IAM with DynamoDB transactions"). */
const partActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/** Everything that the request asks for. What is malformed asks for what it can: the operation refuses it. */
export function accessOf(action: string, input: Input, partitionKeyOf: PartitionKeyOf): AccessRequest[] {
  const keysOf = (table: string, items: readonly unknown[]): string[] => {
    const name = partitionKeyOf(table) ?? '';
    return items.map((item) => text(record(record(item)[name])['S']));
  };
  const on = (name: string, table: string, items: readonly unknown[]): AccessRequest => ({
    action: `dynamodb:${name}`,
    resource: table,
    leadingKeys: keysOf(table, items),
  });
  switch (action) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return list(input['TransactItems']).flatMap((item) =>
        Object.entries(record(item)).map(([part, one]) => {
          const { TableName: table, Key: key, Item: whole } = record(one);
          return on(partActions[part] ?? part, text(table), [key ?? whole]);
        }),
      );
    case 'BatchGetItem':
      return Object.entries(record(input['RequestItems'])).map(([table, { Keys: keys }]) =>
        on(action, table, list(keys)),
      );
    case 'BatchWriteItem':
      return Object.entries(record(input['RequestItems'])).map(([table, writes]) =>
        on(
          action,
          table,
          list(writes).map((write) => {
            const { PutRequest: put, DeleteRequest: removal } = record(write);
            return record(put)['Item'] ?? record(removal)['Key'];
          }),
        ),
      );
    case 'Query': {
      const { table, index, resource } = readFrom(input);
      const leadingKeys = [queriedKey(input, partitionKeyOf(table, index) ?? '')];
      return [{ action: 'dynamodb:Query', resource, leadingKeys }];
    }
    case 'Scan':
      return [{ action: 'dynamodb:Scan', resource: readFrom(input).resource }];
    default: {
      const key = input['Key'] ?? input['Item'];
      const table = text(input['TableName']);
      return [
        key === undefined ? { action: `dynamodb:${action}`, resource: table } : on(action, table, [key]),
      ];
    }
  }
}

/** What a Query or Scan reads: a table, or one of its indexes. */
function readFrom(input: Input): { table: string; index: string | undefined; resource: string } {
  const table = text(input['TableName']);
  const index = typeof input['IndexName'] === 'string' ? input['IndexName'] : undefined;
  return { table, index, resource: index === undefined ? table : `${table}/index/${index}` };
}

/** What the key condition says the partition key equals; '' when it says nothing that can be read. */
function queriedKey(input: Input, partitionKey: string): string {
  const names = record(input['ExpressionAttributeNames']);
  const values = record(input['ExpressionAttributeValues']);
  const sides = text(input['KeyConditionExpression']).split('=');
  for (const [index, side] of sides.slice(1).entries()) {
    const name = sides[index]?.trim().split(/[\s(]/).at(-1) ?? '';
    const value = side.trim().split(/[\s)]/)[0] ?? '';
    if ((names[name] ?? name) === partitionKey) return text(record(values[value])['S']);
  }
  return '';
}

const record = (value: unknown): Readonly<Record<string, never>> =>
  (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, never>>;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
