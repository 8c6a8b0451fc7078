/** A release: the version everywhere it stands, the changelog with a draft of the contracts' difference, and the snapshot. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { releaseChangelog, readUnreleased } from '../gates/compatibility/changelog.ts';
import { contractChanges, readContracts } from '../gates/compatibility/changes.ts';
import { takeSnapshot } from '../gates/compatibility/snapshot.ts';
import { judge } from '../gates/compatibility/verdict.ts';
import { nextVersion, type Level } from '../gates/compatibility/version.ts';
import { linesByReader } from './readers.ts';

export interface ReleaseOptions {
  readonly root: string;
  readonly level: Level;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export interface Released {
  /** Of the contracts. */
  readonly version: string;
  /** Of @northwind/sdk, which is released with them. */
  readonly sdkVersion: string;
  readonly tags: readonly string[];
}

/** @throws Error saying why this cannot be released as such a version; nothing is written then */
export async function release({ root, level, today }: ReleaseOptions): Promise<Released> {
  const contracts = await readContracts(root);
  const changes = await contractChanges(contracts);
  const version = nextVersion(changes.releasedVersion, level);
  if (![changes.releasedVersion, version].includes(changes.version))
    throw new Error(
      `info.version is ${changes.version}; after ${changes.releasedVersion} a ${level} release is ${version}.`,
    );
  const changelogFile = path.join(root, 'CHANGELOG.md');
  const changelog = await readFile(changelogFile, 'utf8');
  const verdict = judge({ ...changes, version }, contracts.current.rest.servers, readUnreleased(changelog));
  if (!verdict.allowed) throw new Error(verdict.lines.join('\n'));
  const lines = linesByReader(contracts, changes);
  if (level === 'patch' && [...lines.partner, ...lines.mobile].length > 0)
    throw new Error(
      `The contracts have grown, so this is at least a minor release:\n${[...lines.partner, ...lines.mobile].join('\n')}`,
    );

  const sdkVersion = nextVersion(await packageVersion(path.join(root, 'sdk/package.json')), level);
  await replaceInFile(path.join(root, 'schema/openapi.yaml'), /^( {2}version: ).*$/m, `$1${version}`);
  // The command line is made from the same contract, and released with the SDK that it calls.
  for (const file of ['sdk/package.json', 'sdk/cli/package.json'])
    await replaceInFile(path.join(root, file), /^( {2}"version": ").*(",)$/m, `$1${sdkVersion}$2`);
  await replaceInFile(
    path.join(root, 'sdk/src/version.ts'),
    /(VERSION: string = ').*(';)/,
    `$1${sdkVersion}$2`,
  );
  // Examples name the version they were written for, as a stranger's package does.
  for (const file of [path.join(root, 'sdk/cli/package.json'), ...(await examplePackages(root))]) {
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/("@northwind\/sdk": ").*?(")/, `$1${sdkVersion}$2`));
  }
  const draft = [...lines.partner, ...lines.mobile].map((line) => `- ${line}`).join('\n');
  await writeFile(
    changelogFile,
    releaseChangelog(
      changelog,
      `[${sdkVersion}] - ${today} (contracts ${version})`,
      draft === '' ? '' : `### Contracts\n\n${draft}`,
    ),
  );
  await takeSnapshot(version, root);
  return { version, sdkVersion, tags: [`contracts-v${version}`, `sdk-v${sdkVersion}`] };
}

async function examplePackages(root: string): Promise<string[]> {
  const folder = path.join(root, 'examples');
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(folder, name, 'package.json'));
}

async function packageVersion(file: string): Promise<string> {
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}

async function replaceInFile(file: string, pattern: RegExp, replacement: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!pattern.test(text)) throw new Error(`${file} has no version to set.`);
  await writeFile(file, text.replace(pattern, replacement));
}
