/** A copy of the repository in which batches of mutants are planned, and what the rules say of each. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openStep } from '../../deploy/step.ts';
import type { OpenStep, Step } from '../../deploy/step.ts';
import type { Plan } from '../plan.ts';
import type { AppliedStep, Sources, Stack } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { offlineTarget } from '../stack.ts';
import { TerraformError } from '../terraform.ts';
import type { Terraform } from '../terraform.ts';
import type { Workspace } from '../workspace.ts';
import { mutate } from './mutants.ts';
import type { Mutant } from './mutants.ts';
import { forget } from './planned.ts';
import type { Defaults } from './planned.ts';
import { isPlannedAlike, splice } from './scope.ts';
import type { Folder } from './scope.ts';

/** One Region: the rule that compares both would see every change of one of them. */
export const steps: readonly Step[] = [
  { layer: 'network-edge', place: 'once' },
  { layer: 'identity', place: 'once' },
  { layer: 'data', place: 'once' },
  { layer: 'app', place: 'primary' },
  { layer: 'operations', place: 'primary' },
  { layer: 'governance', place: 'once' },
];

/** What Terraform or a rule says of a mutant, or that nobody says anything, or that nothing is different. */
export type Verdict =
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'survives' | 'same' };

/** What all rules find wrong. */
export const found = (stack: Stack, sources: Sources): readonly string[] =>
  rules
    .filter(({ name }) => !name.startsWith('Both Regions are the same'))
    .flatMap((rule) => rule.check('prod', stack, sources));

export interface Candidate {
  readonly mutant: Mutant;
  /** Its block, with its module: `queue/aws_sqs_queue.main`. */
  readonly block: string;
  readonly scope: ReadonlySet<string>;
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
export interface Bench {
  /** @param said is told the verdict on each mutant of the batch */
  tryOut(
    layer: string,
    batch: readonly Candidate[],
    said: (mutant: Mutant, verdict: Verdict) => void,
  ): Promise<void>;
}

export async function createBench(
  terraform: Terraform,
  workspace: Workspace,
  base: Stack,
  sources: Sources,
  folders: ReadonlyMap<string, Folder>,
  defaults: Defaults,
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

  function judge(layer: string, plan: Plan, { mutant, block, scope }: Candidate): Verdict {
    const [name, applied] = [...base].find(([step]) => step.split(' ')[0] === layer) ?? [];
    const folder = folders.get(layer);
    if (name === undefined || applied === undefined || folder === undefined)
      throw new Error(`${layer} is not applied here.`);
    const planned = structuredClone(splice(applied.settled, plan, folder, scope));
    if (forget(mutant, block, applied.settled, planned, folder, defaults) === 'default')
      return { kind: 'same' };
    // A document's dynamic block that makes nothing under these variables.
    if (mutant.isDynamic && block.includes('data.') && isPlannedAlike(planned, applied.settled))
      return { kind: 'same' };
    const mutated: AppliedStep = { first: planned, settled: planned };
    try {
      const [by] = found(new Map([...base, [name, mutated]]), sources);
      return by === undefined ? { kind: 'survives' } : { kind: 'killed', by };
    } catch (error) {
      // A rule that cannot even read the plan has seen that something is wrong with it.
      return { kind: 'killed', by: String(error) };
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
        const by = error.output.slice(error.output.indexOf('Error: '));
        for (const { mutant } of refused) said(mutant, { kind: 'killed', by });
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
