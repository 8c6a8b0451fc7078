/** What is applied in which order, and the plans that come out of it. */
import path from 'node:path';
import { deploySteps, openStep } from '../deploy/step.ts';
import type { OpenStep, Step, Target } from '../deploy/step.ts';
import type { AppliedStep } from './rule.ts';
import type { Terraform } from './terraform.ts';
import { useLocalStates } from './workspace.ts';
import type { Workspace } from './workspace.ts';

export type { Step } from '../deploy/step.ts';

export type Environment = 'dev' | 'stage' | 'prod';

/** All that is applied. Governance belongs to the organization and needs none of the others. */
export const steps: readonly Step[] = [...deploySteps, { layer: 'governance', place: 'once' }];

export const layers: readonly string[] = [...new Set(steps.map((step) => step.layer)), 'bootstrap'];

/** Primary and secondary Region of every environment, as in its common.tfvars. */
export const regions = { primary: 'eu-central-1', secondary: 'eu-west-1' } as const;

/** Name of a step in messages and as a key: `app eu-west-1`, `data`. */
export const stepName = ({ layer, place }: Step): string =>
  place === 'once' ? layer : `${layer} ${regions[place]}`;

/** The copy as a target of the deployment's own code: local states in the place of those in S3. */
export const offlineTarget = (
  terraform: Terraform,
  workspace: Workspace,
  environment: Environment,
): Target => ({
  environment,
  infra: workspace.infra,
  regions,
  work: path.join(workspace.root, 'work'),
  terraform: async (folder, parameters, dataFolder) => {
    if (parameters[0] === 'init') await useLocalStates(workspace, path.basename(folder));
    return (await terraform(folder, parameters, { dataFolder })).output;
  },
  backend: (key) => [`-backend-config=path=${path.join(workspace.states, key)}`],
});

/** A step made ready: initialized with its own state. */
export const prepare = (
  terraform: Terraform,
  workspace: Workspace,
  environment: Environment,
  step: Step,
): Promise<OpenStep> => openStep(offlineTarget(terraform, workspace, environment), step);

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
