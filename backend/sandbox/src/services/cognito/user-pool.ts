import { randomInt } from 'node:crypto';
import { keptFile } from '../../support/kept-file.ts';
import { newClientSecret, type AppClient } from './app-clients.ts';
import { defaultPasswordPolicy, type PasswordPolicy } from './users/passwords.ts';
import { generateSigningKeys, loadSigningKeys } from './signing-keys.ts';
import type { SigningKeys, StoredSigningKeys } from './signing-keys.ts';

/** What a pool is made of and what `--persist` keeps. */
interface StoredUserPool {
  readonly id: string;
  readonly signingKeys: StoredSigningKeys;
  readonly clients: readonly StoredClient[];
}

/** Sandboxes before this one kept one secret, and not since when. */
type StoredClient = Omit<AppClient, 'clientSecrets'> &
  Partial<Pick<AppClient, 'clientSecrets'>> & { readonly clientSecret?: string };

export interface UserPoolSettings {
  readonly passwordPolicy: PasswordPolicy;
  /** Whether everybody has to have an authenticator app, or who wants to. */
  readonly mfa: 'ON' | 'OPTIONAL';
}

/** A user pool: its id, its keys and its app clients. */
export interface UserPool extends UserPoolSettings {
  /** Such as `us-east-1_Ab1Cd2Ef3`. */
  readonly id: string;
  readonly region: string;
  readonly arn: string;
  readonly signingKeys: SigningKeys;
  clients(): readonly AppClient[];
  client(clientId: string): AppClient | undefined;
  /** Adds a client, or replaces the one with its id, and keeps it. */
  putClient(client: AppClient): Promise<void>;
}

const region = 'us-east-1';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Libraries check the form of the id before they look at a token: region, underscore, nine letters and digits. */
const generatePoolId = (): string =>
  `${region}_${Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('')}`;

const withSecrets = ({ clientSecret, clientSecrets, ...client }: StoredClient): AppClient => ({
  ...client,
  clientSecrets:
    clientSecrets ??
    (clientSecret === undefined ? [] : [newClientSecret(client.clientId, Date.now(), clientSecret)]),
});

/**
 * Opens the pool kept in `directory`, or makes a new one.
 *
 * @param directory where to keep it; undefined: nowhere.
 * @throws Error when the kept file is damaged.
 */
export async function openUserPool(
  directory?: string,
  { passwordPolicy = defaultPasswordPolicy, mfa = 'OPTIONAL' }: Partial<UserPoolSettings> = {},
): Promise<UserPool> {
  const file = keptFile<StoredUserPool>(directory, 'user-pool.json', 'keys and clients');
  const kept = await file.read();
  const stored: StoredUserPool = kept ?? {
    id: generatePoolId(),
    signingKeys: await generateSigningKeys(),
    clients: [],
  };
  const clients = new Map(stored.clients.map((client) => [client.clientId, withSecrets(client)]));
  const save = (): Promise<void> => file.write({ ...stored, clients: [...clients.values()] });
  if (!kept) await save();
  return {
    id: stored.id,
    region,
    arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${stored.id}`,
    signingKeys: await loadSigningKeys(stored.signingKeys),
    passwordPolicy,
    mfa,
    clients: () => [...clients.values()],
    client: (clientId) => clients.get(clientId),
    async putClient(client) {
      clients.set(client.clientId, client);
      await save();
    },
  };
}
