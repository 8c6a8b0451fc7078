/**
 * `npm run infra:mutate`: are the rules any good? Makes small mistakes in the configuration and looks whether Terraform or a rule says
 * what is wrong with each. Prints the kill rate and every mistake that nobody saw. Mistakes that cannot touch the same resources share a
 * plan, and each is judged by its own resources of it.
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
import { mutantsOf, mutate } from './checks/mutate/mutants.ts';
import type { Mutant } from './checks/mutate/mutants.ts';
import { batches, readFolder, scopeIn, splice } from './checks/mutate/scope.ts';
import type { Folder } from './checks/mutate/scope.ts';
import { trimmedTool } from './checks/offline-tool.ts';
import type { Plan } from './checks/plan.ts';
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

/** How many mistakes are planned together, at most. */
const batchSize = 40;

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

interface Candidate {
  readonly mutant: Mutant;
  readonly scope: ReadonlySet<string>;
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

/** Whom Terraform names: blocks as `aws_sqs_queue.main`, of a module as `queue/aws_sqs_queue.main`. */
function blamed(output: string): readonly string[] {
  const named = /on (\S+)[.]tf line \d+, in (resource|data|module|output) "([\w-]+)"(?: "([\w-]+)")?/g;
  return [...output.matchAll(named)].map(([, file = '', type = '', ...labels]) => {
    const address = [...(type === 'resource' ? [] : [type]), ...labels.filter(Boolean)].join('.');
    const module = /modules\/([\w-]+)\//.exec(file)?.[1];
    return module === undefined ? address : `${module}/${address}`;
  });
}

/** A copy of the repository in which batches of mutants are planned against the sound stack's state. */
interface Bench {
  /** @param said is told, for each mutant, what Terraform or a rule says of it; undefined where it survives */
  tryOut(
    layer: string,
    batch: readonly Candidate[],
    said: (mutant: Mutant, what: string | undefined) => void,
  ): Promise<void>;
}

async function createBench(
  terraform: Terraform,
  workspace: Workspace,
  base: Stack,
  sources: Sources,
  folders: ReadonlyMap<string, Folder>,
): Promise<Bench> {
  const target = offlineTarget(terraform, workspace, 'prod');
  const opened = new Map<string, OpenStep>();

  async function planWith(layer: string, batch: readonly Candidate[]): Promise<Plan> {
    const step = steps.find((candidate) => candidate.layer === layer);
    if (step === undefined) throw new Error(`${layer} is not applied here.`);
    const files = new Set(batch.map(({ mutant }) => mutant.file));
    const originals = new Map<string, string>();
    try {
      // Opened before any mistake is made: init reads the configuration too.
      const open = opened.get(layer) ?? (await openStep(target, step));
      opened.set(layer, open);
      for (const file of files) {
        const place = path.join(workspace.infra, file);
        const original = await readFile(place, 'utf8');
        originals.set(place, original);
        const mutants = batch.map(({ mutant }) => mutant).filter((mutant) => mutant.file === file);
        await writeFile(place, mutate(original, mutants));
      }
      return await open.plan({ lock: false });
    } finally {
      for (const [place, original] of originals) await writeFile(place, original);
    }
  }

  function judge(layer: string, plan: Plan, { scope }: Candidate): string | undefined {
    const [name, applied] = [...base].find(([step]) => step.split(' ')[0] === layer) ?? [];
    const folder = folders.get(layer);
    if (name === undefined || applied === undefined || folder === undefined)
      throw new Error(`${layer} is not applied here.`);
    const planned = splice(applied.settled, plan, folder, scope);
    const mutated: AppliedStep = { first: planned, settled: planned };
    try {
      return found(new Map([...base, [name, mutated]]), sources)[0];
    } catch (error) {
      // A rule that cannot even read the plan has seen that something is wrong with it.
      return String(error);
    }
  }

  const bench: Bench = {
    async tryOut(layer, batch, said) {
      let plan: Plan;
      try {
        plan = await planWith(layer, batch);
      } catch (error) {
        if (!(error instanceof TerraformError)) throw error;
        const names = blamed(error.output);
        const isRefused = ({ scope }: Candidate) =>
          batch.length === 1 || names.some((name) => scope.has(name));
        const refused = batch.filter(isRefused);
        for (const { mutant } of refused) said(mutant, error.output.slice(error.output.indexOf('Error: ')));
        const rest = batch.filter((candidate) => !isRefused(candidate));
        // Where Terraform names no block of the batch, halves tell which it is.
        const parts =
          refused.length > 0 ? [rest] : [rest.slice(0, rest.length / 2), rest.slice(rest.length / 2)];
        for (const part of parts) if (part.length > 0) await bench.tryOut(layer, part, said);
        return;
      }
      for (const candidate of batch) said(candidate.mutant, judge(layer, plan, candidate));
    },
  };
  return bench;
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

    const names = [
      ...new Set(steps.map(({ layer }) => layer)),
      ...Object.keys(usersOfModules).map((name) => `modules/${name}`),
    ];
    const folders = await readFolders(sound.infra, names);
    const modules = new Map([...folders].filter(([name]) => name in usersOfModules));
    const where = ({ file, line, block, what }: Mutant) => `${file}:${line} ${block}: ${what}`;
    /** Mutant → what is said of it in the layers that have it. */
    const verdicts = new Map<Mutant, string | undefined>();
    const queue = steps.flatMap(({ layer }) => {
      const folder = folders.get(layer);
      const candidates = mutants
        .filter(({ file }) => layersOf(file).includes(layer))
        .map((mutant): Candidate => {
          if (folder === undefined) throw new Error(`There is no layer ${layer}.`);
          return {
            mutant,
            scope: scopeIn(folder, modules, { module: moduleOf(mutant), block: mutant.block }),
          };
        });
      return batches(candidates, batchSize).map((batch) => ({ layer, batch }));
    });
    const work = async (): Promise<void> => {
      const copy = await createWorkspace(sound.root, 'mutant', sound.states);
      copies.push(copy);
      const bench = await createBench(terraform, copy, base, sources, folders);
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await bench.tryOut(next.layer, next.batch, (mutant, said) => {
          if (said !== undefined && verdicts.get(mutant) === undefined)
            console.log(`killed  ${where(mutant)}\n          ${said.replaceAll(/\s+/g, ' ').slice(0, 160)}`);
          verdicts.set(mutant, verdicts.get(mutant) ?? said);
        });
        console.log(`${verdicts.size} of ${mutants.length} tried`);
      }
    };
    await Promise.all([work(), work()]);
    const survivors = mutants
      .filter((mutant) => verdicts.get(mutant) === undefined)
      .map(where)
      .sort();
    const killed = mutants.length - survivors.length;
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
