/** The table the suite works on: the backend's shape, with an index of each projection and one number key. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

let made = 0;

const indexOn = (
  name: string,
  range: string,
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] },
) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: `${name}pk`, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ],
  Projection,
});

export function tableInput(TableName: string): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      ...['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi3pk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      { AttributeName: 'rank', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      indexOn('gsi1', 'gsi1sk', { ProjectionType: 'ALL' }),
      indexOn('gsi2', 'rank', { ProjectionType: 'KEYS_ONLY' }),
      indexOn('gsi3', 'sk', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total'] }),
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  };
}

/** Makes a fresh table and returns its name. */
export async function createTable(client: DynamoDBClient): Promise<string> {
  made += 1;
  const name = `suite-${made}`;
  await client.send(new CreateTableCommand(tableInput(name)));
  return name;
}

/** The key of an item, in DynamoDB's JSON notation. */
export const key = (pk: string, sk = 'x') => ({ pk: { S: pk }, sk: { S: sk } });
