/** A table as data: what CreateTable is asked for. */
export interface TableDefinition {
  readonly name: string;
  readonly billingMode: 'PAY_PER_REQUEST';
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly globalSecondaryIndexes: readonly GlobalSecondaryIndex[];
  /** Epoch seconds; items without it stay. */
  readonly timeToLiveAttribute: string;
  readonly streamViewType: string;
}

export interface GlobalSecondaryIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projection: string;
}

/** The CreateTable request for a table; time to live is a request of its own (`timeToLiveAttribute`). */
export function createTableRequest(definition: TableDefinition): Record<string, unknown> {
  const attributes = new Set([
    definition.partitionKey,
    definition.sortKey,
    ...definition.globalSecondaryIndexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
  ]);
  return {
    TableName: definition.name,
    BillingMode: definition.billingMode,
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keySchema(definition.partitionKey, definition.sortKey),
    GlobalSecondaryIndexes: definition.globalSecondaryIndexes.map(
      ({ name, partitionKey, sortKey, projection }) => ({
        IndexName: name,
        KeySchema: keySchema(partitionKey, sortKey),
        Projection: { ProjectionType: projection },
      }),
    ),
    StreamSpecification: { StreamEnabled: true, StreamViewType: definition.streamViewType },
  };
}

function keySchema(partitionKey: string, sortKey: string): { AttributeName: string; KeyType: string }[] {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}
