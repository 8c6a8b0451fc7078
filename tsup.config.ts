// Builds @northwind/sdk: `npm run build`. One bundle per format, with its declarations.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { defineConfig, type Options } from 'tsup';

const sdk = path.resolve(import.meta.dirname, 'sdk');

/**
 * ky is carried in the bundle: it is published as ESM only, and `require` of ESM is not there in every Node 20. Left out of it is
 * what the transport never reaches and every page that loads the SDK would pay for: the Retry-After parser (waits come from our
 * own retry-timing), the progress streams with the probe that ky runs for them at import, and the list of browsers' network
 * errors (`exchange` turns each into a `ConnectionError` before ky sees it). A ky that no longer has these parts fails the build.
 */
const trimKy: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'trim-ky',
  setup(build) {
    const replace = (file: RegExp, contents: string | ((source: string) => string)): void => {
      let seen = false;
      build.onStart(() => void (seen = false));
      build.onLoad({ filter: file }, async ({ path: name }) => {
        seen = true;
        return { contents: typeof contents === 'string' ? contents : contents(await readFile(name, 'utf8')) };
      });
      build.onEnd(() => (seen ? undefined : { errors: [{ text: `ky has no ${file.source} any more` }] }));
    };
    const leftOut = "() => { throw new Error('left out of ky'); }";
    replace(
      /ky[\\/]distribution[\\/]core[\\/]retry-timing\.js$/,
      `export const getRetryTimingHeader = ${leftOut}, calculateRetryTimingDelay = ${leftOut};`,
    );
    replace(
      /ky[\\/]distribution[\\/]utils[\\/]body\.js$/,
      `export const streamRequest = ${leftOut}, streamResponse = ${leftOut};`,
    );
    replace(/ky[\\/]distribution[\\/]utils[\\/]is-network-error\.js$/, 'export default () => false;');
    // The transport passes one complete set of options and no headers, so there is nothing to merge.
    replace(
      /ky[\\/]distribution[\\/]utils[\\/]merge\.js$/,
      `export const validateAndMerge = (defaults, options) => ({ ...options });
      export const mergeHooks = () => ({ init: [], beforeRequest: [], beforeRetry: [], beforeError: [], afterResponse: [] });
      export const mergeHeaders = () => {}, cloneShallow = ${leftOut}, replaceOption = ${leftOut};
      export const deletedParametersSymbol = Symbol();`,
    );
    // To ky a Request is only what carries the signal of an attempt (see sdk/src/transport/transport.ts); building real ones, and
    // cloning one for a retry that rarely comes, cost as much CPU as half of fetch itself.
    replace(/ky[\\/]distribution[\\/]core[\\/]Ky\.js$/, (source) => {
      const text = source.replaceAll('new globalThis.Request(', 'new RequestHandle(');
      if (text === source) throw new Error('ky no longer makes a globalThis.Request');
      // Both live as long as one call; the weak kinds only cost the garbage collector.
      const strong = text.replace('new WeakMap()', 'new Map()').replace('new WeakSet()', 'new Set()');
      return `${strong}
        class RequestHandle {
          body = null;
          constructor(input, { method = input.method, signal }) {
            this.url = input.url ?? String(input);
            this.method = method;
            this.signal = signal;
          }
          clone() {
            return this;
          }
        }`;
    });
    replace(/ky[\\/]distribution[\\/]core[\\/]constants\.js$/, (source) => {
      // Node loads the whole of undici when `FormData` or `Request` is first looked at.
      const probes = [
        /(export const supportsRequestStreams = )\(\(\) => \{[\s\S]*?\n\}\)\(\);/,
        /(export const supportsFormData = )typeof globalThis\.FormData === 'function';/,
      ];
      return probes.reduce((text, probe) => {
        if (!probe.test(text)) throw new Error(`ky no longer has ${probe.source}`);
        return text.replace(probe, '$1false;');
      }, source);
    });
  },
};

const common: Options = {
  entry: {
    index: path.join(sdk, 'src/index.ts'),
    graphql: path.join(sdk, 'src/graphql/index.ts'),
    cognito: path.join(sdk, 'src/cognito/index.ts'),
  },
  outDir: path.join(sdk, 'dist'),
  tsconfig: path.join(sdk, 'tsconfig.build.json'),
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  // A build that succeeds has nothing to say to somebody who wanted a tour or a test run.
  silent: true,
  dts: true,
  noExternal: ['graphql-ws', 'ky'],
  esbuildPlugins: [trimKy],
};

export default defineConfig([
  // Split, so that what is imported lazily stays apart from the entry.
  { ...common, format: 'esm', splitting: true, clean: true },
  // openapi-fetch's own CommonJS build hides its default export from a bundler's interop, so it is carried here too.
  { ...common, format: 'cjs', splitting: false, noExternal: ['graphql-ws', 'ky', 'openapi-fetch'] },
]);
