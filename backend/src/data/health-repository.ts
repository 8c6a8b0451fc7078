/** Whether the table answers. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { healthKey } from './keys.ts';
import type { TableClient } from './table-client.ts';

export const healthRepository = (table: TableClient) => ({
  /** Resolves when the table answered, with or without an item; rejects when it did not. */
  async touch(): Promise<void> {
    await table.client.send(new GetCommand({ TableName: table.name, Key: healthKey() }));
  },
});
