/** What is applied in which order, and the plans that come out of it. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plan } from './plan.ts';
import type { AppliedStep } from './rule.ts';
import type { Terraform } from './terraform.ts';
import { useLocalStates } from './workspace.ts';
import type { Workspace } from './workspace.ts';

export type Environment = 'dev' | 'stage' | 'prod';

/** One layer of one environment, in one Region where it is applied per Region. */
export interface Step {
  readonly layer: string;
  readonly place: 'once' | 'primary' | 'secondary';
}

/** The README's order. Governance belongs to the organization and needs none of the others. */
export const steps: readonly Step[] = [
  { layer: 'network-edge', place: 'once' },
  { layer: 'identity', place: 'once' },
  { layer: 'data', place: 'once' },
  { layer: 'app', place: 'primary' },
  { layer: 'app', place: 'secondary' },
  { layer: 'operations', place: 'primary' },
  { layer: 'operations', place: 'secondary' },
  { layer: 'governance', place: 'once' },
];

export const layers: readonly string[] = [...new Set(steps.map((step) => step.layer)), 'bootstrap'];

/** Primary and secondary Region of every environment, as in its common.tfvars. */
export const regions = { primary: 'eu-central-1', secondary: 'eu-west-1' } as const;

/** Name of a step in messages and as a key: `app eu-west-1`, `data`. */
export const stepName = ({ layer, place }: Step): string =>
  place === 'once' ? layer : `${layer} ${regions[place]}`;

/** Secrets that a pipeline would give; here they only have to have the right form. */
const offlineSecrets = ['-var=origin_token=offline-offline-offline-offline-0000'];

async function parameters(
  workspace: Workspace,
  environment: Environment,
  { layer, place }: Step,
): Promise<string[]> {
  const folder = path.join(workspace.infra, 'environments', environment);
  const files =
    layer === 'governance'
      ? [path.join(workspace.infra, 'environments', 'governance.tfvars')]
      : ['common.tfvars', `${layer}.tfvars`].map((file) => path.join(folder, file));
  const variables = files.filter((file) => existsSync(file)).map((file) => `-var-file=${file}`);
  if (place !== 'once') variables.push(`-var=region=${regions[place]}`);
  const declared = await declares(path.join(workspace.infra, layer), 'origin_token');
  return declared ? [...variables, ...offlineSecrets] : variables;
}

async function declares(folder: string, variable: string): Promise<boolean> {
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.tf')) continue;
    if ((await readFile(path.join(folder, file), 'utf8')).includes(`variable "${variable}"`)) return true;
  }
  return false;
}

const stateOf = (workspace: Workspace, environment: Environment, { layer, place }: Step): string =>
  path.join(workspace.states, environment, `${layer}${place === 'once' ? '' : `-${regions[place]}`}.tfstate`);

/** A step made ready: initialized with its own state. */
export interface PreparedStep {
  plan(): Promise<Plan>;
  /** Applies the last plan. */
  apply(): Promise<void>;
}

export async function prepare(
  terraform: Terraform,
  workspace: Workspace,
  environment: Environment,
  step: Step,
): Promise<PreparedStep> {
  const folder = path.join(workspace.infra, step.layer);
  const work = path.join(workspace.root, 'work', environment, stepName(step).replace(' ', '-'));
  const options = { dataFolder: path.join(work, 'terraform') };
  const planFile = path.join(work, 'plan');
  await useLocalStates(workspace, step.layer);
  await terraform(
    folder,
    ['init', '-reconfigure', `-backend-config=path=${stateOf(workspace, environment, step)}`],
    options,
  );
  const variables = await parameters(workspace, environment, step);
  return {
    async plan() {
      await terraform(folder, ['plan', '-lock=false', `-out=${planFile}`, ...variables], options);
      const { output } = await terraform(folder, ['show', '-json', planFile], options);
      const json = output.split('\n').find((line) => line.startsWith('{"format_version"'));
      if (json === undefined) throw new Error(`terraform show printed no plan for ${stepName(step)}.`);
      return JSON.parse(json) as Plan;
    },
    async apply() {
      await terraform(folder, ['apply', '-lock=false', planFile], options);
    },
  };
}

/** Plans and applies one step and plans it again. @throws Error where the second plan would change anything */
export async function applyStep(
  terraform: Terraform,
  workspace: Workspace,
  environment: Environment,
  step: Step,
): Promise<AppliedStep> {
  const prepared = await prepare(terraform, workspace, environment, step);
  const first = await prepared.plan();
  await prepared.apply();
  const again = await prepared.plan();
  const changed = again.resource_changes.filter(({ change }) =>
    change.actions.some((action) => !['no-op', 'read'].includes(action)),
  );
  if (changed.length > 0) {
    throw new Error(
      `${environment}: a second plan of ${stepName(step)} is not empty: ${changed.map(({ address }) => address).join(', ')}`,
    );
  }
  return { first, settled: again };
}
