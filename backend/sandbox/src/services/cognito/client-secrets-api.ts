/**
 * The actions of the user pools API by which a program with AWS credentials keeps the secrets of app clients. AWS: "Amazon Cognito user
 * pools API", one page for each action.
 */
import type { TokenIssuer } from './access-token.ts';
import { newClientSecret, type AppClient, type ClientSecret } from './app-clients.ts';
import { ServiceError } from './users/service-error.ts';
import type { Action } from './users/user-pools-api.ts';

/** Secrets of a client at a time. */
const limit = 2;

export const clientSecretActions: Readonly<Record<string, Action>> = {
  ListUserPoolClients: async (_input, { pool }) => ({
    UserPoolClients: pool.clients().map(({ clientId, name }) => ({ ClientId: clientId, ClientName: name })),
  }),

  ListUserPoolClientSecrets: async (input, issuer) => ({
    ClientSecrets: find(input, issuer).clientSecrets.map(describe),
  }),

  async AddUserPoolClientSecret(input, issuer) {
    const client = find(input, issuer);
    const { clientSecrets } = client;
    if (clientSecrets.length >= limit)
      throw new ServiceError('LimitExceededException', `The client has ${limit} secrets already.`);
    // Ids are made of times: two of one millisecond would be the same.
    const createdAt = Math.max(issuer.now(), (clientSecrets.at(-1)?.createdAt ?? 0) + 1);
    const secret = newClientSecret(client.clientId, createdAt);
    await issuer.pool.putClient({ ...client, clientSecrets: [...clientSecrets, secret] });
    return { ClientSecretDescriptor: { ...describe(secret), ClientSecretValue: secret.value } };
  },

  async DeleteUserPoolClientSecret(input, issuer) {
    const client = find(input, issuer);
    const left = client.clientSecrets.filter(({ id }) => id !== input['ClientSecretId']);
    if (left.length === client.clientSecrets.length)
      throw new ServiceError('ResourceNotFoundException', 'Client secret does not exist.');
    if (left.length === 0)
      throw new ServiceError('InvalidParameterException', 'The last client secret cannot be deleted.');
    await issuer.pool.putClient({ ...client, clientSecrets: left });
    return {};
  },
};

const find = (input: Readonly<Record<string, unknown>>, { pool }: TokenIssuer): AppClient => {
  const client = pool.client(String(input['ClientId']));
  if (!client) throw new ServiceError('ResourceNotFoundException', 'User pool client does not exist.');
  return client;
};

const describe = ({ id, createdAt }: ClientSecret) => ({
  ClientSecretId: id,
  ClientSecretCreateDate: createdAt / 1000,
});
