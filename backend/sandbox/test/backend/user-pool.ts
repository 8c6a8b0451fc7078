/** A user pool for functions that keep its accounts, with the mails it would send. */
import { scopesByGroup } from '../../../src/generated/manifest.ts';
import { startCognito } from '../../src/services/cognito/start.ts';
import { openUserPool } from '../../src/services/cognito/user-pool.ts';
import {
  openRefreshTokens,
  openUserDirectory,
  userSignIn,
  type Invitation,
  type UserDirectory,
} from '../../src/services/cognito/users/index.ts';

export interface TestUserPool {
  readonly directory: UserDirectory;
  readonly invitations: readonly Invitation[];
  /** For `startBackend`. */
  readonly environment: Record<string, string>;
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
    directory,
    invitations,
    environment: { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url, USER_POOL_ID: pool.id },
    close: () => cognito.close(),
  };
};
