import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';

const isWindows = process.platform === 'win32';

/**
 * The text of a file that holds secrets; undefined if there is none.
 *
 * @throws CliError if others may read it
 */
export async function readPrivate(file: string): Promise<string | undefined> {
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

/** Writes a file whole or not at all, never readable by others, not even for a moment. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${randomUUID()}`;
  const handle = await open(next, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}

/** For `catch`: what does not exist is undefined. */
export function unlessMissing<T>(error: NodeJS.ErrnoException): T | undefined {
  if (error.code === 'ENOENT') return undefined;
  throw new CliError(error.message, exitCodes.failure, { cause: error });
}
