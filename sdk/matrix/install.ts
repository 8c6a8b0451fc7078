import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { output } from '../test/packed.ts';

/** Installs what only one command needs from that command's own lock file, unless just that is installed. */
export async function ensureInstalled(folder: string, what: string): Promise<void> {
  const lock = path.join(folder, 'package-lock.json');
  const installed = path.join(folder, 'node_modules/.installed-lock.json');
  if (existsSync(installed) && (await readFile(installed, 'utf8')) === (await readFile(lock, 'utf8'))) return;
  console.log(`Installing ${what} …`);
  await output('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], folder);
  await copyFile(lock, installed);
}
