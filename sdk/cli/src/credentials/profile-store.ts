import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { assertProfileName, type Profile } from './profile.ts';

/** Profiles, a file each, which nobody else may read. */
export interface ProfileStore {
  /** Undefined if there is none. @throws CliError if others may read it, or it is no profile */
  read(name: string): Promise<Profile | undefined>;
  write(name: string, profile: Profile): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
  pathOf(name: string): string;
}

const isWindows = process.platform === 'win32';

/** As the XDG Base Directory Specification has it. */
export function configFolder(env: Io['env']): string {
  const home = env['HOME'] ?? homedir();
  const base = env['XDG_CONFIG_HOME'] || (isWindows && env['APPDATA']) || path.join(home, '.config');
  return path.join(base, 'northwind');
}

export function profileStore(env: Io['env']): ProfileStore {
  const folder = path.join(configFolder(env), 'profiles');
  const pathOf = (name: string): string => {
    assertProfileName(name);
    return path.join(folder, `${name}.json`);
  };
  return {
    pathOf,
    async read(name) {
      const file = pathOf(name);
      const text = await readPrivate(file);
      return text === undefined ? undefined : parse(file, text);
    },
    async write(name, profile) {
      const file = pathOf(name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Whole or not at all, and never readable by others, not even for a moment.
      const next = `${file}.${randomUUID()}`;
      const handle = await open(next, 'wx', 0o600);
      try {
        await handle.writeFile(`${JSON.stringify(profile, null, 2)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(next, file);
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async names() {
      const files = await readdir(folder).catch(unlessMissing<string[]>);
      return (files ?? []).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : [])).sort();
    },
  };
}

async function readPrivate(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch(unlessMissing<FileHandle>);
  if (!handle) return undefined;
  try {
    // Of the open file, so that it cannot be exchanged in between. Windows keeps its users' files apart by other means.
    const { mode, uid } = await handle.stat();
    const isOwn = process.getuid === undefined || uid === process.getuid();
    if (!isWindows && ((mode & 0o077) !== 0 || !isOwn))
      throw new CliError(
        isOwn
          ? `Others may read ${file}, which holds credentials: run \`chmod 600 '${file}'\`, and consider them known.`
          : `${file} belongs to somebody else: not read.`,
        exitCodes.authentication,
      );
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
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

/** For `catch`: what does not exist is undefined. */
function unlessMissing<T>(error: NodeJS.ErrnoException): T | undefined {
  if (error.code === 'ENOENT') return undefined;
  throw new CliError(error.message, exitCodes.failure, { cause: error });
}
