/**
 * `npm run test:drift`: changes contracts, documents, events, history, generated files and prose in every place where a change is wrong, and
 * expects a gate to see each one. The mutants are made from the contracts' structure, so that a new endpoint is attacked by itself.
 *
 *     npm run test:drift                           all of them
 *     npm run test:drift -- --sample 30            some, by a seed that is printed
 *     npm run test:drift -- --sample 30 --seed 7   the same ones again
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runCommand } from '../command.ts';
import { codeMutants } from './code-mutants.ts';
import { equivalents } from './equivalents.ts';
import { exampleMutants } from './example-mutants.ts';
import { kinds, shuffle, type Mutant } from './mutant.ts';
import { allMutants } from './mutants.ts';
import { nameMutants } from './prose-mutants.ts';
import { valueMutants } from './value-mutants.ts';

/** A gate that ends in an error of its own tells nobody what is wrong with the contract: as bad as seeing nothing. */
async function fateOf(mutant: Mutant): Promise<string> {
  try {
    return (await mutant.dies()) ? 'dies' : 'survived';
  } catch (error) {
    return `broke the gate (${String(error)})`;
  }
}

await runCommand(async () => {
  const { values } = parseArgs({
    options: { sample: { type: 'string' }, seed: { type: 'string' }, kind: { type: 'string' } },
  });
  const seed = Number(values.seed ?? randomInt(1_000_000));
  const everything = [
    ...(await allMutants()),
    ...(await codeMutants()),
    ...(await valueMutants()),
    ...(await nameMutants()),
    ...exampleMutants(),
  ].filter(({ kind }) => values.kind === undefined || kind === values.kind);
  const isEquivalent = (name: string): boolean => equivalents.some(({ pattern }) => pattern.test(name));
  const deadly = everything.filter(({ name }) => !isEquivalent(name));
  const chosen = values.sample === undefined ? deadly : shuffle(deadly, seed).slice(0, Number(values.sample));
  if (values.sample !== undefined) console.log(`Seed ${seed}: ${chosen.length} of ${deadly.length} mutants.`);
  const survivors: string[] = [];
  for (const mutant of chosen) {
    const fate = await fateOf(mutant);
    if (fate === 'dies') continue;
    survivors.push(`${mutant.kind}  ${mutant.name}`);
    console.error(`${fate}  ${survivors.at(-1)}`);
  }
  for (const kind of kinds) {
    const own = chosen.filter((mutant) => mutant.kind === kind).length;
    if (own > 0)
      console.log(
        `${kind.padEnd(10)} ${own - survivors.filter((line) => line.startsWith(`${kind}  `)).length} of ${own} die`,
      );
  }
  console.log(
    `${chosen.length - survivors.length} of ${chosen.length} mutants die; ${everything.length - deadly.length} change nothing that anybody could notice.`,
  );
  return survivors.length === 0 && chosen.length > 0 ? 0 : 1;
});
