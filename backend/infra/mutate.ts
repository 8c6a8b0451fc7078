/**
 * `npm run infra:mutate`: are the rules any good? Makes small mistakes in the configuration and looks whether Terraform or a rule says
 * what is wrong with each. Prints the kill rate and every mistake that nobody saw. Mistakes that cannot touch the same resources share a
 * plan, and each is judged by its own resources of it. An argument that is removed and keeps its value in the state is missing for the
 * rules, as it would be where the stack is built anew.
 *
 *     --sample 120      how many mutants, spread over all files (default 120; 0 is all)
 *     --seed 1          which ones
 *     --only app/       only mutants of files whose name begins so
 *     --again out.txt   in their place those that survived in an earlier run, whose output this is
 *
 * Exits 1 where a mutant survives that is not listed as equivalent.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createBench, found, steps } from './checks/mutate/bench.ts';
import type { Candidate, Verdict } from './checks/mutate/bench.ts';
import { isEquivalent } from './checks/mutate/equivalent.ts';
import { mutantsOf } from './checks/mutate/mutants.ts';
import type { Mutant } from './checks/mutate/mutants.ts';
import { isPlanned } from './checks/mutate/planned.ts';
import type { Defaults } from './checks/mutate/planned.ts';
import { batches, readFolder, scopeIn } from './checks/mutate/scope.ts';
import type { Folder } from './checks/mutate/scope.ts';
import { trimmedTool } from './checks/offline-tool.ts';
import type { AppliedStep, Stack } from './checks/rule.ts';
import { createSlots } from './checks/slots.ts';
import { readSources } from './checks/sources.ts';
import { applyStep, offlineTarget, stepName } from './checks/stack.ts';
import {
  findOfflineTool,
  findTerraform,
  infraFolder,
  repositoryFolder,
  terraformWith,
} from './checks/terraform.ts';
import { createWorkspace } from './checks/workspace.ts';
import type { Workspace } from './checks/workspace.ts';

/** How many mistakes are planned together, at most. */
const batchSize = 40;

/** The first layers that build with a module show what is wrong with it. */
const usersOfModules: Readonly<Record<string, readonly string[]>> = {
  bucket: ['data'],
  queue: ['app'],
  'lambda-function': ['app'],
  'web-acl': ['network-edge', 'app', 'identity'],
  'config-recorder': ['governance'],
};

const layersOf = (file: string): readonly string[] => {
  const [folder = '', module = ''] = file.split('/');
  return folder === 'modules' ? (usersOfModules[module] ?? []) : [folder];
};

/** A generator of numbers from 0 to 1 (mulberry32), the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function sample(mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  const next = random(seed);
  const shuffled = mutants
    .map((mutant) => ({ mutant, order: next() }))
    .sort((one, other) => one.order - other.order);
  return shuffled.slice(0, count === 0 ? undefined : count).map(({ mutant }) => mutant);
}

async function allMutants(only: string): Promise<readonly Mutant[]> {
  const files = (await readdir(infraFolder, { recursive: true }))
    .filter((file) => file.endsWith('.tf') && file.startsWith(only))
    .filter((file) => layersOf(file).some((layer) => steps.some((step) => step.layer === layer)))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(infraFolder, file), 'utf8')));
  return files.flatMap((file, index) => mutantsOf(file, texts[index] ?? ''));
}

const moduleOf = ({ file }: Mutant): string | undefined =>
  file.startsWith('modules/') ? file.split('/')[1] : undefined;

async function readFolders(infra: string, names: readonly string[]): Promise<ReadonlyMap<string, Folder>> {
  const read = async (name: string): Promise<readonly [string, Folder]> => {
    const folder = path.join(infra, name);
    const files = (await readdir(folder)).filter((file) => file.endsWith('.tf'));
    const texts = files.map((file) => readFile(path.join(folder, file), 'utf8'));
    return [path.basename(name), readFolder(await Promise.all(texts))];
  };
  return new Map(await Promise.all(names.map(read)));
}

/** Those that prod's variables plan at all, as candidates of each layer that has them. */
function candidatesOf(
  mutants: readonly Mutant[],
  base: Stack,
  folders: ReadonlyMap<string, Folder>,
): ReadonlyMap<Mutant, ReadonlyMap<string, Candidate>> {
  const modules = new Map([...folders].filter(([name]) => name in usersOfModules));
  const found = new Map<Mutant, Map<string, Candidate>>();
  for (const mutant of mutants) {
    for (const layer of layersOf(mutant.file)) {
      const folder = folders.get(layer);
      const [, applied] = [...base].find(([step]) => step.split(' ')[0] === layer) ?? [];
      if (folder === undefined || applied === undefined) continue;
      const module = moduleOf(mutant);
      const block = module === undefined ? mutant.block : `${module}/${mutant.block}`;
      const scope = scopeIn(folder, modules, { module, block: mutant.block });
      if (!isPlanned(mutant, block, applied.settled, folder, scope)) continue;
      const known = found.get(mutant) ?? new Map<string, Candidate>();
      found.set(mutant, known.set(layer, { mutant, block, scope }));
    }
  }
  return found;
}

const where = ({ file, line, block, what }: Mutant) => `${file}:${line} ${block}: ${what}`;

/** Killed in one layer is killed; the same in all is the same. */
function worse(one: Verdict | undefined, other: Verdict): Verdict {
  if (one === undefined || one.kind === 'same') return other;
  return one.kind === 'killed' || other.kind === 'same' ? one : other;
}

function summary(verdicts: ReadonlyMap<Mutant, Verdict>, leftOut: number, seed: string): readonly string[] {
  const of = (kind: Verdict['kind']) =>
    [...verdicts].filter(([, verdict]) => verdict.kind === kind).map(([mutant]) => where(mutant));
  const [killed, survivors, same] = [of('killed').length, of('survives').sort(), of('same').length];
  const counted = killed + survivors.length;
  return [
    `${killed} of ${counted} mutants killed: ${((100 * killed) / Math.max(1, counted)).toFixed(1)} % (seed ${seed})`,
    `Not counted: ${same} that change nothing under prod's variables, or leave a default of the provider away. ${leftOut} of all mutants are in parts that prod's variables do not plan.`,
    ...survivors.map((survivor) => `  survives: ${survivor}`),
  ];
}

/** Those that an earlier run's output names as survivors, wherever they stand in their files by now. */
function among(mutants: readonly Mutant[], output: string): readonly Mutant[] {
  const known = ({ file, block, what }: Mutant) => `${file} ${block}: ${what}`;
  const survived = new Set(
    [...output.matchAll(/^ {2}survives: (\S+?):\d+ (\S+): (.*)$/gm)].map(
      ([, file, block, what]) => `${file} ${block}: ${what}`,
    ),
  );
  return mutants.filter((mutant) => survived.has(known(mutant)));
}

async function readDefaults(tool: string): Promise<Defaults> {
  const schema = await readFile(path.join(path.dirname(tool), 'aws-schema.json'), 'utf8');
  return (JSON.parse(schema) as { readonly defaults: Defaults }).defaults;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      sample: { type: 'string', default: '120' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      again: { type: 'string' },
    },
  });
  const all = (await allMutants(values.only)).filter((mutant) => !isEquivalent(mutant));
  const slots = createSlots();
  const tool = await trimmedTool(findOfflineTool(), infraFolder);
  const terraform = terraformWith(tool.command, await findTerraform(), slots);
  const sound = await createWorkspace(repositoryFolder, 'sound');
  const copies: Workspace[] = [];
  try {
    const target = offlineTarget(terraform, sound, 'prod');
    const base = new Map<string, AppliedStep>();
    for (const step of steps) base.set(stepName(step), await applyStep(target, step));
    const sources = await readSources(repositoryFolder);
    const unsound = found(base, sources);
    if (unsound.length > 0) throw new Error(`The stack is not sound to begin with:\n${unsound.join('\n')}`);

    const folders = await readFolders(sound.infra, [
      ...new Set(steps.map(({ layer }) => layer)),
      ...Object.keys(usersOfModules).map((name) => `modules/${name}`),
    ]);
    const defaults = await readDefaults(tool.command);
    const planned = candidatesOf(all, base, folders);
    const mutants =
      values.again === undefined
        ? sample([...planned.keys()], Number(values.sample), Number(values.seed))
        : among([...planned.keys()], await readFile(values.again, 'utf8'));
    const verdicts = new Map<Mutant, Verdict>();
    const queue = steps.flatMap(({ layer }) => {
      const candidates = mutants.flatMap((mutant) => planned.get(mutant)?.get(layer) ?? []);
      return batches(candidates, batchSize).map((batch) => ({ layer, batch }));
    });
    const work = async (): Promise<void> => {
      const copy = await createWorkspace(sound.root, 'mutant', sound.states);
      copies.push(copy);
      const bench = await createBench(terraform, copy, base, sources, folders, defaults);
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await bench.tryOut(next.layer, next.batch, (mutant, verdict) => {
          if (verdict.kind === 'killed' && verdicts.get(mutant)?.kind !== 'killed')
            console.log(
              `killed  ${where(mutant)}\n          ${verdict.by.replaceAll(/\s+/g, ' ').slice(0, 160)}`,
            );
          verdicts.set(mutant, worse(verdicts.get(mutant), verdict));
        });
        console.log(`${verdicts.size} of ${mutants.length} tried`);
      }
    };
    await Promise.all([work(), work()]);
    console.log(`\n${summary(verdicts, all.length - planned.size, values.seed).join('\n')}`);
    return [...verdicts.values()].some(({ kind }) => kind === 'survives') ? 1 : 0;
  } finally {
    await Promise.all([tool, sound, ...copies].map((copy) => copy.remove()));
  }
}

process.exitCode = await main();
