/** Compares generated files with those on disk, and makes the disk agree. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GeneratedFiles } from './generator.ts';

/** Paths relative to the root, sorted. */
export interface TreeDifference {
  missing: string[];
  changed: string[];
  /** In a generated folder, and made by no generator. */
  stale: string[];
}

export function isClean({ missing, changed, stale }: TreeDifference): boolean {
  return missing.length + changed.length + stale.length === 0;
}

export async function compareTree(
  root: string,
  files: GeneratedFiles,
  ownedFolders: readonly string[],
): Promise<TreeDifference> {
  const difference: TreeDifference = { missing: [], changed: [], stale: [] };
  for (const file of [...files.keys()].sort()) {
    const onDisk = await readIfPresent(path.join(root, file));
    if (onDisk === undefined) difference.missing.push(file);
    else if (onDisk !== files.get(file)) difference.changed.push(file);
  }
  for (const folder of ownedFolders) {
    for (const file of await listFiles(root, folder)) if (!files.has(file)) difference.stale.push(file);
  }
  return difference;
}

export async function applyTree(
  root: string,
  files: GeneratedFiles,
  difference: TreeDifference,
): Promise<void> {
  for (const file of [...difference.missing, ...difference.changed]) {
    const target = path.join(root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, files.get(file) ?? '');
  }
  for (const file of difference.stale) await rm(path.join(root, file));
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function listFiles(root: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
      .sort();
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
