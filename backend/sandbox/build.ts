/**
 * Builds `dist/main.js`, the command, and the library with its declarations, `dist/index.js` and the set-ups of test runners: the sandbox, the backend's functions,
 * the generated documents and most of the packages that they use in one ES module tree, so that the package runs without this repository. One file is loaded several
 * times faster than the hundreds of small ones that it is made of, and little has to be installed. Declared dependencies stay outside and come from npm.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { build as bundleTypes } from 'tsup';
import { thirdPartyNotices } from '../../.config/third-party-notices.ts';
import { writeApiFiles } from './src/wiring/graphql-api-files.ts';

const root = import.meta.dirname;

/** What the package exports, beside the command. */
const library = {
  index: 'src/index.ts',
  vitest: 'src/testing/vitest.ts',
  'vitest-global-setup': 'src/testing/vitest-global-setup.ts',
  jest: 'src/testing/jest.ts',
  'jest-global-setup': 'src/testing/jest-global-setup.ts',
  'jest-global-teardown': 'src/testing/jest-global-teardown.ts',
};

const { dependencies, peerDependencies } = JSON.parse(
  await readFile(path.join(root, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'peerDependencies', Record<string, string>>;

/** Made beside the one in use, which is replaced when all is there: who runs the package meanwhile finds it whole. */
const made = path.join(root, `dist-${process.pid}`);
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts', ...library },
  outdir: made,
  bundle: true,
  // A function's code is loaded at its first invocation, as in the repository: one chunk each.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  external: Object.keys({ ...dependencies, ...peerDependencies }),
  // CommonJS among the packages asks for Node's own modules at run time.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  sourcemap: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

// Jest's tests are CommonJS unless it is told otherwise, and its module system cannot require an ES module.
await build({
  absWorkingDir: root,
  entryPoints: { jest: library.jest },
  outdir: made,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  legalComments: 'none',
  logLevel: 'warning',
});

await bundleTypes({
  entry: Object.fromEntries(Object.entries(library).map(([name, file]) => [name, path.join(root, file)])),
  outDir: made,
  tsconfig: path.join(root, 'tsconfig.json'),
  format: ['esm'],
  dts: { only: true },
  config: false,
  clean: false,
  silent: true,
});
// What CommonJS requires has the types of the ES module.
const asImported = "with { 'resolution-mode': 'import' }";
await writeFile(
  path.join(made, 'jest.d.cts'),
  `import type * as jest from './jest.js' ${asImported};
export declare const getSandbox: typeof jest.getSandbox;
export type { RemoteSandbox } from './jest.js' ${asImported};
`,
);

// The GraphQL schema and the resolvers' bundles, which the sandbox reads beside its own code.
await writeApiFiles(path.join(made, 'api'));

await writeFile(
  path.join(made, 'THIRD-PARTY-NOTICES.txt'),
  await thirdPartyNotices(Object.keys(metafile.inputs), root),
);

await rm(path.join(root, 'dist'), { recursive: true, force: true });
await rename(made, path.join(root, 'dist'));

const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
process.stdout.write(
  `dist: ${Object.keys(metafile.outputs).length} files, ${(bytes / 1024).toFixed(0)} KiB\n`,
);
