/** The client secrets in the user pool (Amazon Cognito API reference, the page of each `…UserPoolClientSecret` action). */
import {
  AddUserPoolClientSecretCommand,
  CognitoIdentityProviderClient,
  DeleteUserPoolClientSecretCommand,
  LimitExceededException,
  ListUserPoolClientSecretsCommand,
  paginateListUserPoolClients,
  ResourceNotFoundException,
  type ClientSecretDescriptorType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ClientSecret } from '../domain/client-secret.ts';
import { Refusal } from '../domain/refusal.ts';
import { requiredVariable } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';

export interface SecretPool {
  /** @throws Refusal `access_denied` when the pool has no such client any more */
  list(clientId: string): Promise<readonly ClientSecret[]>;
  /** @returns the secret and its value, which the pool tells once; nothing when the client has as many as it may */
  add(clientId: string): Promise<{ readonly secret: ClientSecret; readonly value: string } | undefined>;
  /** Ids of all clients, people's too. */
  clientIds(): AsyncIterable<string>;
  /** Ends a secret, if it is there. */
  remove(clientId: string, id: string): Promise<void>;
}

const secretOf = ({ ClientSecretId, ClientSecretCreateDate }: ClientSecretDescriptorType): ClientSecret => {
  if (ClientSecretId === undefined || ClientSecretCreateDate === undefined)
    throw new Error('The user pool returned a client secret without its id or its date.');
  return { id: ClientSecretId, createdAt: ClientSecretCreateDate.toISOString() };
};

export const connectSecretPool = (
  traced: (client: CognitoIdentityProviderClient) => CognitoIdentityProviderClient,
): SecretPool => {
  const pool = lazily(() => {
    const UserPoolId = requiredVariable('USER_POOL_ID');
    const client = new CognitoIdentityProviderClient({
      // The pool is in one Region, this function in two: a pool's id begins with its Region.
      region: UserPoolId.slice(0, UserPoolId.indexOf('_')),
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
    });
    return { UserPoolId, client: traced(client) };
  });

  return {
    async list(ClientId) {
      const { UserPoolId, client } = pool();
      try {
        const { ClientSecrets = [] } = await client.send(
          new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }),
        );
        return ClientSecrets.map(secretOf);
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        throw new Refusal(
          'access_denied',
          'The client that the access token was issued to is there no more.',
        );
      }
    },

    async add(ClientId) {
      const { UserPoolId, client } = pool();
      try {
        const { ClientSecretDescriptor: made } = await client.send(
          new AddUserPoolClientSecretCommand({ UserPoolId, ClientId }),
        );
        if (made?.ClientSecretValue === undefined)
          throw new Error('The user pool returned no client secret.');
        return { secret: secretOf(made), value: made.ClientSecretValue };
      } catch (error) {
        if (error instanceof LimitExceededException) return undefined;
        throw error;
      }
    },

    async *clientIds() {
      const { UserPoolId, client } = pool();
      for await (const { UserPoolClients = [] } of paginateListUserPoolClients(
        { client },
        { UserPoolId, MaxResults: 60 },
      ))
        for (const { ClientId } of UserPoolClients) if (ClientId !== undefined) yield ClientId;
    },

    async remove(ClientId, ClientSecretId) {
      const { UserPoolId, client } = pool();
      try {
        await client.send(new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId }));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
    },
  };
};
