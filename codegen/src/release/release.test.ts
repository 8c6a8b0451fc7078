import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReleasedContract } from '../contract/openapi/read.ts';
import { repositoryRoot } from '../contract/root.ts';
import { snapshotFindings } from '../gates/compatibility/snapshot.ts';
import { release } from './release.ts';

// Reads every contract: on a busy machine that takes a while.
describe('a release', { timeout: 240_000 }, () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'northwind-release-'));
    for (const folder of ['sdk/src', 'sdk/cli']) await mkdir(path.join(root, folder), { recursive: true });
    for (const file of [
      'schema',
      'CHANGELOG.md',
      'sdk/package.json',
      'sdk/cli/package.json',
      'sdk/src/version.ts',
      'examples/tour/package.json',
    ])
      await cp(path.join(repositoryRoot, file), path.join(root, file), { recursive: true });
    await change('sdk/package.json', /"version": ".*"/, '"version": "0.4.0"');
    await change(
      'schema/openapi.yaml',
      /operationId: getHealth/,
      'x-sunset: "2099-01-01"\n      deprecated: true\n      operationId: getHealth',
    );
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');
  async function change(file: string, from: RegExp, to: string): Promise<void> {
    const text = await read(file);
    expect(text).toMatch(from);
    await writeFile(path.join(root, file), text.replace(from, to));
  }
  const run = (level: 'major' | 'minor' | 'patch') => release({ root, level, today: '2027-01-02' });

  it('sets the version wherever it stands, drafts the changelog and moves the snapshot on', async () => {
    const { version } = await readReleasedContract(path.join(root, 'schema/released/openapi.yaml')).then(
      ({ info }) => info,
    );
    const next = version.replace(/\.\d+\.\d+$/, (rest) => `.${Number(rest.split('.')[1]) + 1}.0`);
    expect(await run('minor')).toEqual({
      version: next,
      sdkVersion: '0.5.0',
      tags: [`contracts-v${next}`, 'sdk-v0.5.0'],
    });
    expect(await read('schema/openapi.yaml')).toContain(`\n  version: ${next}\n`);
    expect(await read('schema/released/openapi.yaml')).toBe(await read('schema/openapi.yaml'));
    expect(await read('sdk/src/version.ts')).toContain("'0.5.0'");
    expect(await read('sdk/cli/package.json')).toMatch(/"version": "0.5.0"[^]*"@northwind\/sdk": "0.5.0"/);
    expect(await read('examples/tour/package.json')).toContain('"@northwind/sdk": "0.5.0"');
    expect(await read('CHANGELOG.md')).toContain(
      `## Unreleased\n\n## [0.5.0] - 2027-01-02 (contracts ${next})`,
    );
    expect(await read('CHANGELOG.md')).toContain('- Deprecated: `health.get`, until 2099-01-01.');
    expect(await snapshotFindings(root)).toEqual([]);
  });

  it('is refused, and writes nothing, when it is smaller than what has changed', async () => {
    const before = await read('CHANGELOG.md');
    await expect(run('patch')).rejects.toThrow(
      'The contracts have grown, so this is at least a minor release',
    );
    await change('schema/openapi.yaml', /operationId: getHealth/, 'operationId: readHealth');
    await expect(run('minor')).rejects.toThrow('breaking  getHealth  operationId');
    expect(await read('CHANGELOG.md')).toBe(before);
  });
});
