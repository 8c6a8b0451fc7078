/** The kit's programs, packed, where a stranger would have installed them: the command line and the sandbox. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';
import { installPacked, output, sdkFolder } from '../test/packed.ts';

const PROGRAMS = {
  '@northwind/cli': path.join(sdkFolder, 'cli'),
  '@northwind/sandbox': path.join(sdkFolder, '../backend/sandbox'),
} as const;

/** Packs both into the folder's node_modules. */
export async function installPrograms(folder: string): Promise<void> {
  for (const [name, source] of Object.entries(PROGRAMS)) await installPacked(name, source, folder);
}

async function programOf(folder: string, name: keyof typeof PROGRAMS): Promise<string> {
  const installed = path.join(folder, 'node_modules', name);
  const { bin } = JSON.parse(await readFile(path.join(installed, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  return path.join(installed, Object.values(bin)[0] ?? '');
}

/** Starts the sandbox in a runtime, and asks it by the command line in the same. @returns what was run */
export async function runPrograms(binary: string, folder: string, signal: AbortSignal): Promise<string[]> {
  const envFile = path.join(folder, `programs-${path.basename(path.resolve(binary, '../..'))}.env`);
  const sandbox = spawn(
    binary,
    ['--', await programOf(folder, '@northwind/sandbox'), '--json', '--port', '0', '--write-env', envFile],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], signal },
  );
  // Its end is waited for below; that it was ended by the signal is told by whoever asks it.
  sandbox.on('error', () => undefined);
  const ended = once(sandbox, 'exit').catch(() => undefined);
  try {
    const [ready] = (await Promise.race([
      once(createInterface({ input: sandbox.stdout }), 'line'),
      ended.then(() => ['']),
    ])) as [string];
    if (!ready.includes('"ready"')) throw new Error('the packed sandbox ended before it was ready');
    const environment = parseEnv(await readFile(envFile, 'utf8')) as Record<string, string>;
    const program = await programOf(folder, '@northwind/cli');
    const listed = await output(binary, ['--', program, 'invoices', 'list', '--limit', '1'], folder, {
      environment: { ...environment, XDG_CONFIG_HOME: folder },
      signal,
    });
    if (!/^\{"id":"inv_/.test(listed)) throw new Error(`the command line listed ${listed}`);
    return ['sandbox', 'command line'];
  } finally {
    sandbox.kill();
    await ended;
  }
}
