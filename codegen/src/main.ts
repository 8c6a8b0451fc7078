/**
 * Contract to code: `npm run codegen`.
 *
 *     node codegen/src/main.ts                 write what changed, delete what is stale
 *     node codegen/src/main.ts --check         write nothing; exit 1 and name the files that are not what the contracts say
 *     node codegen/src/main.ts --only <name>   run one generator and delete nothing (may be given more than once)
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from './command.ts';
import { codegen } from './codegen.ts';
import type { Generator } from './generator.ts';
import { generators } from './generators.ts';
import { repositoryRoot } from './contract/root.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      root: { type: 'string', default: repositoryRoot },
      round: { type: 'string', default: '1' },
    },
  });
  const unknown = values.only.find((name) => !generators.some((generator) => generator.name === name));
  if (unknown !== undefined) {
    console.error(
      `There is no generator "${unknown}"; there are ${generators.map(({ name }) => name).join(', ')}.`,
    );
    return 2;
  }
  const isComplete = values.only.length === 0;
  const chosen = generators.filter(({ name }) => isComplete || values.only.includes(name));
  const { exitCode, lines, changed } = await codegen(
    { generators: chosen, root: path.resolve(values.root), check: values.check },
    isComplete,
  );
  for (const line of lines) (exitCode === 0 ? console.log : console.error)(line);
  const stale = generators.filter(({ reads }) => reads && changed.some((file) => reads.test(file)));
  return stale.length > 0 && (isComplete || values.round !== '1')
    ? again(Number(values.round), stale, values.root)
    : exitCode;
}

/**
 * Definitions of the backend import generated files (topics, names), and are read into manifests: what was just written may change
 * them. A process of its own, because this one has the old modules in memory; only for those who read what was written.
 */
function again(round: number, stale: readonly Generator[], root: string): number {
  if (round >= 4) {
    console.error('Generated files change with every run: a generator depends on its own output.');
    return 1;
  }
  const only = stale.flatMap(({ name }) => ['--only', name]);
  const options = ['--root', root, '--round', String(round + 1), ...only];
  return spawnSync(process.execPath, [import.meta.filename, ...options], { stdio: 'inherit' }).status ?? 1;
}

await runCommand(main);
