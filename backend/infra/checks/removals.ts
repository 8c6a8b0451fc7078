/**
 * Takes something out of its source of truth and looks what happens: the gate has to be red until codegen has run, and after that
 * Terraform has to refuse or to plan its removal. Silence is the failure.
 */
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plan } from './plan.ts';
import type { Run } from './slots.ts';
import type { Step } from './stack.ts';
import { stepName } from './stack.ts';
import { run, TerraformError } from './terraform.ts';
import type { Workspace } from './workspace.ts';

export interface Removal {
  /** What is taken out: `operation deleteLocker`. */
  readonly what: string;
  /** The source of truth, relative to the repository. */
  readonly file: string;
  /**
   * What is left of the file; without it, `file` and all below it are deleted.
   *
   * @throws Error where there is nothing to take out
   */
  edit?(source: string): string;
  /** The step whose plan has to follow. */
  readonly step: Step;
  /** The plan speaks of the removal. */
  follows(plan: Plan): boolean;
}

const deletes = (plan: Plan, address: string): boolean =>
  plan.resource_changes.some(
    (resource) => resource.address === address && resource.change.actions.includes('delete'),
  );

/** The resource is updated and names `what` less often than before; what AWS computes of it may still hold the old value. */
const updates = (plan: Plan, type: string, what: string): boolean => {
  const mentions = (values: unknown) => JSON.stringify(values).split(what).length;
  return plan.resource_changes.some(
    ({ type: changed, change: { actions, before, after } }) =>
      changed === type && actions.includes('update') && mentions(after) < mentions(before),
  );
};

function without(source: string, pattern: RegExp): string {
  const rest = source.replace(pattern, '');
  if (rest === source) throw new Error(`There is nothing like ${String(pattern)} to take out.`);
  return rest;
}

/** Takes one operation out of the contract: its method's block, which lies four spaces deep below its path. */
function withoutOperation(contract: string, operationId: string): string {
  const lines = contract.split('\n');
  const named = lines.findIndex((line) => line.trim() === `operationId: ${operationId}`);
  if (named === -1) throw new Error(`Operation ${operationId} not found; it cannot be removed.`);
  let from = named;
  while (!/^ {4}\w+:$/.test(lines[from] ?? '')) from -= 1;
  let to = named;
  while (to < lines.length && !/^ {0,4}\S/.test(lines[to] ?? '')) to += 1;
  return [...lines.slice(0, from), ...lines.slice(to)].join('\n');
}

const app: Step = { layer: 'app', place: 'primary' };

export const removals: readonly Removal[] = [
  {
    what: 'operation deleteLocker',
    file: 'schema/openapi.yaml',
    edit: (contract) => withoutOperation(contract, 'deleteLocker'),
    step: app,
    follows: (plan) => deletes(plan, 'aws_api_gateway_method_settings.main["deleteLocker"]'),
  },
  {
    what: 'scope northwind/lockers.write',
    file: 'schema/openapi.yaml',
    edit: (contract) =>
      contract
        .replace(/^ +northwind\/lockers\.write:.*\n/gm, '')
        .replaceAll('northwind/lockers.write', 'northwind/lockers.read'),
    step: { layer: 'identity', place: 'once' },
    follows: (plan) => updates(plan, 'aws_cognito_resource_server', 'lockers.write'),
  },
  {
    what: 'field Query.me',
    file: 'schema/schema.graphql',
    edit: (schema) => without(schema, /^ {2}me: Me!.*\n/m),
    step: app,
    follows: (plan) => deletes(plan, 'aws_appsync_resolver.main["Query.me"]'),
  },
  {
    what: 'function export-worker',
    file: 'backend/src/functions/export-worker',
    step: app,
    follows: (plan) => deletes(plan, 'module.function["export-worker"].aws_lambda_function.main'),
  },
  {
    what: 'index gsi5',
    file: 'backend/src/data/table.ts',
    edit: (table) => without(table, /^ {4}index\('gsi5'.*\n/m),
    step: { layer: 'data', place: 'once' },
    follows: (plan) => updates(plan, 'aws_dynamodb_table', 'gsi5'),
  },
];

/** What codegen reads and writes, and what it needs to run. */
const sources = [
  'codegen',
  'schema',
  'backend/src',
  'backend/package.json',
  'sdk/src',
  'sdk/package.json',
  'package.json',
  'tsconfig.json',
  '.config',
];
const modules = ['node_modules', 'backend/node_modules', 'codegen/node_modules', 'sdk/node_modules'];

async function copySources(repository: string, target: string): Promise<void> {
  for (const name of sources) {
    await mkdir(path.dirname(path.join(target, name)), { recursive: true });
    await cp(path.join(repository, name), path.join(target, name), {
      recursive: true,
      filter: (from) => !/\/(node_modules|dist)$/.test(from),
    });
  }
  for (const name of modules) {
    await symlink(path.join(repository, name), path.join(target, name)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }
}

export interface RemovalResult {
  readonly what: string;
  /** What happened, as a sentence. */
  readonly outcome: string;
  readonly silent: boolean;
}

/**
 * @param workspace is changed, and is thrown away afterwards
 * @param slots runs codegen
 * @param planStep plans a step of the copy against a stack that was applied without the removal
 */
export async function tryRemoval(
  removal: Removal,
  repository: string,
  workspace: Workspace,
  slots: Run,
  planStep: (step: Step) => Promise<Plan>,
): Promise<RemovalResult> {
  const copy = path.join(workspace.root, 'without');
  await copySources(repository, copy);
  const file = path.join(copy, removal.file);
  if (removal.edit) await writeFile(file, removal.edit(await readFile(file, 'utf8')));
  else await rm(file, { recursive: true });

  const codegen = path.join(copy, 'codegen/src/main.ts');
  const generate = (...options: string[]) =>
    slots(() => run(process.execPath, [codegen, ...options], { cwd: copy }));
  const gate = await generate('--check');
  if (gate.exitCode === 0) return { what: removal.what, silent: true, outcome: 'the gate stays green.' };
  const written = await generate();
  if (written.exitCode !== 0) {
    return { what: removal.what, silent: false, outcome: 'the gate is red, and codegen refuses.' };
  }
  for (const folder of ['backend/src/generated', 'schema']) {
    await cp(path.join(copy, folder), path.join(workspace.root, folder), { recursive: true });
  }
  try {
    const plan = await planStep(removal.step);
    return removal.follows(plan)
      ? {
          what: removal.what,
          silent: false,
          outcome: `the gate is red; after codegen the plan of ${stepName(removal.step)} removes it.`,
        }
      : {
          what: removal.what,
          silent: true,
          outcome: `the gate is red, but after codegen the plan of ${stepName(removal.step)} says nothing.`,
        };
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    return {
      what: removal.what,
      silent: false,
      outcome: `the gate is red; after codegen Terraform refuses the plan of ${stepName(removal.step)}.`,
    };
  }
}
