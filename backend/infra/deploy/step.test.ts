import { describe, expect, it } from 'vitest';
import type { ResourceChange } from '../checks/plan.ts';
import { applyStep, planStep, UnreviewedChangesError } from './step.ts';
import type { Target } from './step.ts';

/** Terraform that plans these resources to be created, and a record of the commands that it was given. */
function target(...addresses: string[]): { readonly commands: string[]; readonly target: Target } {
  const commands: string[] = [];
  const changes = addresses.map((address): ResourceChange => ({
    address,
    type: address.split('.')[0] ?? '',
    change: { actions: ['create'], before: null, after: {} },
  }));
  const plan = { format_version: '1.2', planned_values: { root_module: {} }, resource_changes: changes };
  return {
    commands,
    target: {
      environment: 'dev',
      infra: '/infra',
      regions: { primary: 'eu-central-1', secondary: 'eu-west-1' },
      work: '/tmp/work',
      terraform: (_folder, parameters) => {
        commands.push(parameters.join(' '));
        return Promise.resolve(parameters[0] === 'show' ? JSON.stringify(plan) : '');
      },
      backend: (key) => [`-backend-config=key=${key}`],
    },
  };
}

const app = { layer: 'app', place: 'secondary' } as const;

describe('A step of a deployment', () => {
  it('is opened with the state of its layer and Region, and planned without a lock', async () => {
    const { commands, target: aws } = target('aws_sqs_queue.a');
    expect(await planStep(aws, app)).toEqual(['create aws_sqs_queue.a']);
    expect(commands[0]).toBe('init -reconfigure -backend-config=key=dev/app-eu-west-1.tfstate');
    expect(commands[1]).toMatch(/^plan .*-lock=false .*-var=region=eu-west-1$/);
    expect(commands.some((command) => command.startsWith('apply'))).toBe(false);
  });

  it('does not read app clients, whose secrets would be in the plan and the state', async () => {
    for (const [layer, reads] of [
      ['identity', false],
      ['data', true],
    ] as const) {
      const { commands, target: aws } = target('aws_cognito_user_pool.main');
      await planStep(aws, { layer, place: 'once' });
      await applyStep(aws, { layer, place: 'once' });
      const plans = commands.filter((command) => command.startsWith('plan '));
      expect(plans).toHaveLength(2);
      for (const plan of plans) expect(plan.includes(' -refresh=false')).toBe(!reads);
    }
  });

  it('reads no plan that changes nothing', async () => {
    const { commands, target: aws } = target('aws_sqs_queue.a');
    const idle: Target = {
      ...aws,
      terraform: async (...call) =>
        (await aws.terraform(...call)) || 'No changes. Your infrastructure matches the configuration.',
    };
    expect(await planStep(idle, app)).toEqual([]);
    expect(await applyStep(idle, app)).toEqual([]);
    expect(commands.map((command) => command.split(' ')[0])).toEqual(['init', 'plan', 'init', 'plan']);
  });

  it('applies what was reviewed, and what it was not given a review for', async () => {
    for (const review of [{ 'app-secondary': ['create aws_sqs_queue.a'] }, undefined]) {
      const { commands, target: aws } = target('aws_sqs_queue.a');
      await applyStep(aws, app, review);
      expect(commands.at(-1)).toMatch(/^apply /);
    }
  });

  it('applies nothing when the review lacks a line, or the step', async () => {
    for (const review of [{ 'app-secondary': ['create aws_sqs_queue.a'] }, { 'app-primary': [] }, {}]) {
      const { commands, target: aws } = target('aws_sqs_queue.a', 'aws_sqs_queue.b');
      await expect(applyStep(aws, app, review)).rejects.toThrow(UnreviewedChangesError);
      expect(commands.some((command) => command.startsWith('apply'))).toBe(false);
    }
  });
});
