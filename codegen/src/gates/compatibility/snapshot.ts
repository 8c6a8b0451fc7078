/**
 * The released contracts: `schema/released/`, held by the digest in `release.json`. Only `npm run release` moves them, so that a
 * breaking change cannot be hidden by changing what it is compared with.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../contract/finding.ts';
import { repositoryRoot } from '../../contract/root.ts';

export const releasedFolder = 'schema/released';
const manifestName = 'release.json';

export interface Release {
  readonly version: string;
  /** SHA-256 of each file of the snapshot, by its path in it. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a release holds of `schema/`: not the generated fragments, which follow from the schema. */
async function snapshotFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) =>
      /^(openapi\.yaml|schema\.graphql|events\/[^/]+\.json|operations\/[^/]+\.graphql)$/.test(file),
    )
    .sort();
}

/** Line ends of a checkout on Windows are not a change. */
export const digestOf = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');

async function digests(folder: string): Promise<Record<string, string>> {
  const files = await snapshotFiles(folder);
  const entries = files.map(async (file) => {
    return [file, digestOf(await readFile(path.join(folder, file), 'utf8'))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

export async function readRelease(root = repositoryRoot): Promise<Release> {
  return JSON.parse(await readFile(path.join(root, releasedFolder, manifestName), 'utf8')) as Release;
}

/** Files of the snapshot that are not what was released. */
export async function snapshotFindings(root = repositoryRoot): Promise<Finding[]> {
  const { version, files } = await readRelease(root);
  const found = await digests(path.join(root, releasedFolder));
  const names = [...new Set([...Object.keys(files), ...Object.keys(found)])].sort();
  return names
    .filter((file) => files[file] !== found[file])
    .map((file) => ({
      file: `${releasedFolder}/${file}`,
      message: `is not what was released as ${version}; restore it (git checkout ${releasedFolder}). Only \`npm run release\` moves it.`,
    }));
}

/** Makes the contracts as they are the released ones. */
export async function takeSnapshot(version: string, root = repositoryRoot): Promise<void> {
  const source = path.join(root, 'schema');
  const target = path.join(root, releasedFolder);
  const files = await snapshotFiles(source);
  await rm(target, { recursive: true, force: true });
  for (const file of files) {
    await mkdir(path.dirname(path.join(target, file)), { recursive: true });
    await cp(path.join(source, file), path.join(target, file));
  }
  const release: Release = { version, files: await digests(target) };
  await writeFile(path.join(target, manifestName), `${JSON.stringify(release, null, 2)}\n`);
}
