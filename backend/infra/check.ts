/**
 * `npm run infra:check`: everything that can be said of the infrastructure without an AWS account.
 *
 * Format, validation and `terraform test` of every layer; plan and apply of all layers in order, for dev and prod in both Regions,
 * and an empty second plan; the rules over those plans, with counterexamples that must not pass; removals from the sources of truth
 * that must not go unseen; releases by the deployment's own code from an applied state; the diagram. Works on copies: nothing stays behind but the build in `backend/dist`.
 *
 * Exits 1 where something is wrong, 2 where the machine lacks Terraform or the offline AWS provider, and says how to get them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { drawStack } from './checks/diagram/draw.ts';
import { removals, tryRemoval } from './checks/removals.ts';
import type { Stack } from './checks/rule.ts';
import { rules } from './checks/rules/index.ts';
import { readSources } from './checks/sources.ts';
import { releases, tryRelease } from './checks/releases.ts';
import { applyStep, layers, offlineTarget, prepare, stepName, steps } from './checks/stack.ts';
import type { Environment } from './checks/stack.ts';
import {
  findOfflineTool,
  findTerraform,
  infraFolder,
  repositoryFolder,
  run,
  terraformWith,
  ToolMissingError,
} from './checks/terraform.ts';
import type { Terraform } from './checks/terraform.ts';
import { createWorkspace } from './checks/workspace.ts';
import type { Workspace } from './checks/workspace.ts';
import { packageAll } from './package.ts';

const started = Date.now();
const failures: string[] = [];
let passed = 0;

const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s`;

function report(what: string, problems: readonly string[]): void {
  if (problems.length === 0) passed += 1;
  else failures.push(what);
  console.log(`${seconds()}  ${problems.length === 0 ? 'ok ' : 'RED'}  ${what}`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, '             '));
}

/** Runs a check and reports it; what it throws is its problem. @returns what it gave, unless it threw */
async function check<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    const result = await work();
    report(what, []);
    return result;
  } catch (error) {
    report(what, [error instanceof Error ? error.message : String(error)]);
    return undefined;
  }
}

async function build(): Promise<void> {
  for (const script of ['backend/build.ts', 'backend/build-resolvers.ts']) {
    const { exitCode, output } = await run(process.execPath, [path.join(repositoryFolder, script)], {
      cwd: repositoryFolder,
    });
    if (exitCode !== 0) throw new Error(`${script}\n${output}`);
  }
  await packageAll();
}

async function checkLayer(terraform: Terraform, workspace: Workspace, layer: string): Promise<void> {
  const folder = path.join(workspace.infra, layer);
  await check(`${layer}: validate and test`, async () => {
    await terraform(folder, ['init', '-backend=false']);
    await terraform(folder, ['validate']);
    const { output } = await terraform(folder, ['test']);
    if (!/[1-9]\d* passed, 0 failed/.test(output)) throw new Error(`No test ran:\n${output}`);
  });
}

/** Applies every layer in order and holds the result to the rules. */
async function checkStack(
  terraform: Terraform,
  workspace: Workspace,
  environment: Environment,
): Promise<Stack | undefined> {
  const stack = new Map();
  for (const step of steps) {
    const applied = await check(
      `${environment}: plan, apply and an empty second plan of ${stepName(step)}`,
      () => applyStep(terraform, workspace, environment, step),
    );
    if (applied === undefined) return undefined;
    stack.set(stepName(step), applied);
  }
  const sources = await readSources(workspace.root);
  for (const rule of rules) report(`${environment}: ${rule.name}`, rule.check(environment, stack, sources));
  return stack;
}

async function checkCounterexamples(
  environment: Environment,
  stack: Stack,
  workspace: Workspace,
): Promise<void> {
  const sources = await readSources(workspace.root);
  for (const { name, check: findings, counterexamples } of rules) {
    const unseen = Object.entries(counterexamples)
      .filter(([, spoil]) => {
        const spoiled = { environment, stack: structuredClone(stack), sources: structuredClone(sources) };
        spoil(spoiled);
        return findings(environment, spoiled.stack, spoiled.sources).length === 0;
      })
      .map(([what]) => `Not seen: ${what}.`);
    report(`${Object.keys(counterexamples).length} counterexamples of “${name}” are seen`, unseen);
  }
}

async function checkRemovals(terraform: Terraform, workspace: Workspace): Promise<void> {
  for (const removal of removals) {
    const result = await check(`without ${removal.what}`, () =>
      tryRemoval(removal, repositoryFolder, workspace, async (step) =>
        (await prepare(terraform, workspace, 'prod', step)).plan(),
      ),
    );
    if (result !== undefined)
      report(
        `${result.what} does not vanish in silence: ${result.outcome}`,
        result.silent ? [result.outcome] : [],
      );
  }
}

async function checkReleases(terraform: Terraform, workspace: Workspace): Promise<void> {
  const target = offlineTarget(terraform, workspace, 'dev');
  for (const release of releases) {
    const problems = await check(`dev: ${release.what} is deployed step by step`, () =>
      tryRelease(target, workspace, release),
    );
    if (problems === undefined) return;
    report(`dev: ${release.what} changes what it should`, problems);
  }
}

async function checkDiagram(stack: Stack): Promise<void> {
  const file = path.join(infraFolder, 'stack.svg');
  const drawn = drawStack(stack);
  if (process.argv.includes('--write')) await writeFile(file, drawn);
  const committed = await readFile(file, 'utf8').catch(() => '');
  report(
    'the diagram in the README shows the stack that is planned',
    committed === drawn ? [] : ['stack.svg is stale: npm run infra:check -- --write'],
  );
}

async function main(): Promise<number> {
  const terraform = terraformWith(findOfflineTool(), await findTerraform());
  if (
    (await check('functions, resolvers and packages build', async () => {
      await build();
      return true;
    })) === undefined
  )
    return 1;

  // Two cores, two chains: each environment in its own copy, and the layers' tests behind the shorter one.
  const [dev, prod] = await Promise.all([
    createWorkspace(repositoryFolder, 'dev'),
    createWorkspace(repositoryFolder, 'prod'),
  ]);
  try {
    await check('the configuration is formatted', () =>
      terraform(dev.infra, ['fmt', '-check', '-recursive', '-diff']),
    );
    await Promise.all([
      (async () => {
        for (const layer of layers) await checkLayer(terraform, dev, layer);
        if ((await checkStack(terraform, dev, 'dev')) !== undefined) await checkReleases(terraform, dev);
      })(),
      (async () => {
        const stack = await checkStack(terraform, prod, 'prod');
        if (stack === undefined) return;
        await checkDiagram(stack);
        await checkCounterexamples('prod', stack, prod);
        await checkRemovals(terraform, prod);
      })(),
    ]);
  } finally {
    await Promise.all([dev.remove(), prod.remove()]);
  }
  console.log(`\n${passed} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ToolMissingError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
