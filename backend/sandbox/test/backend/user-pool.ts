/** A user pool for functions that keep its accounts, with the mails it would send. */
import { scopesByGroup } from '../../../src/generated/manifest.ts';
import { startCognito } from '../../src/services/cognito/start.ts';
import { newClientSecret } from '../../src/services/cognito/app-clients.ts';
import { openUserPool, type UserPool } from '../../src/services/cognito/user-pool.ts';
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
  /** For `startBackend`. */
  readonly environment: Record<string, string>;
  /** A machine client. @param secrets how many; default 1, which every client is given first */
  addClient(clientId: string, secrets?: number): Promise<void>;
  close(): Promise<void>;
}

export const startUserPool = async (): Promise<TestUserPool> => {
  const pool = await openUserPool();
  const directory = await openUserDirectory(pool.id);
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
    preTokenGeneration: () => Promise.reject(new Error('nobody signs in here')),
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
    environment: { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url, USER_POOL_ID: pool.id },
    close: () => cognito.close(),
  };
};
