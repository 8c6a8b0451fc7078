/** Quotas that grow with partners, operations, functions or queues and that nobody can have raised. */
import { blocks, ofType, resources, text } from '../plan.ts';
import type { Plan, PlannedResource } from '../plan.ts';
import type { Rule } from '../rule.ts';
import { change } from '../spoil.ts';

interface Limit {
  readonly type: string;
  readonly what: string;
  readonly most: number;
  /** The page of AWS that has it. */
  readonly page: string;
  readonly count: (resource: PlannedResource) => number;
}

const childAlarms = (rule: string): number => [...rule.matchAll(/ALARM\(/g)].length;

const limits: readonly Limit[] = [
  {
    type: 'aws_cloudwatch_composite_alarm',
    what: 'alarms in its rule',
    most: 100,
    page: 'CloudWatch API Reference, "PutCompositeAlarm"',
    count: ({ values }) => childAlarms(text(values, 'alarm_rule')),
  },
  {
    type: 'aws_cloudwatch_composite_alarm',
    what: 'characters in its rule',
    most: 10_240,
    page: 'CloudWatch API Reference, "PutCompositeAlarm"',
    count: ({ values }) => text(values, 'alarm_rule').length,
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    what: 'metrics',
    most: 10,
    page: 'CloudWatch User Guide, "Create a CloudWatch alarm based on a metric math expression"',
    count: ({ values }) =>
      blocks(values, 'metric_query').filter((query) => blocks(query, 'metric').length > 0).length,
  },
  {
    type: 'aws_lambda_function',
    what: 'bytes of environment',
    most: 4096,
    page: 'Lambda Developer Guide, "Lambda quotas"',
    count: ({ values }) => JSON.stringify(blocks(values, 'environment')[0]?.['variables'] ?? {}).length,
  },
  {
    type: 'aws_sqs_queue_policy',
    what: 'characters of policy',
    most: 8192,
    page: 'SQS Developer Guide, "Amazon SQS policy quotas"',
    count: ({ values }) => text(values, 'policy').length,
  },
  {
    type: 'aws_sns_topic_policy',
    what: 'characters of policy',
    most: 30_720,
    page: 'SNS API Reference, "SetTopicAttributes"',
    count: ({ values }) => text(values, 'policy').length,
  },
];

/** IAM counts the inline policies of a role together, and no white space (IAM User Guide, "IAM and AWS STS quotas"). */
function rolesOver(plan: Plan): readonly string[] {
  const sizes = new Map<string, number>();
  for (const { values } of ofType(plan, 'aws_iam_role_policy')) {
    const role = text(values, 'role');
    sizes.set(role, (sizes.get(role) ?? 0) + text(values, 'policy').replaceAll(/\s/g, '').length);
  }
  return [...sizes]
    .filter(([, size]) => size > 10_240)
    .map(([role, size]) => `The inline policies of ${role} have ${size} characters; AWS takes 10,240.`);
}

/** @returns one sentence for each quota that the plan exceeds */
export const overLimits = (plan: Plan): readonly string[] => [
  ...rolesOver(plan),
  ...resources(plan).flatMap((resource) =>
    limits
      .filter(({ type, count, most }) => type === resource.type && count(resource) > most)
      .map(
        ({ what, count, most, page }) =>
          `${resource.address} has ${count(resource)} ${what}; AWS takes ${most} (${page}).`,
      ),
  ),
];

export const limitsHold: Rule = {
  name: 'Nothing is larger than what AWS takes',
  check: (_environment, stack) =>
    [...stack].flatMap(([step, { settled }]) => overLimits(settled).map((problem) => `${step}: ${problem}`)),
  counterexamples: {
    'a role that names every partner’s secret': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) => (values['policy'] = `"${'x'.repeat(10_240)}"`)),
    'a page that names every function': (spoiled) =>
      change(
        spoiled,
        'aws_cloudwatch_composite_alarm',
        (values) => (values['alarm_rule'] = Array<string>(101).fill('ALARM("a")').join(' OR ')),
      ),
    'an alarm over every function': (spoiled) =>
      change(
        spoiled,
        'aws_cloudwatch_metric_alarm',
        (values) => (values['metric_query'] = Array<object>(11).fill({ metric: [{}] }) as never),
      ),
    'a function with a list in its environment': (spoiled) =>
      change(
        spoiled,
        'aws_lambda_function',
        (values) => (values['environment'] = [{ variables: { LIST: 'x'.repeat(4096) } }]),
      ),
  },
};
