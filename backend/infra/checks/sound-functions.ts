/** Functions of the sound stack, each with its role, log and alias. */
import type { JsonValue } from './plan.ts';
import { account, key, policy } from './sound-entries.ts';
import type { Entry } from './sound-entries.ts';

export const sqsOf = (region: string) => (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;

const group = (region: string, name: string) =>
  `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/northwind-prod-${name}`;

interface FunctionParts {
  readonly environment?: Readonly<Record<string, string>>;
  /** Statements of its role besides log, traces and key. */
  readonly statements: readonly JsonValue[];
}

const functionPolicy = (region: string, name: string, own: readonly JsonValue[]): string =>
  policy(
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${group(region, name)}:*`,
    },
    { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key(region) },
    ...own,
  );

export const lambda = (region: string, name: string, parts: FunctionParts): readonly Entry[] => [
  [
    'aws_lambda_function',
    name,
    {
      function_name: `northwind-prod-${name}`,
      architectures: ['arm64'],
      runtime: 'nodejs24.x',
      memory_size: 1024,
      timeout: 10,
      role: role(region, name),
      environment: [{ variables: parts.environment ?? {} }],
      tracing_config: [{ mode: 'Active' }],
      logging_config: [{ log_format: 'JSON', log_group: `/aws/lambda/northwind-prod-${name}` }],
    },
  ],
  ['aws_lambda_alias', name, { function_name: `northwind-prod-${name}`, name: 'live' }],
  ['aws_codedeploy_deployment_group', name, { deployment_group_name: `northwind-prod-${name}` }],
  [
    'aws_cloudwatch_log_group',
    name,
    { name: `/aws/lambda/northwind-prod-${name}`, arn: group(region, name), retention_in_days: 30 },
  ],
  ['aws_iam_role', name, { arn: role(region, name), assume_role_policy: trust }],
  [
    'aws_iam_role_policy',
    name,
    { role: `northwind-prod-${name}-${region}`, policy: functionPolicy(region, name, parts.statements) },
  ],
];

const role = (region: string, name: string) =>
  `arn:aws:iam::${account}:role/northwind-prod-${name}-${region}`;

const trust = policy({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: 'lambda.amazonaws.com' },
});
