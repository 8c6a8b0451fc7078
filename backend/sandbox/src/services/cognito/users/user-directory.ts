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
  readonly password: PasswordVerifier;
  /** Base32 secret of the user's authenticator app. */
  readonly totpSecret?: string;
  /** The user must set an authenticator app up at the next sign-in. */
  readonly totpRequired?: boolean;
}

/** What a new user is made of. */
export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly sub?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  readonly status?: PoolUser['status'];
  readonly totpSecret?: string;
  readonly totpRequired?: boolean;
}

/** The users of a pool. */
export interface UserDirectory {
  /** Finds a user by name, `sub` or email. */
  find(alias: string): PoolUser | undefined;
  /** Adds a user. */
  create(user: NewUser): Promise<PoolUser>;
  /** Changes a user and returns it as it is then. */
  change(
    sub: string,
    fields: Partial<Pick<PoolUser, 'password' | 'status' | 'totpRequired' | 'totpSecret'>>,
  ): Promise<PoolUser>;
  verifierFor(user: Pick<PoolUser, 'username'>, password: string): PasswordVerifier;
}

/**
 * Opens the users kept in `directory`, or none.
 *
 * @param poolName the part of the pool's id behind the underscore; it is part of every verifier.
 * @param directory where to keep them; undefined: nowhere.
 */
export async function openUserDirectory(poolName: string, directory?: string): Promise<UserDirectory> {
  const file = keptFile<PoolUser[]>(directory, 'users.json', 'users');
  const users = new Map((await file.read())?.map((user) => [user.sub, user]));
  const put = async (user: PoolUser): Promise<PoolUser> => {
    users.set(user.sub, user);
    await file.write([...users.values()]);
    return user;
  };
  const verifierFor: UserDirectory['verifierFor'] = ({ username }, password) =>
    createVerifier(poolName, username, password);
  return {
    find: (alias) =>
      users.get(alias) ??
      [...users.values()].find(
        ({ username, attributes }) => username === alias || attributes['email'] === alias,
      ),
    create: ({
      username,
      password,
      sub = randomUUID(),
      attributes = {},
      groups = [],
      status = 'CONFIRMED',
      ...totp
    }) =>
      put({
        username,
        sub,
        attributes,
        groups,
        status,
        password: verifierFor({ username }, password),
        ...totp,
      }),
    async change(sub, fields) {
      const user = users.get(sub);
      if (!user) throw new Error(`there is no user ${sub}`);
      return put({ ...user, ...fields });
    },
    verifierFor,
  };
}
