import { scopesByGroup } from '../../src/generated/manifest.ts';
import { secrets as secretDefinitions } from '../../src/functions/index.ts';
import { generateClientId } from './cognito/app-clients.ts';
import { ensureMachineClients } from './cognito/machine-clients.ts';
import type { UserPool } from './cognito/user-pool.ts';
import { ensureUsers, openUserDirectory } from './cognito/users/index.ts';
import type { SandboxUser, UserDirectory } from './cognito/users/index.ts';
import { openGeneratedSecrets } from './generated-secrets.ts';
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
  readonly generated: GeneratedSecrets;
  readonly clients: readonly SandboxClient[];
  readonly users: readonly SandboxUser[];
  readonly directory: UserDirectory;
  readonly mobileClientId: string;
  readonly webClientId: string;
}

/** Where the sign-in pages may send a browser back to: the dashboard's development server, and the courier's app. */
const callbackUrls = {
  mobile: ['northwind://signed-in'],
  web: ['http://localhost:5173/', 'http://localhost:5173/signed-in', 'http://127.0.0.1:5173/'],
} as const;

/** Among the generated secrets: what the devices' passwords are derived from. */
export const deviceKeyName = 'device-key';

/** Finds or makes the clients and users of the pool for the partners and people of the data. */
export async function openIdentities(
  pool: UserPool,
  { partners, users: seededUsers }: Inhabitants,
  persistDirectory?: string,
): Promise<Identities> {
  const names = partners.map(({ name }) => name);
  const generated = await openGeneratedSecrets(
    { secrets: [...Object.keys(secretDefinitions), deviceKeyName], clients: names },
    persistDirectory,
  );
  const scopes = scopesByGroup.partner;
  const machines = await ensureMachineClients(pool, names, scopes);
  const clients = machines.flatMap(({ name, clientId, clientSecret = '' }, index): SandboxClient[] => {
    const partner = partners[index];
    const apiKey = generated.apiKeys[name];
    if (!partner || apiKey === undefined) return [];
    return [{ name, partnerId: partner.partnerId, clientId, clientSecret, apiKey, scopes }];
  });
  const directory = await openUserDirectory(pool.id.split('_')[1] ?? '', persistDirectory);
  return {
    generated,
    clients,
    users: await ensureUsers(directory, seededUsers, persistDirectory),
    directory,
    mobileClientId: await ensurePublicClient(pool, 'Northwind Courier', callbackUrls.mobile),
    webClientId: await ensurePublicClient(pool, 'Northwind Dashboard', callbackUrls.web),
  };
}

/** A client without a secret, for people: its tokens get their scopes from the user's groups. */
async function ensurePublicClient(pool: UserPool, name: string, urls: readonly string[]): Promise<string> {
  const clientId = pool.clients().find((client) => client.name === name)?.clientId ?? generateClientId();
  await pool.putClient({
    clientId,
    name,
    allowedFlows: ['code'],
    allowedScopes: ['openid', 'email', 'profile'],
    accessTokenValiditySeconds: 3_600,
    callbackUrls: urls,
  });
  return clientId;
}
