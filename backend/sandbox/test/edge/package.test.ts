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
  let dependencies: Record<string, string>;

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
    ({ dependencies } = manifest);
    for (const name of Object.keys(dependencies)) {
      const target = path.join(folder, 'node_modules', name);
      await mkdir(path.dirname(target), { recursive: true });
      await symlink(installedFolder(name), target);
    }
    script = path.join(installed, manifest.bin['northwind-sandbox'] as string);
    // npm builds the package, declarations included.
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds the built program and its README, and no source', async () => {
    expect((await readdir(installed)).sort()).toEqual(['README.md', 'dist', 'package.json']);
    expect(await readFile(script, 'utf8')).toMatch(/^#!\/usr\/bin\/env -S node --\n/);
  });

  it('holds the licence of every package whose code it carries', async () => {
    const dist = path.join(installed, 'dist');
    const notices = await readFile(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const carried = new Set<string>();
    for (const name of (await readdir(dist)).filter((file) => file.endsWith('.js'))) {
      // The bundler says in a comment where each piece of code comes from.
      const origins = (await readFile(path.join(dist, name), 'utf8')).matchAll(
        /^\s*\/\/ \S*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\/\S+$/gm,
      );
      for (const [, origin] of origins) carried.add(String(origin));
    }
    expect(carried).toContain('graphql');
    expect([...carried].filter((name) => !notices.includes(`\n${name} `))).toEqual([]);
    // Who installs the sandbox installs only what cannot be carried.
    for (const name of Object.keys(dependencies)) expect(carried).not.toContain(name);
  });

  it('is a library: a program that imports it compiles and runs, and so compile the parts of programs in the README', async () => {
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
    const compiler = path.join(installedFolder('typescript-7'), 'bin/tsc');
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
        ...(await writeReadmeParts()),
      ],
      { cwd: folder },
    );
    const { stdout } = await execute(process.execPath, ['built/library.js'], { cwd: folder });
    expect(stdout).toBe('200 {"data":[],"nextCursor":null} function');
  });

  /** The README's parts of programs, each in a file that says what it goes on from. */
  async function writeReadmeParts(): Promise<string[]> {
    const readme = await readFile(path.join(installed, 'README.md'), 'utf8');
    // Amplify is not installed here, and what names its file is run below.
    const parts = [...readme.matchAll(/```ts\n(?!\/\/ \S+\.ts\n|Amplify)([^]*?)```/g)].map(
      ([, text = '']) => text,
    );
    expect(parts.length).toBeGreaterThan(2);
    const before = {
      sandbox: 'Started',
      partner: "Awaited<ReturnType<Started['partner']>>",
      manager: "Awaited<ReturnType<Started['manager']>>",
      lockerId: 'string',
      url: 'string',
      token: 'string',
    };
    return Promise.all(
      parts.map(async (text, index) => {
        const declared = Object.entries(before)
          .filter(([name]) => !new RegExp(`(const|using) (\\{[^}]*\\b)?${name}\\b`).test(text))
          .map(([name, type]) => `declare const ${name}: ${type};\n`);
        const program = `import type { startSandbox as Start } from '@northwind/sandbox';
type Started = Awaited<ReturnType<typeof Start>>;
${declared.join('')}${text}export {};\n`;
        await writeFile(path.join(folder, `readme-${index}.ts`), program);
        return `readme-${index}.ts`;
      }),
    );
  }

  /** What the README says, in the files that it names in the first line of a block. */
  async function writeReadmeFiles(): Promise<void> {
    const readme = await readFile(path.join(installed, 'README.md'), 'utf8');
    const blocks = readme.matchAll(/```[jt]s\n\/\/ (\S+\.[jt]s)\n([^]*?)```/g);
    for (const [, name, text] of blocks) await writeFile(path.join(folder, String(name)), String(text));
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
    // For whoever tests there is the SDK, and their own runner.
    for (const name of ['@northwind/sdk', 'vitest']) {
      const target = path.join(folder, 'node_modules', name);
      if (!existsSync(target)) await symlink(installedFolder(name), target);
    }
  }

  it('is a set-up of Vitest: the README’s test passes, and one that sets a fault it does not meet fails', async () => {
    await writeReadmeFiles();
    await writeFile(
      path.join(folder, 'not-met.test.ts'),
      `import { test } from '@northwind/sandbox/vitest';
      test('sets a fault and does not meet it', async ({ sandbox }) => {
        await (await sandbox.partner()).fail('payInvoice', { status: 503 });
      });
      test('is another test', async ({ sandbox }) => {
        await sandbox.faults.verify();
      });`,
    );
    const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
    const run = execute(
      process.execPath,
      [
        path.join(folder, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--reporter=json',
        '--outputFile=results.json',
        '--testTimeout=180000',
        '--hookTimeout=180000',
        '--teardownTimeout=180000',
      ],
      { cwd: folder, env: Object.fromEntries(outer) },
    );
    // One of the tests fails, so the run does.
    const { stdout, stderr } = (await run.catch((error: unknown) => error)) as Record<string, string>;
    const report = path.join(folder, 'results.json');
    expect(existsSync(report), `${stdout}${stderr}`).toBe(true);
    const { testResults } = JSON.parse(await readFile(report, 'utf8')) as {
      testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
    };
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    expect(results.map(({ title, status }) => `${status}: ${title}`).sort(), JSON.stringify(results)).toEqual(
      [
        'failed: sets a fault and does not meet it',
        'passed: an invoice is paid once, though the first response is lost',
        'passed: is another test',
      ],
    );
    const failed = results.find(({ status }) => status === 'failed');
    expect(failed?.failureMessages.join()).toContain('A fault was set and not met:');
  });

  it('is a set-up of Jest', async () => {
    await writeReadmeFiles();
    // What Jest does: the set-up in its own process, the tests as CommonJS in others, which inherit the environment.
    await writeFile(
      path.join(folder, 'jest-run.mjs'),
      `import { spawn } from 'node:child_process';
      import { once } from 'node:events';
      import config from './jest.config.js';
      const hook = async (name) => (await import(name)).default({}, {});
      await hook(config.globalSetup);
      const worker = spawn(process.execPath, ['jest-worker.cjs'], { stdio: 'inherit' });
      await once(worker, 'exit');
      await hook(config.globalTeardown);`,
    );
    await writeFile(
      path.join(folder, 'jest-worker.cjs'),
      `const hooks = [];
      globalThis.afterEach = (hook) => hooks.push(hook);
      const { getSandbox } = require('@northwind/sandbox/jest');
      const run = async (test) => {
        try {
          await test(await getSandbox());
          for (const hook of hooks) await hook();
          return 'passed';
        } catch (error) {
          return error.name;
        }
      };
      (async () => {
        const fails = (sandbox) => sandbox.fail('payInvoice', { status: 503, tenant: 'nobody' });
        process.stdout.write([await run(fails), await run(async () => {})].join(' '));
      })();`,
    );
    const { stdout } = await execute(process.execPath, ['jest-run.mjs'], { cwd: folder });
    expect(stdout).toBe('FaultNotMetError passed');
  });

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
  });
});
