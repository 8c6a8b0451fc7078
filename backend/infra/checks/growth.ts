/**
 * Ten times the partners, functions and queues: planned against an applied environment, and held to the quotas that nobody can have
 * raised. Changes the copy that it is given.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openStep } from '../deploy/step.ts';
import type { Step, Target } from '../deploy/step.ts';
import { overLimits } from './rules/limits.ts';
import { regions } from './stack.ts';
import type { Workspace } from './workspace.ts';

export interface Growth {
  readonly what: string;
  readonly step: Step;
  /** @param environment whose copy grows */
  grow(workspace: Workspace, environment: string): Promise<void>;
}

const times = 10;

/** More than ten times what any environment has. */
const partnerCount = 100;

interface Output {
  readonly value: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** `["object", { name: type }]`, as Terraform writes an output's type. */
  readonly type: readonly ['object', Readonly<Record<string, unknown>>];
}

/** Entries `name`, `name-2`, … whose own names, ARNs and the like differ in the same way. */
function multiplied({ value, type }: Output): Output {
  const names = Object.keys(value).flatMap((name) =>
    Array.from({ length: times }, (_, index) => [name, index === 0 ? '' : `-${index + 1}`] as const),
  );
  const renamed = (name: string, suffix: string) =>
    JSON.parse(JSON.stringify(value[name]).replaceAll(name, name + suffix)) as Output['value'][string];
  return {
    value: Object.fromEntries(names.map(([name, suffix]) => [name + suffix, renamed(name, suffix)])),
    type: ['object', Object.fromEntries(names.map(([name, suffix]) => [name + suffix, type[1][name]]))],
  };
}

export const growths: readonly Growth[] = [
  {
    what: `${partnerCount} partners`,
    step: { layer: 'identity', place: 'once' },
    async grow({ infra }, environment) {
      const file = path.join(infra, 'environments', environment, 'identity.tfvars');
      const lines = Array.from(
        { length: partnerCount },
        (_, index) => `  prt_01J8Z3K5V7W9X1Y2Z3A4B5${String(1000 + index)} = { name = "Partner ${index}" }\n`,
      );
      const before = await readFile(file, 'utf8');
      const after = before.replace(/^partners = \{\n/m, (start) => start + lines.join(''));
      if (after === before) throw new Error(`${file} has no partners to add to.`);
      await writeFile(file, after);
    },
  },
  {
    what: `${times} times the functions and queues`,
    step: { layer: 'operations', place: 'primary' },
    async grow({ states }, environment) {
      const file = path.join(states, environment, `app-${regions.primary}.tfstate`);
      const state = JSON.parse(await readFile(file, 'utf8')) as { outputs: Record<string, Output> };
      for (const name of ['functions', 'queues']) {
        const output = state.outputs[name];
        if (output === undefined) throw new Error(`The app layer has no output ${name}.`);
        state.outputs[name] = multiplied(output);
      }
      await writeFile(file, JSON.stringify(state));
    },
  },
];

/** @returns what would be larger than AWS takes */
export async function tryGrowth(
  target: Target,
  workspace: Workspace,
  { step, grow }: Growth,
): Promise<readonly string[]> {
  await grow(workspace, target.environment);
  const opened = await openStep(target, step);
  return overLimits(await opened.plan({ lock: false }));
}
