/** What the table knows of clients' secrets: when they were made, and their fingerprints. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ClientSecret, ClientSecrets } from '../domain/client-secret.ts';
import { clientSecretsItem, entityOf } from './items.ts';
import { clientSecretsKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import { isAbsent, isVersion, type Write } from './writes.ts';

export const clientSecretRepository = (table: TableClient) => ({
  async find(clientId: string): Promise<ClientSecrets> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: clientSecretsKey(clientId), ConsistentRead: true }),
    );
    return Item ? entityOf<ClientSecrets>(Item) : { clientId, secrets: [], version: 0 };
  },

  /** @throws ConditionFailed when somebody else wrote after `before` was read */
  replace: (
    before: ClientSecrets,
    secrets: readonly ClientSecret[],
    record: readonly Write[] = [],
  ): Promise<void> =>
    transact(table, [
      {
        kind: 'put',
        label: 'client secrets',
        item: clientSecretsItem({ clientId: before.clientId, secrets, version: before.version + 1 }),
        conditions: [before.version === 0 ? isAbsent : isVersion(before.version)],
      },
      ...record,
    ]),
});

export type ClientSecretRepository = ReturnType<typeof clientSecretRepository>;
