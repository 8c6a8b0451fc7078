import { keptFile } from '../support/kept-file.ts';
import type { SeededUser } from './seed/world.ts';
import { generatePassword } from '../services/cognito/users/passwords.ts';
import { generateTotpSecret } from '../services/cognito/users/totp.ts';
import type { UserDirectory } from '../services/cognito/users/user-directory.ts';

/** A user of the sandbox, and what they sign in with. */
export interface SandboxUser {
  readonly username: string;
  readonly password: string;
  readonly sub: string;
  readonly groups: readonly string[];
  /** Buildings a manager looks after. */
  readonly buildings: readonly string[];
  readonly partnerId?: string;
  /** Base32 secret of the authenticator app, where the user has one: couriers do. */
  readonly totpSecret?: string;
}

/**
 * Makes the seed's users in the pool, with passwords generated for this sandbox. Couriers have an authenticator app, as the
 * product wants of people who open doors; the others sign in with a password alone.
 *
 * @param directory folder that keeps the generated passwords with `--persist`; the pool itself has only verifiers.
 */
export async function ensureUsers(
  users: UserDirectory,
  seeded: readonly SeededUser[],
  directory?: string,
): Promise<SandboxUser[]> {
  const file = keptFile<SandboxUser[]>(directory, 'user-passwords.json', 'users');
  const kept = new Map((await file.read())?.map((user) => [user.sub, user]));
  const result: SandboxUser[] = [];
  for (const { username, sub, email, givenName, familyName, groups, buildings, partnerId } of seeded) {
    const user: SandboxUser = kept.get(sub) ?? {
      username,
      password: generatePassword(),
      sub,
      groups,
      buildings,
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(groups.includes('courier') ? { totpSecret: generateTotpSecret() } : {}),
    };
    if (!users.find(sub)) {
      const { password, totpSecret } = user;
      const attributes = { email, email_verified: 'true', given_name: givenName, family_name: familyName };
      await users.create({
        username,
        sub,
        password,
        groups,
        attributes,
        ...(totpSecret === undefined ? {} : { totpSecret }),
      });
    }
    result.push(user);
  }
  await file.write(result);
  return result;
}
