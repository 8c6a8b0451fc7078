// Builds @northwind/sdk: `npm run build`. One bundle per format, with its declarations; sdk/build/main.ts finishes it.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { thirdPartyNotices } from './.config/third-party-notices.ts';

const sdk = path.resolve(import.meta.dirname, 'sdk');

const split = {
  index: path.join(sdk, 'src/index.ts'),
  graphql: path.join(sdk, 'src/graphql/index.ts'),
  cognito: path.join(sdk, 'src/cognito/index.ts'),
  webhooks: path.join(sdk, 'src/webhooks/index.ts'),
  opentelemetry: path.join(sdk, 'src/opentelemetry/index.ts'),
};
const apart = { testing: path.join(sdk, 'src/testing/index.ts') };
const entry = { ...split, ...apart };

const bundled = new Set<string>();
/** One after another: the build that ends last writes what all of them carry. */
let written = Promise.resolve();

/** Writes the licences of what the bundles carry, all builds together. */
const notices: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'third-party-notices',
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      for (const input of Object.keys(metafile?.inputs ?? {})) bundled.add(input);
      written = written.then(async () => {
        await mkdir(path.join(sdk, 'dist'), { recursive: true });
        const text = await thirdPartyNotices([...bundled], process.cwd());
        await writeFile(path.join(sdk, 'dist/THIRD-PARTY-NOTICES.txt'), text);
      });
      return written;
    });
  },
};

const common: Options = {
  entry: split,
  outDir: path.join(sdk, 'dist'),
  tsconfig: path.join(sdk, 'tsconfig.build.json'),
  target: 'es2022',
  esbuildPlugins: [notices],
  platform: 'neutral',
  sourcemap: true,
  // A build that succeeds has nothing to say to somebody who wanted a tour or a test run.
  silent: true,
  // The type of a document is copied in: its package has `graphql` as a peer, which npm would install for nothing.
  dts: {
    resolve: ['@graphql-typed-document-node/core'],
    // What several entries declare stands in files of these names; anything else is in one that is called after its main module.
    entry: {
      ...entry,
      models: path.join(sdk, 'src/generated/models.ts'),
      open: path.join(sdk, 'src/support/open.ts'),
      openapi: path.join(sdk, 'src/generated/openapi.ts'),
    },
  },
  // openapi-msw's peer is an older msw: npm would refuse to install it beside the current one.
  noExternal: ['graphql-ws', 'openapi-msw'],
};

export default defineConfig([
  // Split, so that what is imported lazily stays apart from the entry.
  {
    ...common,
    format: 'esm',
    splitting: true,
    clean: true,
  },
  // Shares no file with the others: what only tests load costs them nothing. Most of it is generated, so it has no source map.
  { ...common, entry: apart, format: ['esm', 'cjs'], splitting: false, dts: false, sourcemap: false },
  // openapi-fetch's own CommonJS build hides its default export from a bundler's interop, so it is carried here.
  { ...common, format: 'cjs', splitting: false, noExternal: ['graphql-ws', 'openapi-msw', 'openapi-fetch'] },
]);
