import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { readPrivate, unlessMissing, writePrivate } from '../private-file.ts';
import { keychainOf } from './keychain.ts';
import { assertProfileName, type Profile } from './profile.ts';
import { sealerOf } from './seal.ts';

/** Profiles, a file each, which nobody else may read; where there is a keychain, nobody without it. */
export interface ProfileStore {
  /** Undefined if there is none. @throws CliError if others may read it, or it is no profile */
  read(name: string): Promise<Profile | undefined>;
  write(name: string, profile: Profile): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
  pathOf(name: string): string;
}

/** Ours in one of the folders of the XDG Base Directory Specification. */
export function northwindFolder(env: Io['env'], kind: 'config' | 'state'): string {
  const home = env['HOME'] ?? homedir();
  const [variable, usual] =
    kind === 'config'
      ? (['XDG_CONFIG_HOME', '.config'] as const)
      : (['XDG_STATE_HOME', '.local/state'] as const);
  const windows = process.platform === 'win32' ? env['APPDATA'] : undefined;
  return path.join(env[variable] || windows || path.join(home, usual), 'northwind');
}

export function profileStore(env: Io['env']): ProfileStore {
  const sealer = sealerOf(keychainOf(env));
  const folder = path.join(northwindFolder(env, 'config'), 'profiles');
  const pathOf = (name: string): string => {
    assertProfileName(name);
    return path.join(folder, `${name}.json`);
  };
  return {
    pathOf,
    async read(name) {
      const file = pathOf(name);
      const text = await readPrivate(file);
      return text === undefined ? undefined : parse(file, await sealer.open(name, text));
    },
    async write(name, profile) {
      const file = pathOf(name);
      await writePrivate(file, await sealer.seal(name, `${JSON.stringify(profile, null, 2)}\n`));
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async names() {
      const files = await readdir(folder).catch(unlessMissing<string[]>);
      return (files ?? []).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : [])).sort();
    },
  };
}

function parse(file: string, text: string): Profile {
  try {
    const profile = JSON.parse(text) as unknown;
    if (typeof profile === 'object' && profile !== null && !Array.isArray(profile)) return profile;
  } catch {
    // Told below, without the text, which may hold a secret.
  }
  throw new CliError(`${file} is not a profile: sign in again.`, exitCodes.authentication);
}
