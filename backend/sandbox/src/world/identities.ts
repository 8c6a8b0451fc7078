import { userPool, type UserClient } from '../../../src/data/user-pool.ts';
import { scopesByGroup } from '../../../src/generated/manifest.ts';
import { generateClientId } from '../services/cognito/app-clients.ts';
import { ensureMachineClients, type MachineClientSettings } from '../services/cognito/machine-clients.ts';
import type { UserPool } from '../services/cognito/user-pool.ts';
import {
  openRefreshTokens,
  openUserDirectory,
  signInWithoutPassword,
} from '../services/cognito/users/index.ts';
import type { RefreshTokens, UserDirectory } from '../services/cognito/users/index.ts';
import { ensureUsers, type SandboxUser } from './users.ts';
import type { GeneratedSecrets } from './generated-secrets.ts';
import type { Inhabitants } from './starting-data.ts';

/** A partner's program, and what it signs in with. */
export interface SandboxClient {
  readonly name: string;
  readonly partnerId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
  readonly scopes: readonly string[];
}

/** Everybody who can sign in, and everything that was made up for it. */
export interface Identities {
  readonly clients: readonly SandboxClient[];
  readonly users: readonly SandboxUser[];
  readonly directory: UserDirectory;
  readonly refreshTokens: RefreshTokens;
  readonly mobileClientId: string;
  readonly webClientId: string;
  /** Signs somebody in without asking for their password. @returns a refresh token */
  signIn(sub: string, clientId: string): Promise<string>;
  /** Subject and user name of whom a refresh token was issued to; none of a token that is not known. */
  ownerOf(refreshToken: string): readonly string[];
}

/** What every partner's app client has. */
export const partnerClientSettings: MachineClientSettings = {
  allowedScopes: scopesByGroup.partner,
  accessTokenValiditySeconds: userPool.partnerClient.accessTokenMinutes * 60,
};

/** Finds or makes the clients and users of the pool for the partners and people of the data. */
export async function openIdentities(
  pool: UserPool,
  { partners, users: seededUsers }: Inhabitants,
  generated: GeneratedSecrets,
  now: () => number,
  persistDirectory?: string,
): Promise<Identities> {
  const names = partners.map(({ name }) => name);
  const apiKeys = await generated.apiKeysOf(names);
  const scopes = scopesByGroup.partner;
  const machines = await ensureMachineClients(pool, names, partnerClientSettings, now);
  const clients = machines.flatMap(({ name, clientId, clientSecrets }, index): SandboxClient[] => {
    const partner = partners[index];
    const apiKey = apiKeys[name];
    // The newest: whoever made a second one has it in use, or will have.
    const clientSecret = clientSecrets.at(-1)?.value;
    if (!partner || apiKey === undefined || clientSecret === undefined) return [];
    return [{ name, partnerId: partner.partnerId, clientId, clientSecret, apiKey, scopes }];
  });
  const directory = await openUserDirectory(pool.id.split('_')[1] ?? '', persistDirectory);
  const refreshTokens = await openRefreshTokens(now, persistDirectory, userPool.refreshGraceSeconds);
  return {
    clients,
    users: await ensureUsers(directory, seededUsers, persistDirectory),
    directory,
    refreshTokens,
    async signIn(sub, clientId) {
      const client = pool.client(clientId);
      if (!client) throw new Error(`The user pool has no app client ${clientId}.`);
      return signInWithoutPassword(refreshTokens, client, sub, now());
    },
    ownerOf(refreshToken) {
      const sub = refreshTokens.ownerOf(refreshToken);
      if (sub === undefined) return [];
      const username = directory.find(sub)?.username;
      return username === undefined ? [sub] : [sub, username];
    },
    mobileClientId: await ensurePublicClient(pool, userPool.userClients.mobile),
    webClientId: await ensurePublicClient(pool, userPool.userClients.web),
  };
}

/** A client without a secret, for people: its tokens get their scopes from the user's groups. */
async function ensurePublicClient(
  pool: UserPool,
  { displayName: name, ...settings }: UserClient,
): Promise<string> {
  const clientId = pool.clients().find((client) => client.name === name)?.clientId ?? generateClientId();
  await pool.putClient({
    clientId,
    name,
    accessTokenValiditySeconds: settings.accessTokenMinutes * 60,
    refreshTokenValiditySeconds: settings.refreshTokenHours * 3600,
    clientSecrets: [],
    callbackUrls: [...settings.callbackUrls, ...settings.developmentCallbackUrls],
    allowedFlows: ['code'],
    allowedScopes: userPool.userClientScopes,
  });
  return clientId;
}
