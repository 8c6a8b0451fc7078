import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callAsFirstClient, runCommand, startCommand } from './command-line.ts';

const execute = promisify(execFile);
const packageFolder = path.resolve(import.meta.dirname, '../..');

/** The folder in which Node would find a dependency of the sandbox in this repository. */
function installedFolder(name: string): string {
  for (let folder = packageFolder; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
    if (folder === path.dirname(folder)) throw new Error(`${name} is declared but not installed`);
  }
}

describe('the packed package', () => {
  let folder: string;
  let script: string;
  let installed: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'northwind-packed-'));
    const { stdout } = await execute('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: packageFolder,
    });
    const tarball = path.join(folder, stdout.trim().split('\n').at(-1) as string);
    installed = path.join(folder, 'node_modules/@northwind/sandbox');
    await mkdir(installed, { recursive: true });
    await execute('tar', [
      '--extract',
      '--gzip',
      '--strip-components=1',
      '--file',
      tarball,
      '--directory',
      installed,
    ]);
    const manifest = JSON.parse(await readFile(path.join(installed, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      dependencies: Record<string, string>;
    };
    // Only what is declared is there, as after an installation from npm.
    for (const name of Object.keys(manifest.dependencies)) {
      const target = path.join(folder, 'node_modules', name);
      await mkdir(path.dirname(target), { recursive: true });
      await symlink(installedFolder(name), target);
    }
    script = path.join(installed, manifest.bin['northwind-sandbox'] as string);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds the built program and its README, and no source', async () => {
    expect((await readdir(installed)).sort()).toEqual(['README.md', 'dist', 'package.json']);
    expect(await readFile(script, 'utf8')).toMatch(/^#!\/usr\/bin\/env -S node --\n/);
  });

  it('is a library: a program that imports it compiles and runs', async () => {
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(
      path.join(folder, 'library.ts'),
      `import { startSandbox, type Sandbox, type SandboxClient } from '@northwind/sandbox';
      const sandbox: Sandbox = await startSandbox({ port: 0, seed: null });
      const partner: SandboxClient = await sandbox.partner({ name: 'A partner' });
      // @ts-expect-error -- options are closed types
      const misspelt = () => sandbox.partner({ nmae: 'x' });
      const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: partner.clientId, client_secret: partner.clientSecret });
      const { access_token: token } = (await (await fetch(sandbox.tokenUrl, { method: 'POST', body })).json()) as { access_token: string };
      const headers = { authorization: \`Bearer \${token}\`, 'x-api-key': partner.apiKey };
      const response = await fetch(\`\${sandbox.restUrl}/invoices\`, { headers });
      process.stdout.write(\`\${response.status} \${await response.text()} \${typeof misspelt}\`);
      await sandbox.close();`,
    );
    const types = path.join(installedFolder('@types/node'), '..');
    const compiler = path.join(installedFolder('typescript'), 'bin/tsc');
    await execute(
      process.execPath,
      [
        compiler,
        '--strict',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        '--lib',
        'es2023',
        '--typeRoots',
        types,
        '--types',
        'node',
        '--outDir',
        'built',
        'library.ts',
      ],
      { cwd: folder },
    );
    const { stdout } = await execute(process.execPath, ['built/library.js'], { cwd: folder });
    expect(stdout).toBe('200 {"data":[],"nextCursor":null} function');
  }, 120_000);

  it('says in an older Node which one it needs', async () => {
    const older = path.join(folder, 'older.mjs');
    await writeFile(older, "Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } });");
    const finished = await runCommand([], { script, cwd: folder, nodeOptions: ['--import', older] });
    expect(finished).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'northwind-sandbox: The sandbox needs Node 22 or later; this is Node 20.19.0.\n',
    });
    // And it comes that far: what that Node lacks is not linked before.
    expect(await readFile(script, 'utf8')).not.toMatch(/^import .*from ?"node:/m);
  });

  it('runs away from this repository: help, a token, a list of invoices', async () => {
    expect(await runCommand(['--help'], { script, cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' });
    const sandbox = await startCommand(['--port', '0'], { script, cwd: folder });
    console.log(
      `packed sandbox ready after ${(sandbox.startedInMilliseconds / 1000).toFixed(2)} s (target: under 3 s)`,
    );
    const response = await callAsFirstClient(sandbox.ready, '/invoices?limit=3');
    expect(response.status).toBe(200);
    expect(((await response.json()) as { data: object[] }).data).toHaveLength(3);
    expect(await sandbox.stop()).toBe(0);
    expect(sandbox.stderr()).toBe('');
  }, 120_000);
});
