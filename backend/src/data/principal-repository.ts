/** Clients and users: who a token is issued to. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Client, User } from '../domain/principal.ts';
import { entityOf } from './items.ts';
import { clientKey, userKey } from './keys.ts';
import type { TableClient } from './table-client.ts';

export const principalRepository = (table: TableClient) => ({
  async findClient(clientId: string): Promise<Client | undefined> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: clientKey(clientId) }),
    );
    return Item && entityOf<Client>(Item);
  },

  async findUser(sub: string): Promise<User | undefined> {
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: userKey(sub) }));
    return Item && entityOf<User>(Item);
  },
});

export type PrincipalRepository = ReturnType<typeof principalRepository>;
