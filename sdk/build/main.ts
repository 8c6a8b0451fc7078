/** What is left to do when tsup has written all of `dist`. */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { nameChunks } from './name-chunks.ts';

const sdk = path.resolve(import.meta.dirname, '..');

await nameChunks(path.join(sdk, 'dist'));
// Part of the tarball, which npm packs from the package's own folder only.
await copyFile(path.resolve(sdk, '../CHANGELOG.md'), path.join(sdk, 'CHANGELOG.md'));
