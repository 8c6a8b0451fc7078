// What a page downloads for a client: bundled for the browser, minified, gzipped; and how long Node takes to import it.
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from './median.ts';

/** A program that uses the client as its documentation shows. */
export const programs: Record<string, string> = {
  '@northwind/sdk': `import { Northwind, clientCredentials } from '@northwind/sdk'; globalThis.x = [Northwind, clientCredentials];`,
  'openapi-fetch': `import createClient from 'openapi-fetch'; globalThis.x = createClient;`,
  ky: `import ky from 'ky'; globalThis.x = ky;`,
  stripe: `import Stripe from 'stripe'; globalThis.x = Stripe;`,
  '@octokit/request': `import { request } from '@octokit/request'; globalThis.x = request;`,
};

export interface Weight {
  /** Bytes that are loaded at once. */
  readonly eager: number;
  /** Further bytes that are loaded by `import()` when they are needed. */
  readonly lazy: number;
}

export async function measureWeight(program: string): Promise<Weight> {
  const eager = await bundle(program, true);
  return { eager, lazy: (await bundle(program, false)) - eager };
}

async function bundle(program: string, leaveLazyPartsOut: boolean): Promise<number> {
  const result = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    // Without this the `paths` of sdk/tsconfig.json would lead to the sources; what is weighed is the build.
    tsconfigRaw: '{}',
    plugins: [
      {
        name: 'lazy-parts',
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ kind, path }) =>
            leaveLazyPartsOut && kind === 'dynamic-import' ? { path, external: true } : undefined,
          ),
      },
    ],
  });
  return gzipSync(result.outputFiles[0]!.contents, { level: 9 }).length;
}

/** Milliseconds of `import()` in a fresh process, median of seven. */
export function measureImport(name: string): number {
  const code = `const start = performance.now(); await import('${name}'); console.log(performance.now() - start);`;
  const once = (): number =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: import.meta.dirname }));
  return median(Array.from({ length: 7 }, once));
}
