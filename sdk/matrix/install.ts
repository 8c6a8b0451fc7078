import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { output } from '../test/packed.ts';

const folder = import.meta.dirname;
const lock = path.join(folder, 'package-lock.json');
const installed = path.join(folder, 'node_modules/.installed-lock.json');

/** Installs the runtimes from their own lock file, unless just that is installed. They are large, and only this command needs them. */
export async function ensureInstalled(): Promise<void> {
  if (existsSync(installed) && (await readFile(installed, 'utf8')) === (await readFile(lock, 'utf8'))) return;
  console.log('Installing the runtimes (about 1 GB, once) …');
  await output('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], folder);
  await copyFile(lock, installed);
}
