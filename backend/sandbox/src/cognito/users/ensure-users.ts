import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SeededUser } from '../../seed/world.ts';
import { generatePassword } from './passwords.ts';
import { generateTotpSecret } from './totp.ts';
import type { UserDirectory } from './user-directory.ts';

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
  const file = directory === undefined ? undefined : path.join(directory, 'user-passwords.json');
  const kept = new Map((await readKept(file)).map((user) => [user.sub, user]));
  const result: SandboxUser[] = [];
  for (const { username, sub, email, givenName, familyName, groups, buildings, partnerId } of seeded) {
    const existing = users.find(sub) && kept.get(sub);
    const user: SandboxUser = existing ?? {
      username,
      password: generatePassword(),
      sub,
      groups,
      buildings,
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(groups.includes('courier') ? { totpSecret: generateTotpSecret() } : {}),
    };
    if (!existing) {
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
  if (file !== undefined) await writeFile(file, JSON.stringify(result), { mode: 0o600 });
  return result;
}

async function readKept(file: string | undefined): Promise<SandboxUser[]> {
  if (file === undefined) return [];
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SandboxUser[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
