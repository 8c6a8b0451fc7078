/**
 * `node backend/infra/package.ts`: what Terraform uploads. Every bundled function becomes `backend/dist/functions/<name>.zip`; the
 * two programs that belong to the infrastructure itself, the rotation of partners' secrets and the synthetic canary, are bundled
 * here first. The same sources give the same bytes.
 */
import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { zip } from './zip.ts';

const infra = import.meta.dirname;
const dist = path.resolve(infra, '../dist');

async function bundle(source: string, format: 'esm' | 'cjs'): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [path.join(infra, source)],
    absWorkingDir: infra,
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    target: 'node22',
    format,
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    ...(format === 'esm'
      ? {
          banner: {
            js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
          },
        }
      : {}),
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild produced no output for ${source}.`);
  return file.contents;
}

/** @throws Error where `backend/build.ts` has not run */
export async function packageAll(): Promise<readonly string[]> {
  const folder = path.join(dist, 'functions');
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  if (names.length === 0) throw new Error('backend/dist/functions is empty: node backend/build.ts first.');

  const packages = new Map<string, Buffer>();
  for (const name of names) {
    packages.set(
      `functions/${name}.zip`,
      zip({ 'index.cjs': await readFile(path.join(folder, name, 'index.cjs')) }),
    );
  }
  // Where Synthetics looks for a Node.js canary (CloudWatch User Guide, "Packaging your Node.js canary files").
  const canary = await bundle('operations/canary/canary.ts', 'cjs');
  packages.set('canary.zip', zip({ 'nodejs/node_modules/canary.js': canary }));

  for (const [file, content] of packages) await writeFile(path.join(dist, file), content);
  return [...packages.keys()].sort();
}

if (import.meta.main) {
  for (const file of await packageAll()) console.log(`backend/dist/${file}`);
}
