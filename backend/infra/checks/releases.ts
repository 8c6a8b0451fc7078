/**
 * What happens to a stack that runs: the deployment's own code (`deploy/step.ts`) takes an applied environment through the changes that
 * a pipeline meets, one step after the other, each planned after the one below is applied. The releases follow one another in one state.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { applyStep, deploySteps, openStep, stepId } from '../deploy/step.ts';
import type { Target } from '../deploy/step.ts';
import { changes } from '../deploy/changes.ts';
import type { Review } from '../deploy/changes.ts';
import type { Plan } from './plan.ts';
import { regions } from './stack.ts';
import type { Workspace } from './workspace.ts';

export interface Release {
  readonly what: string;
  /** The lowest layer that reads what is changed; those below it have the plan of before. */
  readonly from: string;
  /** The highest one, where those above it read nothing of it. */
  readonly until?: string;
  /**
   * Whether each step is planned again before it is applied, as the pipeline does when the reviewers have seen the first plan. That costs
   * a minute, and two releases show it: one within a layer, one through all of them.
   */
  readonly reviewed?: true;
  /** Changes the copy as a pull request would change the repository. */
  edit(workspace: Workspace): Promise<void>;
  /** Step → lines that its review has to have. */
  readonly expected: Review;
  /** What is wrong once a step is applied. `plans` has those of the release that are, by their ids, in their order. */
  readonly hold?: (plans: ReadonlyMap<string, Plan>) => readonly string[];
  /** Addresses that may be destroyed or replaced; of others it is a problem. */
  readonly ends?: RegExp;
}

const partner = 'prt_01J8Z3K5V7W9X1Y2Z3A4B5C6ZZ';
const worker = {
  name: 'audit-worker',
  like: 'sensor-projector',
  queue: 'audits',
  queueLike: 'device-messages',
};
const partnerLine = `  ${partner} = { name = "Second partner" }\n`;

async function edit(workspace: Workspace, file: string, change: (text: string) => string): Promise<void> {
  const name = path.join(workspace.root, file);
  const before = await readFile(name, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${file}: there is nothing to change.`);
  await writeFile(name, after);
}

const identityVariables = 'backend/infra/environments/dev/identity.tfvars';
const functionZip = (workspace: Workspace, name: string) =>
  path.join(workspace.root, `backend/dist/functions/${name}.zip`);

const identityPartner = `aws_cognito_user_pool_client.partner["${partner}"]`;
const appPartner = `aws_api_gateway_api_key.partner["${partner}"]`;

type Entries = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Functions {
  readonly functions: Entries;
  readonly queues: Entries;
}

/** What codegen and the build make of one more function that works off a queue of its own: like another, under a new name. */
async function addWorker(workspace: Workspace): Promise<void> {
  await edit(workspace, 'backend/src/generated/functions.json', (text) => {
    const manifest = JSON.parse(text) as Functions;
    const { [worker.like]: like } = manifest.functions;
    const { [worker.queueLike]: queueLike } = manifest.queues;
    if (like === undefined || queueLike === undefined)
      throw new Error(`There is no ${worker.like} that reads ${worker.queueLike}.`);
    const renamed = JSON.stringify(like)
      .replaceAll(`"${worker.like}"`, `"${worker.name}"`)
      .replaceAll(`"${worker.queueLike}"`, `"${worker.queue}"`);
    return JSON.stringify({
      ...manifest,
      functions: { ...manifest.functions, [worker.name]: JSON.parse(renamed) as unknown },
      queues: { ...manifest.queues, [worker.queue]: queueLike },
    });
  });
  await copyFile(functionZip(workspace, worker.like), functionZip(workspace, worker.name));
}

/** A state as Terraform keeps it in a file. */
interface State {
  serial: number;
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly {
      readonly index_key?: string;
      readonly attributes: Record<string, unknown>;
    }[];
  }[];
}

/** What the `failover` functions leave behind: the standby's name at the edge, and a primary Region that is held. */
async function leavePrimary({ states }: Workspace): Promise<void> {
  const file = path.join(states, 'dev/network-edge.tfstate');
  const state = JSON.parse(await readFile(file, 'utf8')) as State;
  const change = (type: string, key: string | undefined, values: Readonly<Record<string, unknown>>): void => {
    const found = state.resources
      .filter((resource) => resource.type === type)
      .flatMap(({ instances }) => instances)
      .filter(({ index_key: index }) => index === key);
    if (found.length !== 1) throw new Error(`network-edge has ${found.length} ${type} ${key ?? ''}.`);
    for (const { attributes } of found) Object.assign(attributes, values);
  };
  change('aws_cloudfrontkeyvaluestore_key', undefined, { value: regions.secondary });
  change('aws_route53_health_check', regions.primary, { disabled: true, invert_healthcheck: true });
  state.serial += 1;
  await writeFile(file, JSON.stringify(state));
}

/** Nothing may be planned: Terraform would take a Region back that was left. */
export const leavesAlone = (plans: ReadonlyMap<string, Plan>): readonly string[] =>
  [...plans].flatMap(([id, plan]) => changes(plan).map((line) => `${id} takes back what has moved: ${line}`));

const inBothRegions = (layer: string, lines: readonly string[]): Review => ({
  [`${layer}-primary`]: lines,
  [`${layer}-secondary`]: lines,
});

export const releases: readonly Release[] = [
  {
    what: 'a second release',
    from: 'app',
    reviewed: true,
    edit: (workspace) =>
      copyFile(functionZip(workspace, 'health-api'), functionZip(workspace, 'lockers-api')),
    expected: inBothRegions('app', ['update module.function["lockers-api"].aws_lambda_function.main']),
  },
  {
    what: 'a new partner',
    from: 'identity',
    reviewed: true,
    edit: (workspace) =>
      edit(workspace, identityVariables, (text) =>
        text.replace(/^partners = \{\n/m, (start) => start + partnerLine),
      ),
    expected: {
      identity: [`create ${identityPartner}`],
      ...inBothRegions('app', [`create ${appPartner}`]),
    },
  },
  {
    what: 'a new function',
    from: 'app',
    edit: addWorker,
    expected: {
      ...inBothRegions('app', [
        `create module.function["${worker.name}"].aws_lambda_function.main`,
        `create module.queue["${worker.queue}"].aws_sqs_queue.main`,
      ]),
      ...inBothRegions('operations', [`create aws_cloudwatch_metric_alarm.dead_letter["${worker.queue}"]`]),
    },
  },
  {
    what: 'a removed partner',
    from: 'identity',
    edit: (workspace) => edit(workspace, identityVariables, (text) => text.replace(partnerLine, '')),
    ends: new RegExp(partner),
    expected: {
      identity: [`delete ${identityPartner}`],
      ...inBothRegions('app', [`delete ${appPartner}`]),
    },
  },
  {
    what: 'a failover',
    from: 'network-edge',
    until: 'network-edge',
    edit: leavePrimary,
    expected: {},
    hold: leavesAlone,
  },
];

/**
 * Takes a release through every step as the pipeline does: plan, review where the release is reviewed, apply.
 *
 * @returns what is wrong: the steps that do not change what they should
 * @throws Error where Terraform refuses a step
 * @throws UnreviewedChangesError where a step's second plan is not its first
 */
export async function tryRelease(
  target: Target,
  workspace: Workspace,
  { from, until, reviewed, edit: change, expected, hold, ends }: Release,
): Promise<readonly string[]> {
  await change(workspace);
  const problems: string[] = [];
  const plans = new Map<string, Plan>();
  const layers = deploySteps.map(({ layer }) => layer);
  const end = until === undefined ? layers.length : layers.lastIndexOf(until) + 1;
  for (const step of deploySteps.slice(layers.indexOf(from), end)) {
    const id = stepId(step);
    const opened = await openStep(target, step);
    if (hold) plans.set(id, await opened.plan({ lock: false }));
    const plan = plans.get(id);
    const planned = plan ? changes(plan) : await opened.review({ lock: false });
    problems.push(
      ...(expected[id] ?? [])
        .filter((line) => !planned.includes(line))
        .map((line) => `${id} does not: ${line}`),
      ...planned
        .filter((line) => /^(delete|replace) /.test(line) && !(ends?.test(line) ?? false))
        .map((line) => `${id} should not: ${line}`),
    );
    if (planned.length > 0) await (reviewed ? applyStep(target, step, { [id]: planned }) : opened.apply());
    problems.push(...(hold?.(plans) ?? []));
  }
  return problems;
}
