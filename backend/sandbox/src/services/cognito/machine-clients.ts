import { generateClientId, newClientSecret } from './app-clients.ts';
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
  now: () => number,
): Promise<AppClient[]> {
  const clients: AppClient[] = [];
  for (const name of names) {
    const existing = pool.clients().find((client) => client.name === name);
    const clientId = existing?.clientId ?? generateClientId();
    const client: AppClient = {
      clientId,
      clientSecrets: existing?.clientSecrets ?? [newClientSecret(clientId, now())],
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
