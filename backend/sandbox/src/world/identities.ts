import { scopesByGroup } from '../../../src/generated/manifest.ts';
import { generateClientId } from '../services/cognito/app-clients.ts';
import { ensureMachineClients } from '../services/cognito/machine-clients.ts';
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

/**
 * The app clients for people, with the lifetimes of those in backend/infra/identity: couriers keep their phone for weeks, a browser
 * on a desk is signed in for a day. The pages may send a browser back to the courier's app and to the dashboard's development server.
 */
const publicClients = {
  mobile: {
    name: 'Northwind Courier',
    accessTokenValiditySeconds: 60 * 60,
    refreshTokenValiditySeconds: 30 * 86_400,
    callbackUrls: ['northwind://signed-in'],
  },
  web: {
    name: 'Northwind Dashboard',
    accessTokenValiditySeconds: 30 * 60,
    refreshTokenValiditySeconds: 12 * 3_600,
    callbackUrls: ['http://localhost:5173/', 'http://localhost:5173/signed-in', 'http://127.0.0.1:5173/'],
  },
} as const;

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
  const machines = await ensureMachineClients(pool, names, scopes);
  const clients = machines.flatMap(({ name, clientId, clientSecret = '' }, index): SandboxClient[] => {
    const partner = partners[index];
    const apiKey = apiKeys[name];
    if (!partner || apiKey === undefined) return [];
    return [{ name, partnerId: partner.partnerId, clientId, clientSecret, apiKey, scopes }];
  });
  const directory = await openUserDirectory(pool.id.split('_')[1] ?? '', persistDirectory);
  const refreshTokens = await openRefreshTokens(now, persistDirectory);
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
    mobileClientId: await ensurePublicClient(pool, publicClients.mobile),
    webClientId: await ensurePublicClient(pool, publicClients.web),
  };
}

/** A client without a secret, for people: its tokens get their scopes from the user's groups. */
async function ensurePublicClient(
  pool: UserPool,
  settings: (typeof publicClients)[keyof typeof publicClients],
): Promise<string> {
  const clientId = pool.clients().find(({ name }) => name === settings.name)?.clientId ?? generateClientId();
  await pool.putClient({
    clientId,
    ...settings,
    allowedFlows: ['code'],
    allowedScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
  });
  return clientId;
}
