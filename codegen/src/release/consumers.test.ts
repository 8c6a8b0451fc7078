import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../contract/root.ts';
import { checkLastConsumers } from './consumers.ts';

const compiler = path.join(repositoryRoot, 'node_modules/typescript-7/bin/tsc');

describe("the last release's consumers", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'northwind-consumers-'));
    await mkdir(path.join(root, 'sdk/test/consumers'), { recursive: true });
    await mkdir(path.join(root, 'node_modules/@northwind/sdk'), { recursive: true });
    await mkdir(path.join(root, 'node_modules/@types'));
    const types = 'node_modules/@types/node';
    await symlink(path.join(repositoryRoot, types), path.join(root, types), 'junction');
    await write(
      'node_modules/@northwind/sdk/package.json',
      '{ "name": "@northwind/sdk", "types": "index.d.ts" }',
    );
    await sdkHas('export declare const version: string;');
    await write(
      'sdk/test/consumers/program.mts',
      "import { version } from '@northwind/sdk';\nversion.trim();\n",
    );
    git('init', '--quiet');
    git('add', 'sdk');
    git('commit', '--quiet', '--message', 'Release');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const write = (file: string, text: string): Promise<void> => writeFile(path.join(root, file), text);
  const sdkHas = (text: string): Promise<void> => write('node_modules/@northwind/sdk/index.d.ts', text);
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
      cwd: root,
    });

  it('are none before the first release', async () => {
    expect(await checkLastConsumers(root, compiler)).toEqual({ tag: undefined, programs: [], errors: '' });
  });

  it('compile as they were written, whatever became of them since', async () => {
    git('tag', 'sdk-v0.9.0');
    git('tag', 'sdk-v0.10.0');
    await write('sdk/test/consumers/program.mts', 'is no TypeScript any more');
    await sdkHas('export declare const version: string, added: number;');
    expect(await checkLastConsumers(root, compiler)).toEqual({
      tag: 'sdk-v0.10.0',
      programs: ['sdk/test/consumers/program.mts'],
      errors: '',
    });
  });

  it('are named with what does not compile any more', async () => {
    git('tag', 'sdk-v0.9.0');
    await sdkHas('export declare const version: number;');
    const { errors } = await checkLastConsumers(root, compiler);
    expect(errors).toMatch(/^program\.mts.*2.*'trim' does not exist on type 'number'/);
  });
});
