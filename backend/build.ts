/**
 * `node backend/build.ts [name…]`: bundles each function to `backend/dist/functions/<name>/index.cjs`, as Lambda is given it.
 *
 * The AWS SDK is in it, the version that was tested and of it what the function uses, which loads in half the time of the runtime's own
 * (Lambda Developer Guide, "Runtime-included SDK versions", recommends it as well). Two runs give the same bytes. A bundle beyond the
 * budget fails the build: size is cold-start time.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { functions } from './src/generated/functions.ts';

/** Bytes, minified. */
export const BUDGET = 900 * 1024;

const root = import.meta.dirname;
const output = path.join(root, 'dist/functions');

/** One function's bundle. */
export const bundleFunction = async (name: string): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, `src/functions/${name}/handler.ts`)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    minify: true,
    treeShaking: true,
    platform: 'node',
    target: 'node22',
    // Whoever imports `node:http`, and does not require it, loads all that it names, Node's `fetch` and WebSocket among it: a third of a
    // function's first request.
    format: 'cjs',
    supported: { 'dynamic-import': false },
    // ES modules first: what a function does not use can then be left out.
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    // Answers are checked against the contract in the sandbox and in tests, where functions run from their sources.
    define: { 'process.env.VALIDATE_RESPONSES': '"false"' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild produced no output for ${name}.`);
  return file.contents;
};

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

/** Builds the named functions; returns the process's exit code. */
const main = async (asked: readonly string[]): Promise<number> => {
  const known = Object.keys(functions);
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`Unknown function ${unknown.join(', ')}. Known: ${known.join(', ')}.`);
    return 2;
  }
  const tooLarge: string[] = [];
  for (const name of asked.length > 0 ? asked : known) {
    const contents = await bundleFunction(name);
    const folder = path.join(output, name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'index.cjs'), contents);
    console.log(`${name.padEnd(24)} ${kilobytes(contents.length)}`);
    if (contents.length > BUDGET) tooLarge.push(name);
  }
  if (tooLarge.length === 0) return 0;
  console.error(`Larger than ${kilobytes(BUDGET)}: ${tooLarge.join(', ')}`);
  return 1;
};

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
