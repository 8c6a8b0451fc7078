// Whether the package is well made, as ordinary tests: what linters of packages say, what it weighs, what it costs a compiler.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cp, readFile } from 'node:fs/promises';
import { output, packedProject, repositoryModules, sdkFolder } from './packed.ts';

let project: Awaited<ReturnType<typeof packedProject>>;

beforeAll(async () => {
  project = await packedProject();
  await cp(path.join(import.meta.dirname, 'consumers'), project.folder, { recursive: true });
}, 60_000);

afterAll(() => project?.remove());

/**
 * Minified and gzipped bytes of the entry as this program uses it. What the SDK loads by `import()` when it is first used (raw
 * client, GraphQL and live clients, token grant, log masking) is left out.
 */
async function weigh(program: string): Promise<number> {
  const result = await build({
    stdin: { contents: program, resolveDir: project.folder },
    absWorkingDir: project.folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
    plugins: [
      {
        name: 'leave-lazy-parts-out',
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ kind, path: name }) =>
            kind === 'dynamic-import' ? { path: name, external: true } : undefined,
          ),
      },
    ],
  });
  return gzipSync(result.outputFiles[0]!.contents, { level: 9 }).length;
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
it('are-the-types-wrong finds nothing', { timeout: 60_000 }, async () => {
  const attw = path.join(repositoryModules, '@arethetypeswrong/cli/dist/index.js');
  const report = await output(
    process.execPath,
    [attw, project.tarball, '--format', 'json', '--profile', 'node16'],
    project.folder,
  );
  expect((JSON.parse(report) as { analysis: { types: unknown } }).analysis.types).not.toBe(false);
});

it('the entry weighs at most 14 KiB, minified and gzipped', async () => {
  const bytes = await weigh(
    `import { Northwind, clientCredentials } from '@northwind/sdk'; globalThis.x = [Northwind, clientCredentials];`,
  );
  expect(bytes).toBeLessThanOrEqual(14 * 1024);
});

it('ten lines cost a compiler at most 1,000 type instantiations', { timeout: 60_000 }, async () => {
  const tsc = path.join(repositoryModules, 'typescript/bin/tsc');
  const flags =
    '--noEmit --strict --skipLibCheck --extendedDiagnostics --target es2022 --lib es2023,dom --module nodenext'.split(
      ' ',
    );
  const report = await output(process.execPath, [tsc, ...flags, 'ten-lines.mts'], project.folder);
  expect(Number(/Instantiations:\s+(\d+)/.exec(report)?.[1])).toBeLessThanOrEqual(1000);
});
