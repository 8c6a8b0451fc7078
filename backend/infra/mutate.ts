/**
 * `npm run infra:mutate`: are the rules any good? Makes small mistakes in the configuration, one at a time, and looks whether Terraform or
 * a rule says what is wrong. Prints the kill rate and every mistake that nobody saw.
 *
 *     --sample 120      how many mutants, spread over all files (default 120; 0 is all)
 *     --seed 1          which ones
 *     --only app/       only mutants of files whose name begins so
 *
 * Exits 1 where a mutant survives that is not listed as equivalent.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isEquivalent } from './checks/mutate/equivalent.ts';
import { mutantsOf } from './checks/mutate/mutants.ts';
import type { Mutant } from './checks/mutate/mutants.ts';
import { trimmedTool } from './checks/offline-tool.ts';
import type { AppliedStep, Sources, Stack } from './checks/rule.ts';
import { rules } from './checks/rules/index.ts';
import { createSlots } from './checks/slots.ts';
import { readSources } from './checks/sources.ts';
import { applyStep, offlineTarget, stepName } from './checks/stack.ts';
import type { Step } from './checks/stack.ts';
import {
  findOfflineTool,
  findTerraform,
  infraFolder,
  repositoryFolder,
  TerraformError,
  terraformWith,
} from './checks/terraform.ts';
import type { Terraform } from './checks/terraform.ts';
import { createWorkspace } from './checks/workspace.ts';
import type { Workspace } from './checks/workspace.ts';
import { openStep } from './deploy/step.ts';
import type { OpenStep } from './deploy/step.ts';

/** One Region: the rule that compares both would see every change of one of them. */
const steps: readonly Step[] = [
  { layer: 'network-edge', place: 'once' },
  { layer: 'identity', place: 'once' },
  { layer: 'data', place: 'once' },
  { layer: 'app', place: 'primary' },
  { layer: 'operations', place: 'primary' },
  { layer: 'governance', place: 'once' },
];

/** The first layers that build with a module show what is wrong with it. */
const usersOfModules: Readonly<Record<string, readonly string[]>> = {
  bucket: ['data'],
  queue: ['app'],
  'lambda-function': ['app'],
  'web-acl': ['network-edge', 'app'],
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

const found = (stack: Stack, sources: Sources): readonly string[] =>
  rules
    .filter(({ name }) => !name.startsWith('Both Regions are the same'))
    .flatMap((rule) => rule.check('prod', stack, sources));

/** A copy of the repository in which one mutant after the other is planned against the sound stack's state. */
interface Bench {
  /** What is said of a mutant, by Terraform or by a rule; empty where it survives. */
  tryOut(mutant: Mutant): Promise<readonly string[]>;
}

async function createBench(
  terraform: Terraform,
  workspace: Workspace,
  base: Stack,
  sources: Sources,
): Promise<Bench> {
  const target = offlineTarget(terraform, workspace, 'prod');
  const opened = new Map<string, OpenStep>();
  for (const step of steps) opened.set(step.layer, await openStep(target, step));
  return {
    async tryOut({ file, mutated }) {
      const place = path.join(workspace.infra, file);
      const original = await readFile(place, 'utf8');
      await writeFile(place, mutated);
      try {
        const stack = new Map(base);
        for (const layer of layersOf(file)) {
          const step = steps.find((candidate) => candidate.layer === layer);
          const plan = await opened.get(layer)?.plan({ lock: false });
          if (step === undefined || plan === undefined) throw new Error(`${layer} is not applied here.`);
          const planned: AppliedStep = { first: plan, settled: plan };
          stack.set(stepName(step), planned);
        }
        return found(stack, sources);
      } catch (error) {
        if (error instanceof TerraformError) return [error.message];
        // A rule that cannot even read the plan has seen that something is wrong with it.
        return [error instanceof Error ? error.message : String(error)];
      } finally {
        await writeFile(place, original);
      }
    },
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      sample: { type: 'string', default: '120' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
    },
  });
  const mutants = sample(
    (await allMutants(values.only)).filter((mutant) => !isEquivalent(mutant)),
    Number(values.sample),
    Number(values.seed),
  );
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

    let killed = 0;
    const survivors: string[] = [];
    const queue = [...mutants];
    const work = async (): Promise<void> => {
      const copy = await createWorkspace(sound.root, 'mutant', sound.states);
      copies.push(copy);
      const bench = await createBench(terraform, copy, base, sources);
      for (let mutant = queue.pop(); mutant !== undefined; mutant = queue.pop()) {
        const [said] = await bench.tryOut(mutant);
        const where = `${mutant.file}:${mutant.line} ${mutant.block}: ${mutant.what}`;
        if (said === undefined) survivors.push(where);
        else killed += 1;
        console.log(
          said === undefined
            ? `SURVIVES  ${where}`
            : `killed    ${where}\n            ${said.split('\n', 2).join(' ').slice(0, 160)}`,
        );
      }
    };
    await Promise.all([work(), work()]);
    const rate = mutants.length === 0 ? 100 : (100 * killed) / mutants.length;
    console.log(
      `\n${killed} of ${mutants.length} mutants killed: ${rate.toFixed(1)} % (seed ${values.seed})`,
    );
    for (const survivor of survivors) console.log(`  survives: ${survivor}`);
    return survivors.length === 0 ? 0 : 1;
  } finally {
    await Promise.all([tool, sound, ...copies].map((copy) => copy.remove()));
  }
}

process.exitCode = await main();
