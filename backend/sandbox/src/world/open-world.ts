/** What is there before anybody calls: the table with its data, the user pool, and everybody who can sign in. */
import { table } from '../../../src/data/table.ts';
import { userPool } from '../../../src/data/user-pool.ts';
import { apiKeyHash } from '../../../src/domain/api-key.ts';
import { secrets as secretDefinitions } from '../../../src/functions/resources.ts';
import { openUserPool, type UserPool } from '../services/cognito/user-pool.ts';
import type { Port } from '../support/ports.ts';
import type { Parts } from '../support/parts.ts';
import { openGeneratedSecrets, type GeneratedSecrets } from './generated-secrets.ts';
import { openIdentities, type Identities } from './identities.ts';
import { createRoles, type Roles } from './roles.ts';
import type { OpenTable } from './starting-data.ts';
import { openTable } from './table.ts';

export interface World {
  readonly generated: GeneratedSecrets;
  /** What the devices' passwords are derived from. */
  readonly deviceKey: string;
  readonly roles: Roles;
  readonly pool: UserPool;
  readonly dynamodb: OpenTable;
  readonly identities: Identities;
}

export interface WorldOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly port: Port;
  /** Which made-up data to start with; null: none. */
  readonly seed: number | null;
  readonly persistDirectory: string | undefined;
  /** Another DynamoDB's URL. */
  readonly dynamodbUrl: string | undefined;
}

/** Among the generated secrets. */
const deviceKeyName = 'device-key';

/** @throws PortInUseError, UsageError */
export async function openWorld(parts: Parts, options: WorldOptions): Promise<World> {
  const { port, now, seed, persistDirectory, dynamodbUrl } = options;
  // Making RSA keys takes other threads a while; the table is filled meanwhile.
  const openingPool = openUserPool(persistDirectory, {
    passwordPolicy: userPool.passwordPolicy,
    mfa: userPool.developmentMfa,
  });
  openingPool.catch(() => undefined);
  const generated = await openGeneratedSecrets(
    [...Object.keys(secretDefinitions), deviceKeyName],
    persistDirectory,
  );
  const { credentials } = generated;
  const roles = createRoles(credentials, { separate: dynamodbUrl === undefined });
  const dynamodb = await parts.open(
    openTable({
      port,
      table,
      credentials,
      roles: { secretOf: roles.secretOf, authorize: roles.authorize },
      now,
      seed,
      ...(dynamodbUrl === undefined ? {} : { externalUrl: dynamodbUrl }),
      ...(persistDirectory === undefined ? {} : { persistDirectory }),
    }),
  );
  const pool = await openingPool;
  const identities = await openIdentities(pool, dynamodb, generated, now, persistDirectory);
  await dynamodb.putClients(
    identities.clients.map(({ clientId, partnerId, apiKey }) => ({
      clientId,
      partnerId,
      groups: ['partner'],
      apiKeyHashes: [apiKeyHash(apiKey)],
    })),
  );
  return {
    generated,
    deviceKey: generated.secrets[deviceKeyName] ?? '',
    roles,
    pool,
    dynamodb,
    identities,
  };
}

/**
 * The world of a second Region: a replica of the first one's table, with what is in it now. Everybody who signs in, and what they sign in
 * with, are the same.
 */
export async function openReplica(
  parts: Parts,
  { port, now }: Pick<WorldOptions, 'now' | 'port'>,
  home: World,
): Promise<World> {
  const { secretOf, authorize } = home.roles;
  const dynamodb = await parts.open(
    openTable({
      port,
      table,
      credentials: home.generated.credentials,
      roles: { secretOf, authorize },
      now,
      seed: null,
    }),
  );
  dynamodb.embedded?.load(table.name, home.dynamodb.embedded?.items(table.name) ?? []);
  return { ...home, dynamodb };
}
