import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'tsup';
import { fingerprint } from './fingerprint.ts';
import { nameChunks } from './name-chunks.ts';

const sdk = path.resolve(import.meta.dirname, '..');
const repository = path.resolve(sdk, '..');
const CONFIGURATION = path.join(repository, 'tsup.config.ts');

/** Everything that a build depends on: sources, configuration, and the versions of all tools and libraries. */
const INPUTS = [
  ...['sdk/src', 'sdk/build', 'sdk/package.json', 'sdk/tsconfig.build.json', 'tsconfig.json'],
  ...['tsup.config.ts', '.config/third-party-notices.ts', 'package-lock.json', 'CHANGELOG.md'],
];
const OUTPUTS = ['sdk/dist', 'sdk/CHANGELOG.md'];
/** Not in `dist`, all of which is published. */
const RECORD = path.join(repository, 'node_modules/.cache/northwind-sdk/build.json');

/** Builds the package, unless `dist` is just what these sources gave when they were built last. */
export async function ensureBuilt(): Promise<void> {
  const inputs = await fingerprint(repository, INPUTS);
  const current = JSON.stringify({ inputs, outputs: await fingerprint(repository, OUTPUTS) });
  if ((await readFile(RECORD, 'utf8').catch(() => '')) === current) return;
  await build({ config: CONFIGURATION });
  await nameChunks(path.join(sdk, 'dist'));
  // Part of the tarball, which npm packs from the package's own folder only.
  await copyFile(path.join(repository, 'CHANGELOG.md'), path.join(sdk, 'CHANGELOG.md'));
  await mkdir(path.dirname(RECORD), { recursive: true });
  await writeFile(RECORD, JSON.stringify({ inputs, outputs: await fingerprint(repository, OUTPUTS) }));
}
