/**
 * Runs Terraform on a copy of the configuration, with the offline AWS provider, so that a check leaves nothing behind.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Run } from './slots.ts';

export const infraFolder = path.resolve(import.meta.dirname, '..');
export const repositoryFolder = path.resolve(infraFolder, '..', '..');

/** How deep `and`/`or`/`not` of a web ACL's statements may nest: ours do not, and Terraform spends its time on that type. */
const firewallDepth = '1';

/** A percentage: Terraform's short runs have memory to spare, and spend a third of their time on collecting garbage at Go's 100. */
const garbageCollection = '400';

/** Secrets that a pipeline would give; here they only have to have the right form. */
const offlineSecrets = { TF_VAR_origin_token: 'offline-offline-offline-offline-0000' };

/** The configuration is fine or not; this is about the machine. The message says what to do. */
export class ToolMissingError extends Error {
  override readonly name = 'ToolMissingError';
}

/** Terraform said no. `output` is what it printed. */
export class TerraformError extends Error {
  override readonly name = 'TerraformError';
  readonly output: string;

  constructor(command: string, output: string) {
    // Everything before is the plan so far.
    const from = output.indexOf('Error: ');
    super(`${command}\n${output.slice(Math.max(from, 0)).trim()}`);
    this.output = output;
  }
}

export interface Completed {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Path of the offline tool: `$TERRAFORM_OFFLINE`, else `shared/terraform-offline` beside the checkout.
 *
 * @throws ToolMissingError where it is in neither place
 */
export function findOfflineTool(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['TERRAFORM_OFFLINE'];
  const candidate = named ?? path.resolve(repositoryFolder, '../shared/terraform-offline/terraform-offline');
  if (existsSync(candidate)) return candidate;
  throw new ToolMissingError(
    `The offline AWS provider is not at ${named ?? '../shared/terraform-offline/terraform-offline'}.\n` +
      'Put the folder shared/terraform-offline beside the checkout, or name its command: TERRAFORM_OFFLINE=/path/to/terraform-offline.',
  );
}

/** @throws ToolMissingError where there is no Terraform, or one that is too old for `use_lockfile` */
export async function findTerraform(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const command = environment['TERRAFORM'] ?? 'terraform';
  const help =
    'Get Terraform 1.11 or newer from https://developer.hashicorp.com/terraform/install and put it on the PATH (or name it: TERRAFORM=/path/to/terraform).';
  const { exitCode, output } = await run(command, ['version', '-json'], {}).catch(() => {
    throw new ToolMissingError(`Command ${command} not found. ${help}`);
  });
  const version = /"terraform_version":\s*"(\d+)\.(\d+)/.exec(output);
  if (exitCode !== 0 || !version) throw new ToolMissingError(`${command} does not tell its version. ${help}`);
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < 1 || (major === 1 && minor < 11)) {
    throw new ToolMissingError(`${command} is ${major}.${minor}. ${help}`);
  }
  return command;
}

/** Runs a command and collects what it prints; a non-zero exit is an answer, not an error. */
export function run(
  command: string,
  parameters: readonly string[],
  options: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<Completed> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

export interface Terraform {
  /**
   * Runs a Terraform command in a folder.
   *
   * @param accepted exit codes that are no failure; 0 unless told
   * @throws TerraformError on any other exit code
   */
  (
    folder: string,
    parameters: readonly string[],
    options?: {
      readonly dataFolder?: string;
      readonly accepted?: readonly number[];
      /** Which of two commands that wait for a free core goes first; 0 unless told. */
      readonly urgency?: number;
    },
  ): Promise<Completed>;
}

export function terraformWith(tool: string, terraform: string, slots: Run): Terraform {
  return async (folder, parameters, { dataFolder, accepted = [0], urgency } = {}) => {
    const environment = {
      TERRAFORM: terraform,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      TF_CLI_ARGS: '-no-color',
      GOGC: garbageCollection,
      OFFLINE_WAF_DEPTH: firewallDepth,
      ...(dataFolder === undefined ? {} : { TF_DATA_DIR: dataFolder, ...offlineSecrets }),
    };
    const completed = await slots(
      () => run(process.execPath, [tool, `-chdir=${folder}`, ...parameters], { environment }),
      urgency,
    );
    if (accepted.includes(completed.exitCode)) return completed;
    throw new TerraformError(
      `terraform ${parameters.join(' ')} in ${path.basename(folder)}`,
      completed.output,
    );
  };
}
