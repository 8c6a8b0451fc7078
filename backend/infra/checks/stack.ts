/** What is applied in which order, and the plans that come out of it. */
import path from 'node:path';
import { deploySteps, openStep } from '../deploy/step.ts';
import type { Step, Target } from '../deploy/step.ts';
import type { Plan } from './plan.ts';
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
): Target => {
  const initialized = new Set<string>();
  return {
    environment,
    infra: workspace.infra,
    regions,
    work: path.join(workspace.root, 'work'),
    terraform: async (folder, parameters, dataFolder) => {
      if (parameters[0] === 'init') {
        // Neither backend nor provider changes in a copy: once is enough.
        if (initialized.has(dataFolder)) return '';
        await useLocalStates(workspace, path.basename(folder));
        initialized.add(dataFolder);
      }
      return (await terraform(folder, parameters, { dataFolder, urgency: 1 })).output;
    },
    backend: (key) => [`-backend-config=path=${path.join(workspace.states, key)}`],
  };
};

/** The part of a plan that rules read; the rest, four times as much, would be copied for each counterexample. */
const ruled = ({ planned_values, configuration }: Plan): Plan => ({
  planned_values,
  ...(configuration === undefined ? {} : { configuration }),
  resource_changes: [],
});

/** Plans and applies one step and plans it again. @throws Error where the second plan would change anything */
export async function applyStep(target: Target, step: Step): Promise<AppliedStep> {
  const opened = await openStep(target, step);
  const first = await opened.plan();
  await opened.apply();
  const again = await opened.plan();
  const changed = again.resource_changes.filter(({ change }) =>
    change.actions.some((action) => !['no-op', 'read'].includes(action)),
  );
  if (changed.length > 0) {
    throw new Error(
      `${target.environment}: a second plan of ${stepName(step)} is not empty: ${changed.map(({ address }) => address).join(', ')}`,
    );
  }
  return { first: ruled(first), settled: ruled(again) };
}
