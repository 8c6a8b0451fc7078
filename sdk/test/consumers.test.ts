import { cp, readdir, readFile, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import vm from 'node:vm';
import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import compilerOptions from './consumers/compiler-options.json' with { type: 'json' };
import { output, packedProject, repositoryModules } from './packed.ts';

let project: Awaited<ReturnType<typeof packedProject>>;

beforeAll(async () => {
  project = await packedProject();
  await cp(path.join(import.meta.dirname, 'consumers'), project.folder, { recursive: true });
  // What programs on Node 20 install beside the package, which has no WebSocket.
  await symlink(path.join(repositoryModules, 'ws'), path.join(project.folder, 'node_modules/ws'), 'dir');
});

afterAll(() => project?.remove());

const expected = {
  ids: ['first', 'second'],
  missing: 'not_found',
  raw: 7,
  thirdAttempt: 3,
  timeout: 'TimeoutError',
  silentAttempts: 2,
  aborted: 'AbortError',
  signIn: '7',
};

const expectedOfUsers = {
  restored: null,
  signIn: 'ConnectionError',
  isSignInError: false,
  document: 'query Me',
  queried: 'Me',
};

/** Every other Node on the PATH, by major version: the host's own may be older than the one this repository pins. */
function nodeOfMajor(major: number): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, 'node');
    try {
      if (execFileSync(candidate, ['--version'], { stdio: 'pipe' }).toString().startsWith(`v${major}.`))
        return candidate;
    } catch {
      // Not a folder with a runnable Node.
    }
  }
  return undefined;
}

describe.each([
  [`this Node (${process.version})`, process.execPath],
  ['Node 20', nodeOfMajor(20)],
])('%s', (name, node) => {
  describe.skipIf(!node)(
    node ? 'runs the packed package' : `skipped: there is no ${name} on the PATH`,
    () => {
      it.each(['program.mjs', 'program.cjs'])('%s', async (program) => {
        expect(JSON.parse(await output(node!, [program], project.folder))).toEqual(expected);
      });

      it.each(['users.mjs', 'users.cjs'])('%s: all entries, and a subscription over ws', async (program) => {
        expect(JSON.parse(await output(node!, [program], project.folder))).toEqual({
          ...expectedOfUsers,
          pushed: 'dlv_1',
        });
      });
    },
  );
});

// msw needs Node 22.12, and the samples' CommonJS needs a Node that can require it.
describe('tests without a server', () => {
  it('tests.mjs: handlers, overrides, samples and subscriptions', async () => {
    expect(JSON.parse(await output(process.execPath, ['tests.mjs'], project.folder))).toEqual({
      status: 'void',
      total: 1200,
      user: 'robin',
      sequences: [3, 4],
    });
  });

  it('tests.cjs: samples from CommonJS', async () => {
    expect(JSON.parse(await output(process.execPath, ['tests.cjs'], project.folder))).toEqual({
      status: 'cancelled',
      code: 404,
    });
  });

  // msw's own types need TypeScript 5.9 and these libraries. The declarations are checked once, by the fastest.
  it.each([
    ['typescript', ['--skipLibCheck']],
    ['typescript-7', []],
  ])('%s checks tests in ESM and CommonJS', async (compiler, more) => {
    await check(compiler, [...compilerOptions.node, ...more, 'tests.mts', 'tests.cts']);
  });
});

const esm = ['ten-lines.mts', 'must-not-compile.mts', 'users.mts'];
const consumers = [...esm, 'typescript.cts', 'users.cts'];

/** Type-checks consumers as strictly as a compiler can. */
async function check(compiler: string, parameters: readonly string[]): Promise<void> {
  const tsc = path.join(repositoryModules, compiler, 'bin/tsc');
  await output(process.execPath, [tsc, ...compilerOptions.strict, ...parameters], project.folder);
}

// The oldest that the README claims, this repository's and the newest, with the least `lib` that it names.
describe.each(['typescript-5', 'typescript', 'typescript-7'])('%s', (compiler) => {
  // What is linked beside the package brings types of its own, those of Node.js among them; a page has none.
  const page = ['--lib', 'es2022,dom', '--typeRoots', 'none'];

  it('checks consumers in nodenext, ESM and CommonJS, declarations included', async () => {
    await check(compiler, [...page, '--module', 'nodenext', ...consumers]);
  });

  it('checks consumers under a bundler, with the same declarations', async () => {
    const mode = ['--module', 'esnext', '--moduleResolution', 'bundler', '--skipLibCheck'];
    await check(compiler, [...page, ...mode, ...esm]);
  });
});

it.each(['typescript-5', 'typescript-7'])(
  '%s checks consumers with the types of Node.js alone, without those of a page',
  async (compiler) => {
    const types = ['--types', 'node', '--typeRoots', path.join(repositoryModules, '@types')];
    await check(compiler, ['--lib', 'es2022', '--module', 'nodenext', ...types, ...consumers]);
  },
);

it('the oldest compiler here is the oldest that the README claims', async () => {
  const manifest = path.join(repositoryModules, 'typescript-5/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const readme = await readFile(path.join(project.folder, 'node_modules/@northwind/sdk/README.md'), 'utf8');
  expect(/\| TypeScript +\| (\d+\.\d+) and newer/.exec(readme)?.[1]).toBe(version.replace(/\.\d+$/, ''));
});

/** Bundles a program for browsers, refusing Node built-ins, and runs it in a page without any of Node's globals. */
async function inBrowser(program: string): Promise<unknown> {
  const result = await build({
    stdin: { contents: program, resolveDir: project.folder },
    absWorkingDir: project.folder,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
    metafile: true,
  });
  expect(result.warnings).toEqual([]);
  const inputs = Object.keys(result.metafile.inputs).filter((name) =>
    /(^|\/)node:|__browser-external/.test(name),
  );
  expect(inputs).toEqual([]);
  const { AbortController, AbortSignal, FormData, Headers, Request, Response, URL, URLSearchParams } =
    globalThis;
  const { ReadableStream, atob, btoa, clearTimeout, crypto, performance, setTimeout, TextDecoder } =
    globalThis;
  const page = vm.createContext({
    ...{ AbortController, AbortSignal, FormData, Headers, Request, Response, URL, URLSearchParams },
    ...{ ReadableStream, atob, btoa, clearTimeout, crypto, performance, setTimeout, TextDecoder },
  });
  vm.runInContext(
    'globalThis.self = globalThis.window = globalThis; globalThis.document = {}; globalThis.navigator = { userAgent: "page" };',
    page,
  );
  vm.runInContext(result.outputFiles[0]!.text, page);
  return page['result'] as Promise<unknown>;
}

describe('a browser', () => {
  it('loads the bundle without any Node built-in or global', async () => {
    const result = await inBrowser(
      `import { Northwind, clientCredentials, isNotFoundError } from '@northwind/sdk'; import { tour } from './tour.cjs';
      globalThis.result = tour({ Northwind, clientCredentials, isNotFoundError });`,
    );
    expect(result).toEqual({ ...expected, signIn: 'UsageError' });
  });

  it('signs in, and sends documents, with what it loads when it needs it', async () => {
    const result = await inBrowser(
      `import { Northwind } from '@northwind/sdk'; import { cognitoUsers, isSignInError } from '@northwind/sdk/cognito';
      import { MeDocument } from '@northwind/sdk/graphql'; import { usersTour } from './users-tour.cjs';
      globalThis.result = usersTour({ Northwind, cognitoUsers, isSignInError, MeDocument });`,
    );
    expect(result).toEqual(expectedOfUsers);
  });
});

describe('the tarball', () => {
  it('holds the build, its declarations, README and licence, and nothing of the sources', async () => {
    const list = (await output('tar', ['-tzf', project.tarball], project.folder)).trim().split('\n');
    expect(list).toEqual(
      expect.arrayContaining([
        'package/dist/index.js',
        'package/dist/index.cjs',
        'package/README.md',
        'package/LICENSE',
      ]),
    );
    expect(
      list.filter(
        (name) =>
          !/^package\/(dist\/[\w-]+\.(d\.)?c?ts|dist\/[\w.-]+\.c?js(\.map)?|dist\/THIRD-PARTY-NOTICES\.txt|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/.test(
            name,
          ),
      ),
    ).toEqual([]);
    expect((await stat(project.tarball)).size).toBeLessThan(895_000);
  });

  it.each([
    ['noble-hashes', /sha256\(/, 'The MIT License (MIT), Copyright (c) 2022 Paul Miller'],
    ['graphql-ws', /graphql-transport-ws/, 'MIT License, Copyright (c) 2020 Denis Badurina'],
    ['ky', /ForceRetryError/, 'MIT License, Copyright (c) Sindre Sorhus'],
  ])('carries the notice of %s beside every copy of the code that uses it', async (_name, code, notice) => {
    const dist = path.join(project.folder, 'node_modules/@northwind/sdk/dist');
    let copies = 0;
    for (const name of (await readdir(dist)).filter((file) => /\.c?js$/.test(file))) {
      const text = await readFile(path.join(dist, name), 'utf8');
      if (!code.test(text)) continue;
      copies++;
      expect(text, name).toContain(notice);
    }
    expect(copies).toBeGreaterThan(0);
  });

  it('needs none of the types of the ky that is bundled in it', async () => {
    const dist = path.join(project.folder, 'node_modules/@northwind/sdk/dist');
    for (const name of ['index.d.ts', 'index.d.cts']) {
      expect(await readFile(path.join(dist, name), 'utf8')).not.toMatch(/from ['"]ky['"]/);
    }
  });
});
