/** The Lambda function `credential-rotation`: the rotation, wired to Secrets Manager, the user pool and its token endpoint. */
import {
  AddUserPoolClientSecretCommand,
  CognitoIdentityProviderClient,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { rotate } from './rotation.ts';
import type { ClientSecrets, CredentialStore, PartnerCredentials, RotationEvent } from './rotation.ts';

const credentialStore = (client: SecretsManagerClient): CredentialStore => ({
  async stages(secretId) {
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
    return VersionIdsToStages ?? {};
  },
  async read(secretId, stage, versionId) {
    try {
      const { SecretString } = await client.send(
        new GetSecretValueCommand({
          SecretId: secretId,
          VersionStage: stage,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
        }),
      );
      return SecretString === undefined ? undefined : (JSON.parse(SecretString) as PartnerCredentials);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  },
  async writePending(secretId, versionId, value) {
    await client.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: versionId,
        SecretString: JSON.stringify(value),
        VersionStages: ['AWSPENDING'],
      }),
    );
  },
  async makeCurrent(secretId, versionId, formerVersionId) {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: versionId,
        ...(formerVersionId === undefined ? {} : { RemoveFromVersionId: formerVersionId }),
      }),
    );
  },
});

const clientSecrets = (client: CognitoIdentityProviderClient, userPoolId: string): ClientSecrets => ({
  async list(clientId) {
    const { ClientSecrets: list = [] } = await client.send(
      new ListUserPoolClientSecretsCommand({ UserPoolId: userPoolId, ClientId: clientId }),
    );
    return list.flatMap(({ ClientSecretId: id, ClientSecretCreateDate: createdAt }) =>
      id === undefined ? [] : [{ id, createdAt: createdAt ?? new Date(0) }],
    );
  },
  async add(clientId) {
    const { ClientSecretDescriptor: made } = await client.send(
      new AddUserPoolClientSecretCommand({ UserPoolId: userPoolId, ClientId: clientId }),
    );
    if (!made?.ClientSecretId || !made.ClientSecretValue) throw new Error('Cognito made no client secret.');
    return { id: made.ClientSecretId, value: made.ClientSecretValue };
  },
  async remove(clientId, id) {
    await client.send(
      new DeleteUserPoolClientSecretCommand({
        UserPoolId: userPoolId,
        ClientId: clientId,
        ClientSecretId: id,
      }),
    );
  },
});

async function issuesToken({
  clientId,
  clientSecret,
  tokenUrl,
  scope,
}: PartnerCredentials): Promise<boolean> {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    signal: AbortSignal.timeout(10_000),
  });
  await response.arrayBuffer();
  return response.ok;
}

let clients: { readonly store: CredentialStore; readonly secrets: ClientSecrets } | undefined;

export async function handler(event: RotationEvent): Promise<void> {
  const userPoolId = process.env['USER_POOL_ID'];
  if (!userPoolId) throw new Error('USER_POOL_ID says which pool the clients are of.');
  clients ??= {
    store: credentialStore(new SecretsManagerClient()),
    secrets: clientSecrets(new CognitoIdentityProviderClient(), userPoolId),
  };
  await rotate(event, { ...clients, issuesToken });
}
