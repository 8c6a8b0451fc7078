/**
 * `npm run matrix [-- --quick] [name…]`: installs the runtimes, runs the scenario from the packed package in each, prints what happened, and
 * (when all were run) writes the README's table. Ends with 1 if a runtime failed.
 */
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { ensureInstalled } from './install.ts';
import { startPlatform } from './platform.ts';
import { runtimes, type Runtime } from './runtimes.ts';
import { STEPS } from './scenario.mjs';
import { tableOf, withTable } from './table.ts';
import { packedProject, repositoryModules, sdkFolder } from '../test/packed.ts';

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
  await cp(path.join(import.meta.dirname, 'scenario.mjs'), path.join(folder, 'scenario.mjs'));
  const manifest = { type: 'module', dependencies: { '@northwind/sdk': '*', ws: '*' } };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await symlink(path.join(repositoryModules, 'ws'), path.join(folder, 'node_modules/ws'), 'dir');
  return project;
}

async function passes({ name, run }: Runtime, folder: string): Promise<boolean> {
  const { settings, close } = await startPlatform();
  try {
    const steps = await run(folder, settings);
    if (JSON.stringify(steps) !== JSON.stringify(STEPS))
      throw new Error(`took the steps ${JSON.stringify(steps)}`);
    console.log(`${styleText('green', '✓')} ${name}`);
    return true;
  } catch (error) {
    console.log(
      `${styleText('red', '✗')} ${name}\n${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  } finally {
    await close();
  }
}

await ensureInstalled(import.meta.dirname, 'the runtimes (about 1 GB, once)');
const project = await prepare();
const failed: string[] = [];
try {
  for (const runtime of chosen) if (!(await passes(runtime, project.folder))) failed.push(runtime.name);
} finally {
  await project.remove();
}
if (failed.length > 0) {
  console.log(styleText('red', `${failed.length} of ${chosen.length} runtimes failed: ${failed.join('; ')}`));
  process.exitCode = 1;
} else {
  console.log(styleText('green', `All ${chosen.length} took all ${STEPS.length} steps.`));
  if (chosen.length === runtimes.length) {
    const readme = path.join(sdkFolder, 'README.md');
    await writeFile(readme, withTable(await readFile(readme, 'utf8'), tableOf(runtimes)));
  }
}
