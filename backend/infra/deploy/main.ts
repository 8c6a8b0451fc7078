/**
 * Deploys an environment, layer by layer, with the AWS credentials of whoever runs it:
 *
 *     node backend/infra/deploy/main.ts plan --environment prod [--review review.json]
 *     node backend/infra/deploy/main.ts apply --environment prod [--review review.json] [--until data]
 *     node backend/infra/deploy/main.ts release --environment prod
 *
 * `plan` writes what would change, without values, to the review file and to the job's summary. `apply` stops before a step that would
 * change what the review does not have; without a review it applies what it plans. `release` moves the functions' aliases to their newest
 * versions by CodeDeploy and fails if it rolls one back.
 */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Plan } from '../checks/plan.ts';
import { stepName, steps } from '../checks/stack.ts';
import type { Step } from '../checks/stack.ts';
import { findTerraform, infraFolder, run } from '../checks/terraform.ts';
import { changes, summary, unreviewed } from './changes.ts';
import type { Review } from './changes.ts';
import { pending, revision } from './traffic.ts';

const usage =
  'Usage: node backend/infra/deploy/main.ts plan|apply|release --environment dev|stage|prod [--review FILE] [--until LAYER]';

/** What an environment's common.tfvars says and Terraform's backend cannot read by itself. */
interface Common {
  readonly bucket: string;
  readonly primary: string;
  readonly secondary: string;
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

/** A layer in its place, with its state. */
async function open(terraform: string, environment: string, step: Step, common: Common, work: string) {
  const region = step.place === 'once' ? undefined : common[step.place];
  const folder = path.join(infraFolder, step.layer);
  const key = `${environment}/${step.layer}${region === undefined ? '' : `-${region}`}.tfstate`;
  const data = {
    TF_DATA_DIR: path.join(work, stepName(step).replace(' ', '-')),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
  };
  const call = (...parameters: string[]) => succeed(terraform, [`-chdir=${folder}`, ...parameters], data);
  const planFile = path.join(work, `${key.replaceAll('/', '-')}.plan`);
  const files = ['common.tfvars', `${step.layer}.tfvars`]
    .map((file) => path.join(infraFolder, 'environments', environment, file))
    .filter((file) => existsSync(file));
  await call(
    'init',
    '-reconfigure',
    `-backend-config=bucket=${common.bucket}`,
    `-backend-config=key=${key}`,
    `-backend-config=region=${common.primary}`,
  );
  return {
    async plan(lock: boolean): Promise<readonly string[]> {
      const variables = [
        ...files.map((file) => `-var-file=${file}`),
        ...(region === undefined ? [] : [`-var=region=${region}`]),
      ];
      await call('plan', '-no-color', `-lock=${String(lock)}`, `-out=${planFile}`, ...variables);
      return changes(JSON.parse(await call('show', '-json', planFile)) as Plan);
    },
    apply: () => call('apply', '-no-color', planFile),
    output: async (name: string): Promise<unknown> => JSON.parse(await call('output', '-json', name)),
  };
}

async function release(terraform: string, environment: string, common: Common, work: string): Promise<void> {
  for (const step of steps.filter(({ layer }) => layer === 'app')) {
    const region = step.place === 'primary' ? common.primary : common.secondary;
    const layer = await open(terraform, environment, step, common, work);
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
    // One after another: a standby that fails must not have cost the primary its traffic, so it is waited for first.
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
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { environment: { type: 'string' }, review: { type: 'string' }, until: { type: 'string' } },
  });
  const [command] = positionals;
  const { environment, review: reviewFile, until } = values;
  if (
    !['plan', 'apply', 'release'].includes(command ?? '') ||
    !['dev', 'stage', 'prod'].includes(environment ?? '') ||
    environment === undefined
  ) {
    console.error(usage);
    return 2;
  }
  const terraform = await findTerraform();
  const common = await readCommon(environment);
  const work = await mkdtemp(path.join(tmpdir(), 'northwind-deploy-'));
  try {
    if (command === 'release') {
      await release(terraform, environment, common, work);
      return 0;
    }
    const reviewed =
      command === 'apply' && reviewFile !== undefined
        ? (JSON.parse(await readFile(reviewFile, 'utf8')) as Review)
        : undefined;
    const planned: Record<string, readonly string[]> = {};
    for (const step of steps.filter(({ layer }) => layer !== 'governance')) {
      const name = stepName(step);
      const layer = await open(terraform, environment, step, common, work);
      planned[name] = await layer.plan(command === 'apply');
      console.log(`${name}: ${planned[name].length} changes`);
      if (command === 'apply') {
        const unseen = unreviewed(
          planned[name],
          reviewed?.[name] ?? (reviewed === undefined ? undefined : []),
        );
        if (unseen.length > 0) {
          console.error(
            `${name} would change what nobody reviewed. Run the plan again and review it:\n  ${unseen.join('\n  ')}`,
          );
          return 1;
        }
        if (planned[name].length > 0) await layer.apply();
      }
      if (step.layer === until) break;
    }
    const text = summary(environment, planned);
    console.log(text);
    if (command === 'plan' && reviewFile !== undefined)
      await writeFile(reviewFile, `${JSON.stringify(planned, null, 2)}\n`);
    const jobSummary = process.env['GITHUB_STEP_SUMMARY'];
    if (jobSummary !== undefined) await appendFile(jobSummary, `${text}\n`);
    return 0;
  } finally {
    // Plans hold secrets.
    await rm(work, { recursive: true, force: true });
  }
}

process.exitCode = await main();
