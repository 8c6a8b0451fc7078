/**
 * `npm run matrix [-- --quick] [name…]`: installs the runtimes, runs the scenario from the packed package in each, prints what happened, and
 * (when all were run) writes the README's table. Ends with 1 if a runtime failed.
 */
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { ensureInstalled } from './install.ts';
import { installPrograms } from './packages.ts';
import { startPlatform } from './platform.ts';
import type { Runtime } from './runtime.ts';
import { TYPED_PROGRAMS } from './run/types.ts';
import { LAST_RUN, runtimes } from './runtimes.ts';
import { STEPS } from './scenario.mjs';
import { withTable, type LastRun } from './table.ts';
import { packedProject, repositoryModules, sdkFolder } from '../test/packed.ts';

/** A runtime that takes no step for so long hangs. Before the first it may bundle, on a machine that does something else besides. */
const LONGEST_STEP_MS = 300_000;
/** Runtimes at a time: most of their time they wait for the sandbox, or it for them. */
const AT_A_TIME = 2;

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean' } },
  allowPositionals: true,
});
const chosen = runtimes.filter(
  ({ name, quick }) =>
    (!values.quick || quick) && (positionals.length === 0 || positionals.some((part) => name.includes(part))),
);

/** A folder as a stranger's: the packed package, the programs, and a package.json that names what they import. */
async function prepare() {
  const project = await packedProject();
  const { folder } = project;
  await cp(path.join(import.meta.dirname, 'programs'), folder, { recursive: true });
  for (const file of ['scenario.mjs', 'kit.mjs'])
    await cp(path.join(import.meta.dirname, file), path.join(folder, file));
  for (const name of TYPED_PROGRAMS)
    await cp(path.join(sdkFolder, 'test/consumers', name), path.join(folder, name));
  const manifest = { type: 'module', dependencies: { '@northwind/sdk': '*', ws: '*' } };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await symlink(path.join(repositoryModules, 'ws'), path.join(folder, 'node_modules/ws'), 'dir');
  if (chosen.some(({ kit }) => kit.includes('sandbox'))) await installPrograms(folder);
  return project;
}

async function passes({ name, run, kit }: Runtime, folder: string): Promise<boolean> {
  const started = performance.now();
  const stalled = new AbortController();
  let last = 'the start';
  const watch = setTimeout(() => {
    const seconds = LONGEST_STEP_MS / 1000;
    stalled.abort(new Error(`${name} took no step for ${seconds} s after "${last}"`));
  }, LONGEST_STEP_MS);
  const { settings, close } = await startPlatform((step) => {
    watch.refresh();
    last = step;
    console.log(styleText('dim', `  ${name}: ${step}`));
  }, kit);
  try {
    const steps = await run(folder, settings, stalled.signal);
    if (JSON.stringify(steps) !== JSON.stringify([...STEPS, ...kit]))
      throw new Error(`took the steps ${JSON.stringify(steps)}`);
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${styleText('green', '✓')} ${name} (${seconds} s)`);
    return true;
  } catch (error) {
    const reason: unknown = stalled.signal.aborted ? stalled.signal.reason : error;
    console.log(
      `${styleText('red', '✗')} ${name}, after "${last}"\n${reason instanceof Error ? reason.message : String(reason)}`,
    );
    return false;
  } finally {
    clearTimeout(watch);
    await close();
  }
}

/** Runs what was chosen and returns the names of those that failed. */
async function failures(folder: string): Promise<string[]> {
  const failed: string[] = [];
  const waiting = [...chosen];
  const work = async (): Promise<void> => {
    for (let runtime = waiting.shift(); runtime; runtime = waiting.shift())
      if (!(await passes(runtime, folder))) failed.push(runtime.name);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return failed;
}

async function writeTable(): Promise<void> {
  const versions = await Promise.all(
    runtimes.map(async ({ name, version }) => [name, await version()] as const),
  );
  const run: LastRun = {
    date: new Date().toISOString().slice(0, 10),
    versions: Object.fromEntries(versions),
  };
  await writeFile(LAST_RUN, `${JSON.stringify(run, null, 2)}\n`);
  const readme = path.join(sdkFolder, 'README.md');
  await writeFile(readme, await withTable(readme, await readFile(readme, 'utf8'), runtimes, run));
}

await ensureInstalled(path.join(import.meta.dirname, 'quick'), 'the quick runtimes (about 600 MB, once)');
if (chosen.some(({ quick }) => !quick))
  await ensureInstalled(import.meta.dirname, 'the other runtimes (about 700 MB, once)');
const project = await prepare();
const failed = await failures(project.folder).finally(project.remove);
if (failed.length > 0) {
  console.log(styleText('red', `${failed.length} of ${chosen.length} runtimes failed: ${failed.join('; ')}`));
  process.exitCode = 1;
} else {
  console.log(styleText('green', `All ${chosen.length} took all ${STEPS.length} steps.`));
  if (chosen.length === runtimes.length) await writeTable();
}
