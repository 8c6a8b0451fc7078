import { randomUUID } from 'node:crypto';
import { keptFile } from '../../../support/kept-file.ts';
import { createVerifier, type PasswordVerifier } from './srp.ts';

/** A user as the pool keeps it. */
export interface PoolUser {
  /** The name to sign in with. */
  readonly username: string;
  /** Never changes; the `sub` of the user's tokens. */
  readonly sub: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  /** `FORCE_CHANGE_PASSWORD`: the password is temporary. */
  readonly status: 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';
  /** Milliseconds since the epoch; until then a temporary password opens. Absent: for ever. */
  readonly temporaryUntil?: number;
  /** Made for the user's `sub`, which sign-ins by any of the user's names name. */
  readonly password: PasswordVerifier;
  /** Base32 secret of the user's authenticator app. */
  readonly totpSecret?: string | undefined;
}

/** What a new user is made of. */
export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly sub?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  readonly status?: PoolUser['status'];
  readonly temporaryUntil?: number;
  readonly totpSecret?: string;
}

/** The users of a pool. */
export interface UserDirectory {
  /** Finds a user by `sub`, or by name or email in whatever case. */
  find(alias: string): PoolUser | undefined;
  /** Adds a user. */
  create(user: NewUser): Promise<PoolUser>;
  /** Changes a user and returns it as it is then. */
  change(
    sub: string,
    fields: Partial<Pick<PoolUser, 'groups' | 'password' | 'status' | 'temporaryUntil' | 'totpSecret'>>,
  ): Promise<PoolUser>;
  /** Deletes a user. */
  remove(user: PoolUser): Promise<void>;
  verifierFor(user: Pick<PoolUser, 'sub'>, password: string): Promise<PasswordVerifier>;
}

/**
 * Opens the users kept in `directory`, or none.
 *
 * @param poolName the part of the pool's id behind the underscore; it is part of every verifier.
 * @param directory where to keep them; undefined: nowhere.
 */
export async function openUserDirectory(poolName: string, directory?: string): Promise<UserDirectory> {
  const file = keptFile<PoolUser[]>(directory, 'pool-users.json', 'users');
  const users = new Map<string, PoolUser>();
  const subByName = new Map<string, string>();
  const namesOf = ({ username, attributes }: PoolUser): string[] =>
    [username, attributes['email']].flatMap((name) => (name === undefined ? [] : [name.toLowerCase()]));
  const index = (user: PoolUser): void => {
    users.set(user.sub, user);
    for (const name of namesOf(user)) subByName.set(name, user.sub);
  };
  const save = (): Promise<void> => file.write([...users.values()]);
  for (const user of (await file.read()) ?? []) index(user);
  const put = async (user: PoolUser): Promise<PoolUser> => {
    index(user);
    await save();
    return user;
  };
  const verifierFor: UserDirectory['verifierFor'] = ({ sub }, password) =>
    createVerifier(poolName, sub, password);
  return {
    find: (alias) => users.get(alias) ?? users.get(subByName.get(alias.toLowerCase()) ?? ''),
    create: async ({
      username,
      password,
      sub = randomUUID(),
      attributes = {},
      groups = [],
      status = 'CONFIRMED',
      ...more
    }) =>
      put({
        username,
        sub,
        attributes,
        groups,
        status,
        password: await verifierFor({ sub }, password),
        ...more,
      }),
    async change(sub, fields) {
      const user = users.get(sub);
      if (!user) throw new Error(`there is no user ${sub}`);
      return put({ ...user, ...fields });
    },
    async remove(user) {
      users.delete(user.sub);
      for (const name of namesOf(user)) subByName.delete(name);
      await save();
    },
    verifierFor,
  };
}
