/**
 * Deploys an environment, step by step, with the AWS credentials of whoever runs it. A step is a layer in a Region:
 *
 *     node backend/infra/deploy/main.ts plan --environment prod --step app-primary [--review review.json]
 *     node backend/infra/deploy/main.ts apply --environment prod --step app-primary --review review.json
 *     node backend/infra/deploy/main.ts apply --environment dev [--until data]
 *     node backend/infra/deploy/main.ts release --environment prod --step app-primary
 *     node backend/infra/deploy/main.ts dashboard --environment prod
 *     node backend/infra/deploy/main.ts gameday --environment stage [--part back] [--execute 1]
 *
 * `plan` writes what the step would change to the review file and to the job's summary. `apply` stops before anything is changed that the
 * review does not have; without `--step` it plans and applies all steps in order, each after those it reads. `release` moves the functions'
 * aliases to their newest versions by CodeDeploy and fails if it rolls one back. `dashboard` uploads the managers' dashboard, which has to
 * be built, with the environment's settings. `gameday` prints the commands that take an environment into its other Region, or back, step by
 * step; `--execute` runs those of one step, since what has to be seen before the next is for a person to see.
 */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findTerraform, infraFolder, repositoryFolder, run } from '../checks/terraform.ts';
import { summary } from './changes.ts';
import type { Review } from './changes.ts';
import { publishDashboard } from './dashboard.ts';
import { gameday, gamedayParts, typed, type GamedayPart } from './gameday.ts';
import {
  applyStep,
  deploySteps,
  openStep,
  planStep,
  regionOf,
  stepId,
  UnreviewedChangesError,
} from './step.ts';
import type { Step, Target } from './step.ts';
import { pending, revision } from './traffic.ts';

const usage =
  'Usage: node backend/infra/deploy/main.ts plan|apply|release|dashboard|gameday --environment dev|stage|prod [--step STEP] [--review FILE] [--until LAYER] [--variable NAME=VALUE] [--part failover|back] [--execute NUMBER]\n' +
  `plan and release need --step, one of ${deploySteps.map(stepId).join(', ')}; --review and --variable need --step.`;

/** What an environment's common.tfvars says and Terraform's backend cannot read by itself. */
interface Common {
  readonly bucket: string;
  readonly primary: string;
  readonly secondary: string;
  readonly domain: string;
}

async function readCommon(environment: string): Promise<Common> {
  const file = path.join(infraFolder, 'environments', environment, 'common.tfvars');
  const text = await readFile(file, 'utf8');
  const value = (name: string): string => {
    const found = new RegExp(`^${name}\\s*=\\s*"([^"]+)"`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`${file} does not say ${name}.`);
    return found;
  };
  return {
    bucket: value('state_bucket'),
    primary: value('primary_region'),
    secondary: value('secondary_region'),
    domain: value('domain_name'),
  };
}

async function succeed(
  command: string,
  parameters: readonly string[],
  environment: Record<string, string> = {},
): Promise<string> {
  const { exitCode, output } = await run(command, parameters, { environment });
  if (exitCode !== 0) throw new Error(`${command} ${parameters.join(' ')}\n${output}`);
  return output;
}

const awsTarget = (
  terraform: string,
  environment: string,
  common: Common,
  work: string,
  variables: readonly string[],
): Target => ({
  environment,
  variables,
  infra: infraFolder,
  regions: common,
  work,
  terraform: (folder, parameters, dataFolder) =>
    succeed(terraform, [`-chdir=${folder}`, ...parameters], {
      TF_DATA_DIR: dataFolder,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
    }),
  backend: (key) => [
    `-backend-config=bucket=${common.bucket}`,
    `-backend-config=key=${key}`,
    `-backend-config=region=${common.primary}`,
  ],
});

async function release(target: Target, step: Step): Promise<void> {
  const region = regionOf(target, step);
  if (step.layer !== 'app' || region === undefined)
    throw new Error(`${stepId(step)} has no functions to release.`);
  const layer = await openStep(target, step);
  const { application, functions } = (await layer.output('deployment')) as {
    application: string;
    functions: Record<string, { name: string; version: string }>;
  };
  const live = new Map<string, string>();
  for (const { name } of Object.values(functions)) {
    const alias = JSON.parse(
      await succeed('aws', [
        'lambda',
        'get-alias',
        '--region',
        region,
        '--function-name',
        name,
        '--name',
        'live',
        '--output',
        'json',
      ]),
    ) as { FunctionVersion: string };
    live.set(name, alias.FunctionVersion);
  }
  const begun: string[] = [];
  for (const shift of pending(functions, live)) {
    const created = JSON.parse(
      await succeed('aws', [
        'deploy',
        'create-deployment',
        '--region',
        region,
        '--output',
        'json',
        '--application-name',
        application,
        '--deployment-group-name',
        shift.functionName,
        '--revision',
        revision(shift),
      ]),
    ) as { deploymentId: string };
    begun.push(created.deploymentId);
    console.log(
      `${region}: ${shift.functionName} from version ${shift.from} to ${shift.to} by ${created.deploymentId}`,
    );
  }
  for (const id of begun)
    await succeed('aws', [
      'deploy',
      'wait',
      'deployment-successful',
      '--region',
      region,
      '--deployment-id',
      id,
    ]);
  console.log(`${region}: ${begun.length} functions moved.`);
}

/** Into the file that GitHub names by the variable, if it runs there. */
async function tellJob(variable: 'GITHUB_STEP_SUMMARY' | 'GITHUB_OUTPUT', text: string): Promise<void> {
  const file = process.env[variable];
  if (file !== undefined) await appendFile(file, `${text}\n`);
}

async function plan(target: Target, step: Step, reviewFile: string | undefined): Promise<void> {
  const review: Review = { [stepId(step)]: await planStep(target, step) };
  const text = summary(target.environment, review);
  console.log(text);
  await tellJob('GITHUB_STEP_SUMMARY', text);
  await tellJob('GITHUB_OUTPUT', `changes=${review[stepId(step)]?.length ?? 0}`);
  if (reviewFile !== undefined) await writeFile(reviewFile, `${JSON.stringify(review, null, 2)}\n`);
}

async function apply(
  target: Target,
  only: Step | undefined,
  reviewFile: string | undefined,
  until: string | undefined,
): Promise<void> {
  const last = until === undefined ? -1 : deploySteps.findLastIndex(({ layer }) => layer === until);
  if (until !== undefined && last === -1) throw new Error(`--until ${until}: there is no such layer.`);
  const all = last === -1 ? deploySteps : deploySteps.slice(0, last + 1);
  const review =
    reviewFile === undefined ? undefined : (JSON.parse(await readFile(reviewFile, 'utf8')) as Review);
  const applied: Record<string, readonly string[]> = {};
  for (const step of only === undefined ? all : [only]) {
    applied[stepId(step)] = await applyStep(target, step, review);
    console.log(`${stepId(step)}: ${applied[stepId(step)]?.length ?? 0} changes`);
  }
  const text = summary(target.environment, applied);
  console.log(text);
  await tellJob('GITHUB_STEP_SUMMARY', text);
}

async function dashboard(target: Target): Promise<void> {
  const build = path.join(repositoryFolder, 'examples/manager-dashboard/dist');
  const bucket = await publishDashboard(target, build, (parameters) => succeed('aws', parameters));
  console.log(`${bucket}: the dashboard is there.`);
}

/** Prints the run book; the ids it needs are read from the layers' outputs only where it is carried out. */
async function playGameday(
  environment: string,
  { primary, secondary, domain }: Common,
  part: GamedayPart,
  execution?: { readonly target: Target; readonly step: number },
): Promise<void> {
  const output = async (layer: string, name: string): Promise<Record<string, string> | undefined> =>
    execution &&
    ((await (await openStep(execution.target, { layer, place: 'once' })).output(name)) as Record<
      string,
      string
    >);
  const checks = await output('network-edge', 'health_check_ids');
  const table = await output('data', 'table');
  const steps = gameday(part, {
    ...{ environment, primary, secondary, domain, now: new Date() },
    healthCheckId: checks?.[primary] ?? `<network-edge: health_check_ids.${primary}>`,
    tableName: table?.['name'] ?? '<data: table.name>',
  });
  if (execution && !steps[execution.step - 1])
    throw new Error(`--execute takes the number of a step, 1 to ${steps.length}.`);
  for (const [index, { title, until, commands }] of steps.entries()) {
    if (execution && index !== execution.step - 1) continue;
    console.log(`\n${index + 1}. ${title}\n   Go on when ${until}.`);
    for (const [command = '', ...parameters] of commands) {
      console.log(`   $ ${typed([command, ...parameters])}`);
      if (execution) console.log(await succeed(command, parameters));
    }
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      environment: { type: 'string' },
      step: { type: 'string' },
      review: { type: 'string' },
      until: { type: 'string' },
      variable: { type: 'string', multiple: true, default: [] },
      part: { type: 'string', default: 'failover' },
      execute: { type: 'string' },
    },
  });
  const [command] = positionals;
  const { environment, review: reviewFile, until } = values;
  const step = deploySteps.find((one) => stepId(one) === values.step);
  const part = gamedayParts.find((one) => one === values.part);
  const needsStep = command === 'plan' || command === 'release';
  const wrong =
    !['plan', 'apply', 'release', 'dashboard', 'gameday'].includes(command ?? '') ||
    !['dev', 'stage', 'prod'].includes(environment ?? '') ||
    part === undefined ||
    (step === undefined &&
      (values.step !== undefined || needsStep || reviewFile !== undefined || values.variable.length > 0));
  if (wrong || environment === undefined) {
    console.error(usage);
    return 2;
  }
  const common = await readCommon(environment);
  if (command === 'gameday' && values.execute === undefined) {
    await playGameday(environment, common, part);
    return 0;
  }
  const terraform = await findTerraform();
  const work = await mkdtemp(path.join(tmpdir(), 'northwind-deploy-'));
  const target = awsTarget(terraform, environment, common, work, values.variable);
  try {
    if (command === 'release' && step !== undefined) await release(target, step);
    else if (command === 'plan' && step !== undefined) await plan(target, step, reviewFile);
    else if (command === 'dashboard') await dashboard(target);
    else if (command === 'gameday')
      await playGameday(environment, common, part, { target, step: Number(values.execute) });
    else await apply(target, step, reviewFile, until);
    return 0;
  } catch (error) {
    if (!(error instanceof UnreviewedChangesError)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    // Plans hold secrets.
    await rm(work, { recursive: true, force: true });
  }
}

process.exitCode = await main();
