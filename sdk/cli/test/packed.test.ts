// The package as a stranger gets it: the tarball that npm would publish, unpacked in an empty folder beside its declared dependencies
// (linked from this repository, so that no network is needed).
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type {} from './one-sandbox.ts';

const run = promisify(execFile);
const sandbox = inject('sandbox');
const packageFolder = path.resolve(import.meta.dirname, '..');
/** Where npm may have put a dependency. */
const moduleFolders = ['.', '..', '../..'].map((folder) =>
  path.resolve(packageFolder, folder, 'node_modules'),
);

let folder: string;
let files: string[];
let program: string;
const northwind = (...parameters: string[]): Promise<{ stdout: string; stderr: string }> =>
  // The two dashes are those of the program's first line: Node would take --env-file for its own.
  run(process.execPath, ['--', program, ...parameters], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...sandbox.env },
  });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'northwind-packed-'));
  await run(process.execPath, ['build.ts'], { cwd: packageFolder });
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: packageFolder,
  });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  files = packed.files.map((file) => file.path);
  const installed = path.join(folder, 'node_modules/@northwind/cli');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', path.join(folder, packed.filename), '--strip-components=1', '-C', installed]);
  const manifest = JSON.parse(await readFile(path.join(installed, 'package.json'), 'utf8')) as {
    bin: { northwind: string };
    dependencies: Record<string, string>;
  };
  program = path.join(installed, manifest.bin.northwind);
  for (const name of Object.keys(manifest.dependencies)) {
    const source = moduleFolders.map((modules) => path.join(modules, name)).find(existsSync);
    await symlink(source ?? name, path.join(folder, 'node_modules', name), 'dir');
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('holds the program and what every package has, and nothing else', () => {
  const others = files.filter((file) => !/^dist\/[\w-]+\.js$/.test(file));
  expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
});

it('runs in an empty folder, against the sandbox', async () => {
  expect((await northwind('--help')).stdout).toContain('Usage: northwind');
  const { stdout } = await northwind('invoices', 'list', '--status', 'open', '--limit', '1');
  expect(JSON.parse(stdout)).toMatchObject({ status: 'open' });
  await expect(northwind('invoices', 'get', 'inv_01KAJ8Q0000000000000000001')).rejects.toMatchObject({
    code: 5,
    stdout: '',
    stderr: expect.stringContaining('404 not_found'),
  });
});

it('starts the sandbox that is installed in the folder, with its own options, and says how to install it', async () => {
  await expect(northwind('sandbox', 'start')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('npm install --save-dev @northwind/sandbox'),
  });
  // What it is started with is what is asked here, not what it then does.
  const installed = path.join(folder, 'node_modules/@northwind/sandbox');
  await mkdir(installed);
  const manifest = { name: '@northwind/sandbox', bin: { 'northwind-sandbox': './main.cjs' } };
  await writeFile(path.join(installed, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(installed, 'main.cjs'), 'console.log(JSON.stringify(process.argv.slice(2)));');
  const options = ['--port', '0', '--control', '--env-file', 'northwind.env'];
  const { stdout } = await northwind('sandbox', 'start', ...options);
  expect(JSON.parse(stdout)).toEqual(options);
});
