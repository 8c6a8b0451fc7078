/** One layer in its place (a Region, where it is applied per Region), with its state: planned, applied, read. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from '../checks/plan.ts';
import { changes, unreviewed } from './changes.ts';
import type { Review } from './changes.ts';

export interface Step {
  readonly layer: string;
  readonly place: 'once' | 'primary' | 'secondary';
}

/** The README's order. Each is planned only after those before it are applied, because it reads their outputs. */
export const deploySteps: readonly Step[] = [
  { layer: 'network-edge', place: 'once' },
  { layer: 'identity', place: 'once' },
  { layer: 'data', place: 'once' },
  { layer: 'app', place: 'primary' },
  { layer: 'app', place: 'secondary' },
  { layer: 'operations', place: 'primary' },
  { layer: 'operations', place: 'secondary' },
];

/**
 * Planned from their state alone. To read an app client is to read its secret (Cognito API Reference, "DescribeUserPoolClient"), which the
 * role that plans may not, and which would go into the state that it reads. The price: no plan shows what somebody changed by hand.
 */
const readsNothing: readonly string[] = ['identity'];

/** What the pipeline calls a step: `data`, `app-primary`. */
export const stepId = ({ layer, place }: Step): string => (place === 'once' ? layer : `${layer}-${place}`);

/** Where the steps are deployed to, and by what: AWS with the states in S3, or an offline provider with local ones. */
export interface Target {
  readonly environment: string;
  readonly infra: string;
  readonly regions: { readonly primary: string; readonly secondary: string };
  /** Beside those of the environment's files, such as `routing_policy=latency`. */
  readonly variables?: readonly string[];
  /** For Terraform's own files and the plans, which hold secrets: its owner removes it. */
  readonly work: string;
  /** Runs Terraform in a layer's folder. @returns what it printed @throws Error where it fails */
  terraform(folder: string, parameters: readonly string[], dataFolder: string): Promise<string>;
  /** `init`'s parameters for the state under a key such as `prod/app-eu-west-1.tfstate`. */
  backend(key: string): readonly string[];
}

export interface OpenStep {
  plan(options?: { readonly lock?: boolean }): Promise<Plan>;
  /** Plans, and returns the lines for a reviewer. A plan without changes is not read: that takes nearly as long as to make it. */
  review(options?: { readonly lock?: boolean }): Promise<readonly string[]>;
  /** Applies the last plan. */
  apply(): Promise<void>;
  output(name: string): Promise<unknown>;
}

export const regionOf = ({ regions }: Target, { place }: Step): string | undefined =>
  place === 'once' ? undefined : regions[place];

export async function openStep(target: Target, step: Step): Promise<OpenStep> {
  const region = regionOf(target, step);
  const folder = path.join(target.infra, step.layer);
  const key = `${target.environment}/${step.layer}${region === undefined ? '' : `-${region}`}.tfstate`;
  const dataFolder = path.join(target.work, target.environment, stepId(step));
  const planFile = path.join(target.work, `${target.environment}-${stepId(step)}.plan`);
  const call = (...parameters: string[]) => target.terraform(folder, parameters, dataFolder);

  const environments = path.join(target.infra, 'environments');
  const files =
    step.layer === 'governance'
      ? [path.join(environments, 'governance.tfvars')]
      : ['common.tfvars', `${step.layer}.tfvars`].map((file) =>
          path.join(environments, target.environment, file),
        );
  const variables = [
    ...(readsNothing.includes(step.layer) ? ['-refresh=false'] : []),
    ...files.filter((file) => existsSync(file)).map((file) => `-var-file=${file}`),
    ...(region === undefined ? [] : [`-var=region=${region}`]),
    ...(target.variables ?? []).map((variable) => `-var=${variable}`),
  ];
  await call('init', '-reconfigure', ...target.backend(key));
  const makePlan = (lock = true) =>
    call('plan', '-no-color', `-lock=${String(lock)}`, `-out=${planFile}`, ...variables);
  const readPlan = async (): Promise<Plan> => {
    const shown = await call('show', '-json', planFile);
    const json = shown.split('\n').find((line) => line.startsWith('{"format_version"'));
    if (json === undefined) throw new Error(`terraform show printed no plan for ${stepId(step)}.`);
    return JSON.parse(json) as Plan;
  };
  return {
    async plan({ lock } = {}) {
      await makePlan(lock);
      return readPlan();
    },
    async review({ lock } = {}) {
      const printed = await makePlan(lock);
      return /^No changes\. /m.test(printed) ? [] : changes(await readPlan());
    },
    async apply() {
      await call('apply', '-no-color', planFile);
    },
    output: async (name) => JSON.parse(await call('output', '-json', name)) as unknown,
  };
}

/** What a step would change that its review does not have; nothing was applied. */
export class UnreviewedChangesError extends Error {
  override readonly name = 'UnreviewedChangesError';

  constructor(step: string, lines: readonly string[]) {
    super(
      `${step} would change what nobody reviewed. Plan this step again and review it:\n  ${lines.join('\n  ')}`,
    );
  }
}

/** Reads only, so it takes no lock: the role that plans may not write one. */
export async function planStep(target: Target, step: Step): Promise<readonly string[]> {
  return (await openStep(target, step)).review({ lock: false });
}

/**
 * Plans a step and applies the plan.
 *
 * @param review without one, whatever is planned is applied
 * @returns the lines of what was changed
 * @throws UnreviewedChangesError before anything is applied
 */
export async function applyStep(target: Target, step: Step, review?: Review): Promise<readonly string[]> {
  const opened = await openStep(target, step);
  const planned = await opened.review();
  const unseen = review === undefined ? [] : unreviewed(planned, review[stepId(step)] ?? []);
  if (unseen.length > 0) throw new UnreviewedChangesError(stepId(step), unseen);
  if (planned.length > 0) await opened.apply();
  return planned;
}
