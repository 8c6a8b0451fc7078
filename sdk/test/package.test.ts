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

/** Minified and gzipped bytes that a page loads at once for this program; what it loads later by `import()` is apart. */
async function weigh(program: string): Promise<number> {
  const result = await build({
    stdin: { contents: program, resolveDir: project.folder },
    absWorkingDir: project.folder,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    outdir: 'out',
    write: false,
    metafile: true,
  });
  const wanted = new Set<string>();
  const visit = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const { path: next, kind } of result.metafile.outputs[name]!.imports)
      if (kind === 'import-statement') visit(next);
  };
  visit('out/stdin.js');
  return result.outputFiles
    .filter((file) => wanted.has(path.relative(project.folder, file.path)))
    .reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
}

it('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: sdkFolder, strict: true });
  const manifest = JSON.parse(await readFile(path.join(sdkFolder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
});

it('are-the-types-wrong finds nothing', { timeout: 60_000 }, async () => {
  const attw = path.join(repositoryModules, '@arethetypeswrong/cli/dist/index.js');
  const report = await output(process.execPath, [attw, project.tarball, '--format', 'json'], project.folder);
  expect(JSON.parse(report)).toMatchObject({ problems: {} });
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
