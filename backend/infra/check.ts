/**
 * `npm run infra:check`: everything that can be said of the infrastructure without an AWS account.
 *
 * Format, validation and `terraform test` of every layer; plan and apply of all layers in order, for dev and prod in both Regions,
 * and an empty second plan; the rules over those plans, with counterexamples that must not pass; removals from the sources of truth
 * that must not go unseen; releases by the deployment's own code from an applied state; ten times the partners, functions and queues; the diagram. Works on copies: nothing stays behind but the build in `backend/dist`.
 *
 * Exits 1 where something is wrong, 2 where the machine lacks Terraform or the offline AWS provider, and says how to get them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { drawStack } from './checks/diagram/draw.ts';
import { growths, tryGrowth } from './checks/growth.ts';
import { writtenInventory } from './checks/inventory.ts';
import { trimmedTool } from './checks/offline-tool.ts';
import { removals, tryRemoval } from './checks/removals.ts';
import type { Removal } from './checks/removals.ts';
import type { Stack } from './checks/rule.ts';
import { rules } from './checks/rules/index.ts';
import { readSources } from './checks/sources.ts';
import { releases, tryRelease } from './checks/releases.ts';
import { createSlots } from './checks/slots.ts';
import type { Run } from './checks/slots.ts';
import { applyStep, layers, offlineTarget, stepName, steps } from './checks/stack.ts';
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
import { openStep } from './deploy/step.ts';
import type { Target } from './deploy/step.ts';
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
  await check(`${layer}: valid and tested`, async () => {
    await terraform(folder, ['init', '-backend=false']);
    // Validates the configuration before it runs the tests.
    const { output } = await terraform(folder, ['test']);
    if (!/[1-9]\d* passed, 0 failed/.test(output)) throw new Error(`No test ran:\n${output}`);
  });
}

/** Applies every layer in order and holds the result to the rules. */
async function checkStack(
  target: Target,
  workspace: Workspace,
  environment: Environment,
): Promise<Stack | undefined> {
  const stack = new Map();
  for (const step of steps) {
    const applied = await check(
      `${environment}: plan, apply and an empty second plan of ${stepName(step)}`,
      () => applyStep(target, step),
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

/** @param applied settles when prod's stack is applied in `prod`, or cannot be */
async function checkRemovals(
  terraform: Terraform,
  slots: Run,
  prod: Workspace,
  applied: Promise<Stack | undefined>,
): Promise<void> {
  const tryInCopy = async (removal: Removal): Promise<void> => {
    const copy = await createWorkspace(repositoryFolder, 'without', prod.states);
    const result = await check(`without ${removal.what}`, () =>
      tryRemoval(removal, repositoryFolder, copy, slots, async (step) => {
        if ((await applied) === undefined) throw new Error('There is no stack to remove it from.');
        const opened = await openStep(offlineTarget(terraform, copy, 'prod'), step);
        return opened.plan({ lock: false });
      }),
    ).finally(() => copy.remove());
    if (result !== undefined)
      report(
        `${result.what} does not vanish in silence: ${result.outcome}`,
        result.silent ? [result.outcome] : [],
      );
  };
  await Promise.all(removals.map(tryInCopy));
}

async function checkReleases(target: Target, workspace: Workspace): Promise<void> {
  for (const release of releases) {
    const problems = await check(`dev: ${release.what} is deployed step by step`, () =>
      tryRelease(target, workspace, release),
    );
    if (problems === undefined) return;
    report(`dev: ${release.what} changes what it should`, problems);
  }
}

async function checkGrowth(target: Target, workspace: Workspace): Promise<void> {
  for (const growth of growths) {
    const problems = await check(`dev: ${growth.what} can be planned`, () =>
      tryGrowth(target, workspace, growth),
    );
    if (problems !== undefined) report(`dev: ${growth.what} stay below what AWS takes`, problems);
  }
}

/** Files that are made of prod's stack and committed: what they are, how they are called, and what should be in them. */
const madeOfStack: readonly (readonly [what: string, name: string, make: (stack: Stack) => string])[] = [
  ['the diagram in the README shows the stack that is planned', 'stack.svg', drawStack],
  ['the bill counts what is planned', 'inventory.json', writtenInventory],
];

async function checkFiles(stack: Stack): Promise<void> {
  for (const [what, name, make] of madeOfStack) {
    const file = path.join(infraFolder, name);
    const made = make(stack);
    if (process.argv.includes('--write')) await writeFile(file, made);
    const committed = await readFile(file, 'utf8').catch(() => '');
    report(what, committed === made ? [] : [`${name} is stale: npm run infra:check -- --write`]);
  }
}

async function main(): Promise<number> {
  const [wholeTool, terraformCommand] = [findOfflineTool(), await findTerraform()];
  if (
    (await check('functions, resolvers and packages build', async () => {
      await build();
      return true;
    })) === undefined
  )
    return 1;

  const slots = createSlots();
  const [tool, layersCopy, dev, prod] = await Promise.all([
    trimmedTool(wholeTool, infraFolder),
    createWorkspace(repositoryFolder, 'layers'),
    createWorkspace(repositoryFolder, 'dev'),
    createWorkspace(repositoryFolder, 'prod'),
  ]);
  const terraform = terraformWith(tool.command, terraformCommand, slots);
  try {
    // At its first use the tool installs what it needs, and a second one that waits for it gives up after two minutes.
    await check('the offline provider is ready', () => terraform(layersCopy.infra, ['version']));
    // The two stacks go first, because the rest waits for them; what waits for nothing fills the cores that they leave free.
    const target = offlineTarget(terraform, dev, 'dev');
    const devStack = checkStack(target, dev, 'dev');
    const prodStack = checkStack(offlineTarget(terraform, prod, 'prod'), prod, 'prod');
    await Promise.all([
      devStack.then(async (stack) => {
        if (stack === undefined) return;
        await checkReleases(target, dev);
        await checkGrowth(target, dev);
      }),
      prodStack.then(async (stack) => {
        if (stack === undefined) return;
        await checkFiles(stack);
        await checkCounterexamples('prod', stack, prod);
      }),
      check('the configuration is formatted', () =>
        terraform(layersCopy.infra, ['fmt', '-check', '-recursive', '-diff']),
      ),
      ...layers.map((layer) => checkLayer(terraform, layersCopy, layer)),
      checkRemovals(terraform, slots, prod, prodStack),
    ]);
  } finally {
    await Promise.all([tool, layersCopy, dev, prod].map((copy) => copy.remove()));
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
