// Whether the package is well made, as ordinary tests: what linters of packages say, what it weighs, what it costs a compiler.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cp, readdir, readFile } from 'node:fs/promises';
import { output, packedProject, repositoryModules, sdkFolder } from './packed.ts';

let project: Awaited<ReturnType<typeof packedProject>>;

beforeAll(async () => {
  project = await packedProject();
  await cp(path.join(import.meta.dirname, 'consumers'), project.folder, { recursive: true });
});

afterAll(() => project?.remove());

/**
 * Bundles a program for browsers. What the SDK loads by `import()` when it is first used (raw client, GraphQL and live clients,
 * token grant, log masking, the user pool's library) is left out, but for what `eager` matches.
 */
async function bundle(program: string, eager = /^$/, external: string[] = []) {
  const result = await build({
    stdin: { contents: program, resolveDir: project.folder },
    absWorkingDir: project.folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
    external,
    metafile: true,
    plugins: [
      {
        name: 'leave-lazy-parts-out',
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ kind, path: name }) =>
            kind === 'dynamic-import' && !eager.test(name) ? { path: name, external: true } : undefined,
          ),
      },
    ],
  });
  const [{ contents, text }] = result.outputFiles as [(typeof result.outputFiles)[number]];
  const inputs = Object.entries(result.metafile.outputs['stdin.js']?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([name]) => name);
  const built = inputs.filter((name) => /sdk\/dist\//.test(name));
  const maps = built.map((name) => readFile(path.join(project.folder, `${name}.map`), 'utf8'));
  return {
    text,
    bytes: gzipSync(contents, { level: 9 }).length,
    /** Files that code of the bundle came from. */
    inputs,
    /** Files that those of this package were built from: its own sources, and of the libraries that it carries. */
    sources: (await Promise.all(maps)).flatMap((map) => (JSON.parse(map) as { sources: string[] }).sources),
  };
}

it('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: sdkFolder, strict: true });
  const manifest = JSON.parse(await readFile(path.join(sdkFolder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
});

// Profile node16 leaves out the resolution of Node 10, which knows no entries; the package needs Node 20.
it('are-the-types-wrong finds nothing', async () => {
  const attw = path.join(repositoryModules, '@arethetypeswrong/cli/dist/index.js');
  const report = await output(
    process.execPath,
    [attw, project.tarball, '--format', 'json', '--profile', 'node16'],
    project.folder,
  );
  expect((JSON.parse(report) as { analysis: { types: unknown } }).analysis.types).not.toBe(false);
});

it('can be published with provenance, with its changelog, and installs at most four packages', async () => {
  const installed = path.join(project.folder, 'node_modules/@northwind/sdk');
  const manifest = JSON.parse(await readFile(path.join(installed, 'package.json'), 'utf8')) as {
    repository: { url: string; directory: string };
    homepage: string;
    bugs: string;
    keywords: string[];
    peerDependenciesMeta: Record<string, { optional: boolean }>;
    peerDependencies: Record<string, string>;
  };
  expect(manifest.repository).toMatchObject({
    url: expect.stringMatching(/^git\+https:/) as string,
    directory: 'sdk',
  });
  expect(manifest.homepage).toMatch(/^https:/);
  expect(manifest.bugs).toMatch(/^https:/);
  expect(manifest.keywords.length).toBeGreaterThan(3);
  expect(await readFile(path.join(installed, 'CHANGELOG.md'), 'utf8')).toContain('# Changelog');

  // A peer that is not optional is installed like a dependency.
  const installs = new Set<string>();
  const install = async (folder: string): Promise<void> => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      await readFile(path.join(folder, 'package.json'), 'utf8'),
    ) as Partial<Record<'dependencies' | 'peerDependencies', Record<string, string>>> & {
      peerDependenciesMeta?: Record<string, { optional?: boolean }>;
    };
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (installs.has(name) || peerDependenciesMeta?.[name]?.optional) continue;
      installs.add(name);
      await install(path.join(repositoryModules, name));
    }
  };
  await install(installed);
  expect([...installs, '@northwind/sdk'].sort()).toEqual([
    '@northwind/sdk',
    'openapi-fetch',
    'openapi-typescript-helpers',
  ]);
});

it('holds the licence of every package whose code it carries', async () => {
  const dist = path.join(project.folder, 'node_modules/@northwind/sdk/dist');
  const notices = await readFile(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  const carried = new Set<string>();
  for (const name of (await readdir(dist)).filter((file) => file.endsWith('.map'))) {
    const { sources } = JSON.parse(await readFile(path.join(dist, name), 'utf8')) as { sources: string[] };
    for (const source of sources) {
      const [, origin] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? [];
      if (origin !== undefined) carried.add(origin);
    }
  }
  expect(carried).toContain('graphql-ws');
  expect([...carried].filter((name) => !notices.includes(`\n${name} `))).toEqual([]);
});

it('classes keep the names by which they are exported', async () => {
  for (const name of ['index.js', 'index.cjs']) {
    const code = await readFile(path.join(project.folder, 'node_modules/@northwind/sdk/dist', name), 'utf8');
    expect(code).toMatch(/Northwind = class extends|class Northwind extends/);
    expect(code).not.toMatch(/class _(Northwind|ApiPromise|ListPromise)/);
  }
});

it('files are called after what is in them, in every version: an editor goes to `models.d.ts`, a stack trace names `attempts.js`', async () => {
  const dist = path.join(project.folder, 'node_modules/@northwind/sdk/dist');
  const files = await readdir(dist);
  expect(files).toEqual(
    expect.arrayContaining(['models.d.ts', 'models.d.cts', 'northwind-error.d.ts', 'attempts.js']),
  );
  expect(files.filter((name) => /chunk|[-_](?=\w{8}\.)(?=\w*[A-Z0-9])/.test(name))).toEqual([]);
  expect(await readFile(path.join(dist, 'models.d.ts'), 'utf8')).toContain('interface Invoice ');
});

it('the entry weighs at most 10 KiB, minified and gzipped, and loads graphql-ws when something is followed', async () => {
  const { bytes, sources } = await bundle(
    `import { Northwind, clientCredentials } from '@northwind/sdk'; globalThis.x = [Northwind, clientCredentials];`,
  );
  expect(sources.filter((name) => /graphql-ws/.test(name))).toEqual([]);
  expect(bytes).toBeLessThanOrEqual(10 * 1024);
});

it('the entry with its GraphQL and live clients weighs at most 24 KiB', async () => {
  const program = `import { Northwind, clientCredentials } from '@northwind/sdk'; globalThis.x = [Northwind, clientCredentials];`;
  const { bytes, inputs, sources, text } = await bundle(program, /realtime\.lazy/);
  expect(sources.filter((name) => /graphql-ws/.test(name))).not.toEqual([]);
  expect(text).toContain('graphql-transport-ws');
  expect(text).toContain('listLockerEvents');
  expect(inputs.filter((name) => /cognito/.test(name))).toEqual([]);
  expect(bytes).toBeLessThanOrEqual(24 * 1024);
});

it('one document of /graphql costs itself: no other document, no client', async () => {
  const { bytes, text, inputs } = await bundle(
    `import { MeDocument } from '@northwind/sdk/graphql'; console.log(MeDocument);`,
  );
  expect(text).toContain('query Me');
  expect(text.match(/\b(query|mutation|subscription) [A-Z]\w*/g)).toEqual(['query Me']);
  expect(inputs.filter((name) => !/sdk\/dist\/(graphql|documents)\.js$|<stdin>/.test(name))).toEqual([]);
  expect(text).not.toMatch(/WebSocket|fetch|idempotency/i);
  expect(bytes).toBeLessThanOrEqual(600);
});

it('all of /graphql is documents', async () => {
  const { text } = await bundle(`export * from '@northwind/sdk/graphql';`);
  expect(text).toContain('mutation MarkDelivered');
  expect(text).not.toMatch(/WebSocket|fetch\(|idempotency/i);
});

it('/webhooks is WebCrypto and little else, and nothing of it is in the entry', async () => {
  const { bytes, inputs, text } = await bundle(`export * from '@northwind/sdk/webhooks';`);
  expect(
    inputs.filter(
      (name) => !/sdk\/dist\/(webhooks|is-record|(northwind|usage)-error)\.js$|<stdin>/.test(name),
    ),
  ).toEqual([]);
  expect(text).toContain('webhook-signature');
  expect(text).not.toMatch(/WebSocket|fetch\(|idempotency/i);
  expect(bytes).toBeLessThanOrEqual(3 * 1024);
  const entry = await bundle(`export * from '@northwind/sdk';`);
  expect(entry.text).not.toContain('webhook-signature');
});

it('/opentelemetry is hooks and little else, and nothing of it is in the entry', async () => {
  const { bytes, text } = await bundle(`export * from '@northwind/sdk/opentelemetry';`, /^$/, [
    '@opentelemetry/api',
  ]);
  expect(text).toContain('http.client.request.duration');
  expect(bytes).toBeLessThanOrEqual(3 * 1024);
  const entry = await bundle(`export * from '@northwind/sdk';`);
  expect(entry.text).not.toMatch(/http\.client\.request|@opentelemetry/);
});

it('nothing of /testing is in the other entries', async () => {
  for (const entry of ['', '/graphql', '/cognito', '/webhooks', '/opentelemetry']) {
    const { text, inputs } = await bundle(`export * from '@northwind/sdk${entry}';`, /./);
    expect(inputs.filter((name) => /msw|dist\/testing/.test(name))).toEqual([]);
    expect(text).not.toMatch(/Contoso|type LockerEventConnection/);
  }
});

it('/cognito carries its own sign-in, and loads it when somebody types a password', async () => {
  const program = `import { cognitoUsers } from '@northwind/sdk/cognito'; globalThis.x = cognitoUsers;`;
  const { bytes, inputs, sources } = await bundle(program);
  const others = [...inputs, ...sources].filter((name) =>
    /amazon-cognito|graphql-ws|openapi-fetch/.test(name),
  );
  expect(others).toEqual([]);
  expect(bytes).toBeLessThanOrEqual(13 * 1024);
});

it('ten lines cost a compiler at most 1,000 type instantiations', async () => {
  const tsc = path.join(repositoryModules, 'typescript/bin/tsc');
  const flags =
    '--noEmit --strict --skipLibCheck --extendedDiagnostics --target es2022 --lib es2023,dom --module nodenext'.split(
      ' ',
    );
  const report = await output(process.execPath, [tsc, ...flags, 'ten-lines.mts'], project.folder);
  expect(Number(/Instantiations:\s+(\d+)/.exec(report)?.[1])).toBeLessThanOrEqual(1000);
});
