/** A user pool for functions that keep its accounts, with the mails it would send. */
import { scopesByGroup } from '../../../src/generated/manifest.ts';
import { cognitoUsers, memoryStorage, type SignInStep } from '@northwind/sdk/cognito';
import { generateClientId, newClientSecret } from '../../src/services/cognito/app-clients.ts';
import { startCognito } from '../../src/services/cognito/start.ts';
import { openUserPool, type UserPool, type UserPoolSettings } from '../../src/services/cognito/user-pool.ts';
import {
  openRefreshTokens,
  openUserDirectory,
  userSignIn,
  type Invitation,
  type UserDirectory,
} from '../../src/services/cognito/users/index.ts';

export interface TestUserPool {
  readonly pool: UserPool;
  readonly directory: UserDirectory;
  readonly invitations: readonly Invitation[];
  /** The sign-in of an app, by the SDK. Tokens say what the pool says: there is no trigger. */
  signIn(email: string, password: string): Promise<SignInStep>;
  /** For `startBackend`. */
  readonly environment: Record<string, string>;
  /** A machine client. @param secrets how many; default 1, which every client is given first */
  addClient(clientId: string, secrets?: number): Promise<void>;
  close(): Promise<void>;
}

/** @param settings - default: those of the sandbox's own pool */
export const startUserPool = async (settings: Partial<UserPoolSettings> = {}): Promise<TestUserPool> => {
  const pool = await openUserPool(undefined, settings);
  const clientId = generateClientId();
  await pool.putClient({
    clientId,
    name: 'Northwind Courier',
    clientSecrets: [],
    allowedFlows: ['code'],
    allowedScopes: [],
    accessTokenValiditySeconds: 3600,
    callbackUrls: [],
  });
  const directory = await openUserDirectory(pool.id.split('_')[1] ?? '');
  const invitations: Invitation[] = [];
  const administration = {
    secretOf: () => 'test',
    groups: Object.keys(scopesByGroup),
    invited: (invitation: Invitation) => void invitations.push(invitation),
  };
  const refreshTokens = await openRefreshTokens(Date.now);
  const cognito = await startCognito({
    port: 0,
    pool,
    preTokenGeneration: async (event) => ({ ...(event as object), response: {} }),
    ...userSignIn(pool.id, directory, refreshTokens, Date.now, undefined, administration),
  });
  return {
    pool,
    addClient: (clientId, secrets = 1) =>
      pool.putClient({
        clientId,
        name: clientId,
        clientSecrets: Array.from({ length: secrets }, (_, index) =>
          newClientSecret(clientId, Date.now() - 86_400_000 + index),
        ),
        allowedFlows: ['client_credentials'],
        allowedScopes: [],
        accessTokenValiditySeconds: 3600,
      }),
    directory,
    invitations,
    signIn: (email, password) =>
      cognitoUsers({
        userPoolId: pool.id,
        clientId,
        endpoint: cognito.url,
        storage: memoryStorage(),
      }).signIn(email, password),
    environment: { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url, USER_POOL_ID: pool.id },
    close: () => cognito.close(),
  };
};
