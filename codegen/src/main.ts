/**
 * Contract to code: `npm run codegen`.
 *
 *     node codegen/src/main.ts                 write what changed, delete what is stale
 *     node codegen/src/main.ts --check         write nothing; exit 1 and name the files that are not what the contract says
 *     node codegen/src/main.ts --only <name>   run one generator and delete nothing (may be given more than once)
 *
 * Every generator runs before anything is written, so that a contract that cannot be generated leaves the tree as it was.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generatedFolders } from './generator.ts';
import { generators } from './generators.ts';
import { repositoryRoot } from './openapi/document.ts';
import { applyTree, compareTree, isClean } from './tree.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      root: { type: 'string', default: repositoryRoot },
    },
  });
  const unknown = values.only.find((name) => !generators.some((generator) => generator.name === name));
  if (unknown !== undefined) {
    console.error(
      `There is no generator "${unknown}"; there are ${generators.map(({ name }) => name).join(', ')}.`,
    );
    return 2;
  }
  const started = performance.now();
  const chosen = generators.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
  const files = new Map<string, string>();
  for (const generator of chosen) {
    for (const [file, content] of await generator.generate()) {
      if (files.has(file))
        throw new Error(`${generator.name} writes ${file}, which another generator has written.`);
      files.set(file, content);
    }
  }
  const root = path.resolve(values.root);
  const difference = await compareTree(root, files, values.only.length === 0 ? generatedFolders : []);
  if (values.check) {
    for (const file of difference.missing) console.error(`missing  ${file}`);
    for (const file of difference.changed) console.error(`differs  ${file}`);
    for (const file of difference.stale) console.error(`stale    ${file}`);
    if (!isClean(difference)) {
      console.error(
        'Generated files are not what the contracts say. Run `npm run codegen` and commit what it writes.',
      );
      return 1;
    }
  } else {
    await applyTree(root, files, difference);
    for (const file of [...difference.missing, ...difference.changed]) console.log(`wrote    ${file}`);
    for (const file of difference.stale) console.log(`deleted  ${file}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${files.size} generated files are fresh (${seconds} s).`);
  return 0;
}

process.exitCode = await main();
