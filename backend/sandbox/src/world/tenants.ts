/** Partners, lockers and people made while the sandbox runs: each test has its own, and none sees another's data. */
import { randomBytes, randomUUID } from 'node:crypto';
import { userItem } from '../../../src/data/items.ts';
import { apiKeyHash } from '../../../src/domain/api-key.ts';
import { newIdentifier } from '../../../src/domain/identifier.ts';
import { changeLocker, installLocker } from '../../../src/domain/locker.ts';
import type { Group } from '../../../src/domain/principal.ts';
import { newUser } from '../../../src/domain/user.ts';
import { scopesByGroup } from '../../../src/generated/manifest.ts';
import { generateClientId, newClientSecret } from '../services/cognito/app-clients.ts';
import { generatePassword } from '../services/cognito/users/passwords.ts';
import { generateTotpSecret } from '../services/cognito/users/totp.ts';
import type { ApiKey } from '../services/gateway/usage-plan.ts';
import type { DeviceCredentials } from '../services/iot/devices.ts';
import { partnerClientSettings, type SandboxClient } from './identities.ts';
import type { World } from './open-world.ts';
import { marshallItem } from './seed/marshall.ts';
import type { SandboxUser } from './users.ts';

/** Options of `sandbox.partner`. */
export interface PartnerOptions {
  /** Default: a name with a random ending. */
  readonly name?: string;
}

/** Options of `sandbox.locker`. */
export interface LockerOptions {
  /** How many compartments of each size; 1 to 60 in all. Default: two of each. */
  readonly compartments?: { readonly small?: number; readonly medium?: number; readonly large?: number };
  /** A building that is not there is made, at the locker's address. Default: one of its own. */
  readonly buildingId?: string;
}

/** Options of `sandbox.courier`. */
export interface CourierOptions {
  /** Whether sign-in asks for a code of an authenticator app, as it does in production. Default false. */
  readonly authenticator?: boolean;
}

/** Options of `sandbox.manager`. */
export interface ManagerOptions {
  /** Ids of the buildings the manager looks after. */
  readonly buildings: readonly string[];
}

/** A locker that is online, all its compartments free. */
export interface SandboxLocker {
  readonly lockerId: string;
  readonly buildingId: string;
  readonly compartments: readonly {
    readonly compartmentId: string;
    readonly number: number;
    readonly size: 'small' | 'medium' | 'large';
  }[];
  /** What its controller connects to `mqttUrl` with. */
  readonly device: DeviceCredentials;
}

/** A person, and a sign-in of theirs. */
export interface SignedInUser extends SandboxUser {
  /** The app client that the sign-in went through. */
  readonly signInClientId: string;
  /** Good once, for `grant_type=refresh_token`; each response has the next one. */
  readonly refreshToken: string;
}

/** Makes tenants. Each takes a few milliseconds, a person some tens for the arithmetic of their password. */
export interface Tenants {
  partner(options?: PartnerOptions): Promise<SandboxClient>;
  locker(options?: LockerOptions): Promise<SandboxLocker>;
  courier(options?: CourierOptions): Promise<SignedInUser>;
  manager(options: ManagerOptions): Promise<SignedInUser>;
}

export interface TenantsOptions {
  readonly world: World;
  readonly now: () => number;
  readonly addApiKey: (key: ApiKey) => void;
  readonly credentialsOf: (lockerId: string) => DeviceCredentials;
  /** Told of every new locker. */
  readonly onLocker?: (locker: SandboxLocker) => void;
}

export function createTenants({
  world,
  now: clock,
  addApiKey,
  credentialsOf,
  onLocker,
}: TenantsOptions): Tenants {
  const { dynamodb, pool, identities } = world;

  async function person(
    group: Group,
    signInClientId: string,
    more: { readonly buildings?: readonly string[]; readonly totpSecret?: string },
  ): Promise<SignedInUser> {
    const { buildings = [], ...totp } = more;
    const sub = randomUUID();
    const username = `${group}-${sub.slice(0, 8)}`;
    const password = generatePassword();
    const user = { username, password, sub, groups: [group], buildings, ...totp };
    const email = `${username}@northwind.example`;
    const now = new Date(clock()).toISOString();
    const kept = newUser(sub, { email, name: username, groups: user.groups, buildings }, now);
    await dynamodb.putItems([marshallItem(userItem(kept))]);
    await identities.directory.create({
      username,
      sub,
      password: user.password,
      groups: user.groups,
      attributes: { email, email_verified: 'true' },
      ...totp,
    });
    return { ...user, signInClientId, refreshToken: await identities.signIn(sub, signInClientId) };
  }

  return {
    async partner({ name = `Partner ${randomBytes(4).toString('hex')}` } = {}) {
      const partnerId = newIdentifier('prt');
      const scopes = scopesByGroup.partner;
      const clientId = generateClientId();
      const secret = newClientSecret(clientId, clock());
      const apiKey = randomBytes(30).toString('base64url');
      await dynamodb.putClients([
        { clientId, partnerId, groups: ['partner'], apiKeyHashes: [apiKeyHash(apiKey)] },
      ]);
      await pool.putClient({
        clientId,
        clientSecrets: [secret],
        name,
        allowedFlows: ['client_credentials'],
        ...partnerClientSettings,
      });
      addApiKey({ id: clientId.slice(0, 10), name, value: apiKey });
      return { name, partnerId, clientId, clientSecret: secret.value, apiKey, scopes };
    },

    async locker({ compartments: wanted = {}, buildingId = newIdentifier('bld') } = {}) {
      const now = new Date(clock()).toISOString();
      const sizes = { small: 2, medium: 2, large: 2 };
      const lockerId = newIdentifier('lkr');
      const { locker, compartments } = installLocker(
        lockerId,
        {
          buildingId,
          name: `Locker ${lockerId.slice(-6)}`,
          address: { line1: 'Am Kaiserkai 12', postalCode: '20457', city: 'Hamburg', country: 'DE' },
          // Named sizes are all there is: who wants one small compartment wants no others.
          compartments:
            Object.keys(wanted).length === 0 ? sizes : { small: 0, medium: 0, large: 0, ...wanted },
        },
        () => newIdentifier('cmp'),
        now,
      );
      const online = { locker: changeLocker(locker, { status: 'online' }, now), compartments };
      const { insertLocker } = await import('./insert-locker.ts');
      await insertLocker(await dynamodb.connect(), online);
      const made: SandboxLocker = {
        lockerId,
        buildingId,
        compartments: compartments.map(({ id: compartmentId, number, size }) => ({
          compartmentId,
          number,
          size,
        })),
        device: credentialsOf(lockerId),
      };
      onLocker?.(made);
      return made;
    },

    courier: ({ authenticator = false } = {}) =>
      person('courier', identities.mobileClientId, authenticator ? { totpSecret: generateTotpSecret() } : {}),

    manager: ({ buildings }) => person('manager', identities.webClientId, { buildings }),
  };
}
