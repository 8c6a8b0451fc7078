// Builds @northwind/sdk: `npm run build`. One bundle per format, with its declarations.
import path from 'node:path';
import { defineConfig, type Options } from 'tsup';

const sdk = path.resolve(import.meta.dirname, 'sdk');

/**
 * ky is carried in the bundle: it is published as ESM only, and `require` of ESM is not there in every Node 20. Two of its
 * modules are left out, because the transport never reaches them and every page that loads the SDK would pay for them: the
 * Retry-After parser (waits come from our own retry-timing) and the progress streams.
 */
const trimKy: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'trim-ky',
  setup(build) {
    const unreachable = (names: string[]): string =>
      names.map((name) => `export const ${name} = () => { throw new Error('left out of ky'); };`).join('\n');
    build.onLoad({ filter: /ky\/distribution\/core\/retry-timing\.js$/ }, () => ({
      contents: unreachable(['getRetryTimingHeader', 'calculateRetryTimingDelay']),
    }));
    build.onLoad({ filter: /ky\/distribution\/utils\/body\.js$/ }, () => ({
      contents: unreachable(['streamRequest', 'streamResponse']),
    }));
  },
};

const common: Options = {
  entry: { index: path.join(sdk, 'src/index.ts') },
  outDir: path.join(sdk, 'dist'),
  tsconfig: path.join(sdk, 'tsconfig.build.json'),
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  dts: true,
  noExternal: ['ky'],
  esbuildPlugins: [trimKy],
};

export default defineConfig([
  // Split, so that what is imported lazily stays apart from the entry.
  { ...common, format: 'esm', splitting: true, clean: true },
  { ...common, format: 'cjs', splitting: false },
]);
