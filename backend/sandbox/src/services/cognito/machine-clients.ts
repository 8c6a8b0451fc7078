import { generateClientId, generateClientSecret } from './app-clients.ts';
import type { AppClient } from './app-clients.ts';
import type { UserPool } from './user-pool.ts';

/** What all machine clients have in common. */
export type MachineClientSettings = Pick<AppClient, 'accessTokenValiditySeconds' | 'allowedScopes'>;

/**
 * Finds the machine client of each name in the pool, or makes it: one app client for every partner, with the
 * client-credentials flow only.
 */
export async function ensureMachineClients(
  pool: UserPool,
  names: readonly string[],
  settings: MachineClientSettings,
): Promise<AppClient[]> {
  const clients: AppClient[] = [];
  for (const name of names) {
    const existing = pool.clients().find((client) => client.name === name);
    const client: AppClient = {
      clientId: existing?.clientId ?? generateClientId(),
      clientSecret: existing?.clientSecret ?? generateClientSecret(),
      name,
      allowedFlows: ['client_credentials'],
      // A scope that the contract has gained since is granted at the next start.
      ...settings,
    };
    await pool.putClient(client);
    clients.push(client);
  }
  return clients;
}
