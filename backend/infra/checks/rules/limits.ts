/** Quotas that grow with partners, operations, functions or queues and that nobody can have raised. */
import { ofType, resources, text } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { Rule } from '../rule.ts';
import { add, change } from '../spoil.ts';
import { counted, quotas, sums, times } from './quotas.ts';

/** IAM counts the inline policies of a role together, and no white space (IAM User Guide, "IAM and AWS STS quotas"). */
const rolesOver = (plan: Plan): readonly string[] =>
  [
    ...sums(
      plan,
      'aws_iam_role_policy',
      (values) => text(values, 'role'),
      (values) => text(values, 'policy').replaceAll(/\s/g, '').length,
    ),
  ]
    .filter(([, size]) => size > 10_240)
    .map(([role, size]) => `The inline policies of ${role} have ${size} characters; AWS takes 10,240.`);

/** What Lambda writes around the values of a permission: `Sid`, `Effect`, `Principal`, `Condition` and their braces. */
const statementFrame = 160;

/** A function's policy has a statement for each permission (Lambda Developer Guide, "Lambda quotas"). */
const functionPoliciesOver = (plan: Plan): readonly string[] =>
  [
    ...sums(
      plan,
      'aws_lambda_permission',
      (values) => text(values, 'function_name'),
      (values) => statementFrame + 2 * text(values, 'source_arn').length,
    ),
  ]
    .filter(([, size]) => size * times > 20_480)
    .map(
      ([name, size]) =>
        `The policy of ${name} has ${size} bytes, and ${times} times as many operations ${size * times}; AWS takes 20,480.`,
    );

/** @returns one sentence for each quota that the plan exceeds, or would with ten times of what is in it */
export const overLimits = (plan: Plan): readonly string[] => [
  ...rolesOver(plan),
  ...functionPoliciesOver(plan),
  ...counted
    .map((quota) => ({ ...quota, count: ofType(plan, quota.type).length }))
    .filter(({ count, most }) => count > most)
    .map(({ type, count, most, page }) => `There are ${count} of ${type}; AWS takes ${most} (${page}).`),
  ...resources(plan).flatMap((resource) =>
    quotas
      .filter(({ type }) => type === resource.type)
      .map((quota) => ({ ...quota, number: quota.count(resource) * (quota.grows === undefined ? 1 : times) }))
      .filter(({ number, most }) => number > most)
      .map(
        ({ what, number, most, page, grows }) =>
          `${resource.address} has ${number} ${what}${grows === undefined ? '' : ` with ${times} times the ${grows}`}; AWS takes ${most} (${page}).`,
      ),
  ),
];

export const limitsHold: Rule = {
  name: 'Nothing is larger than what AWS takes, nor with ten times the operations and fields',
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
    'a permission for each operation': (spoiled) =>
      Array.from({ length: 12 }, (_, index) =>
        add(spoiled, 'aws_lambda_permission', {
          function_name: 'invoices-api',
          statement_id: `operation${index}`,
          source_arn: `arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/*/GET/invoices/*/${index}`,
        }),
      ),
    'paths that leave no room': (spoiled) =>
      add(spoiled, 'aws_api_gateway_rest_api', {
        body: JSON.stringify({
          paths: Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`/path-${index}`, {}])),
        }),
      }),
    'a schema that leaves no room': (spoiled) =>
      add(spoiled, 'aws_appsync_graphql_api', { schema: '#'.repeat(110_000) }),
    'a query over every function': (spoiled) =>
      add(spoiled, 'aws_cloudwatch_query_definition', { log_group_names: Array<string>(51).fill('group') }),
    'a chart of every function': (spoiled) =>
      add(spoiled, 'aws_cloudwatch_dashboard', {
        dashboard_body: JSON.stringify({
          widgets: [{ properties: { metrics: Array<string>(501).fill('m') } }],
        }),
      }),
    'a dashboard of every function': (spoiled) =>
      add(spoiled, 'aws_cloudwatch_dashboard', {
        dashboard_body: JSON.stringify({
          widgets: Array<object>(6).fill({ properties: { metrics: Array<string>(420).fill('m') } }),
        }),
      }),
    'a policy that names every locker': (spoiled) =>
      add(spoiled, 'aws_iot_policy', { policy: 'x'.repeat(2049) }),
    'a usage plan for each of 301 partners': (spoiled) => {
      for (let index = 0; index <= 300; index += 1)
        add(spoiled, 'aws_api_gateway_usage_plan', { name: `plan-${index}` });
    },
  },
};
