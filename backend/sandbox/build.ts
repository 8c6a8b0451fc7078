/**
 * Builds `dist/main.js`, the command, and `dist/index.js`, the library with its declarations: the sandbox, the backend's functions and
 * the generated documents in one ES module tree, so that the package runs without this repository. Declared dependencies stay outside and come from npm.
 */
import { readFile, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { build as bundleTypes } from 'tsup';
import { writeApiFiles } from './src/wiring/graphql-api-files.ts';

const root = import.meta.dirname;

await rm(path.join(root, 'dist'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  // A function's code is loaded at its first invocation, as in the repository: one chunk each.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  packages: 'external',
  sourcemap: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

// One file of declarations, that of the library.
await bundleTypes({
  entry: { index: path.join(root, 'src/index.ts') },
  outDir: path.join(root, 'dist'),
  tsconfig: path.join(root, 'tsconfig.json'),
  format: ['esm'],
  dts: { only: true },
  config: false,
  clean: false,
  silent: true,
});

// The GraphQL schema and the resolvers' bundles, which the sandbox reads beside its own code.
await writeApiFiles(path.join(root, 'dist/api'));

// What stays outside must be what npm installs beside the package.
const { dependencies } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const imported = Object.values(metafile.outputs).flatMap(({ imports }) =>
  imports.filter(({ external }) => external),
);
const undeclared = imported
  .map(({ path: specifier }) =>
    specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/'),
  )
  .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name) && !(name in dependencies));
if (undeclared.length > 0) {
  throw new Error(`Imported but not in dependencies: ${[...new Set(undeclared)].join(', ')}`);
}

const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
process.stdout.write(
  `dist: ${Object.keys(metafile.outputs).length} files, ${(bytes / 1024).toFixed(0)} KiB\n`,
);
