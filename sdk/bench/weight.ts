// What a page downloads for a client: bundled for the browser, minified, gzipped; and how long Node takes to import it.
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from './cpu.ts';

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
  /** Bytes that are loaded by `import()` when they are needed. */
  readonly lazy: number;
}

export async function measureWeight(program: string): Promise<Weight> {
  const result = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    absWorkingDir: import.meta.dirname,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const { outputs } = result.metafile;
  const eager = new Set<string>();
  const visit = (name: string): void => {
    if (eager.has(name)) return;
    eager.add(name);
    for (const next of outputs[name]!.imports) if (next.kind === 'import-statement') visit(next.path);
  };
  visit('out/stdin.js');
  const weight = { eager: 0, lazy: 0 };
  for (const file of result.outputFiles) {
    const name = `out/${file.path.split('/').at(-1)}`;
    weight[eager.has(name) ? 'eager' : 'lazy'] += gzipSync(file.contents, { level: 9 }).length;
  }
  return weight;
}

/** Milliseconds of `import()` in a fresh process, median of seven. */
export function measureImport(name: string): number {
  const code = `const start = performance.now(); await import('${name}'); console.log(performance.now() - start);`;
  const once = (): number =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: import.meta.dirname }));
  return median(Array.from({ length: 7 }, once));
}
