/** Quotas of AWS on what a plan makes, each with its page, and how each number is read from the plan. */
import { blocks, ofType, text, texts } from '../plan.ts';
import type { Plan, PlannedResource, Values } from '../plan.ts';

/** By how much everything has to be able to grow before somebody has to think of it. */
export const times = 10;

export interface Quota {
  readonly type: string;
  /** Of one resource, or of all of the type that a plan has. */
  readonly what: string;
  readonly most: number;
  /** The page of AWS that has it. */
  readonly page: string;
  readonly count: (resource: PlannedResource) => number;
  /**
   * What makes it grow. The plans of `growth.ts` have ten times the partners, functions and queues; what grows with anything else has to
   * leave room for ten times what is planned.
   */
  readonly grows?: 'fields' | 'operations';
}

const characters =
  (attribute: string) =>
  ({ values }: PlannedResource): number =>
    text(values, attribute).length;

/** Widgets of a dashboard, each with its metrics. */
const metricsOf = ({ values }: PlannedResource): readonly number[] => {
  const body = JSON.parse(text(values, 'dashboard_body') || '{}') as {
    widgets?: { properties?: { metrics?: unknown[] } }[];
  };
  return (body.widgets ?? []).map(({ properties }) => properties?.metrics?.length ?? 0);
};

/** A REST API has a resource for each path and for each beginning of one. */
function resourcesOf({ values }: PlannedResource): number {
  const { paths = {} } = JSON.parse(text(values, 'body') || '{}') as { paths?: object };
  const found = Object.keys(paths).flatMap((path) => {
    const segments = path.split('/').slice(1);
    return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
  });
  return new Set(found).size;
}

export const quotas: readonly Quota[] = [
  {
    type: 'aws_cloudwatch_composite_alarm',
    what: 'alarms in its rule',
    most: 100,
    page: 'CloudWatch API Reference, "PutCompositeAlarm"',
    count: ({ values }) => [...text(values, 'alarm_rule').matchAll(/ALARM\(/g)].length,
  },
  {
    type: 'aws_cloudwatch_composite_alarm',
    what: 'characters in its rule',
    most: 10_240,
    page: 'CloudWatch API Reference, "PutCompositeAlarm"',
    count: characters('alarm_rule'),
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
    type: 'aws_cloudwatch_dashboard',
    what: 'metrics in one widget',
    most: 500,
    page: 'CloudWatch User Guide, "CloudWatch service quotas"',
    count: (dashboard) => Math.max(0, ...metricsOf(dashboard)),
  },
  {
    type: 'aws_cloudwatch_dashboard',
    what: 'metrics',
    most: 2500,
    page: 'CloudWatch User Guide, "CloudWatch service quotas"',
    count: (dashboard) => metricsOf(dashboard).reduce((sum, count) => sum + count, 0),
  },
  {
    type: 'aws_cloudwatch_query_definition',
    what: 'log groups',
    most: 50,
    page: 'CloudWatch Logs User Guide, "CloudWatch Logs quotas"',
    count: ({ values }) => texts(values['log_group_names']).length,
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
    count: characters('policy'),
  },
  {
    type: 'aws_sns_topic_policy',
    what: 'characters of policy',
    most: 30_720,
    page: 'SNS API Reference, "SetTopicAttributes"',
    count: characters('policy'),
  },
  {
    type: 'aws_s3_bucket_policy',
    what: 'characters of policy',
    most: 20_480,
    page: 'S3 User Guide, "Bucket policies for Amazon S3"',
    count: characters('policy'),
  },
  {
    type: 'aws_kms_key',
    what: 'characters of policy',
    most: 32_768,
    page: 'KMS Developer Guide, "Resource quotas"',
    count: characters('policy'),
  },
  {
    // Of all lockers: it may name none of them.
    type: 'aws_iot_policy',
    what: 'characters of policy',
    most: 2048,
    page: 'AWS General Reference, "AWS IoT Core endpoints and quotas"',
    count: ({ values }) => text(values, 'policy').replaceAll(/\s/g, '').length,
  },
  {
    type: 'aws_api_gateway_rest_api',
    what: 'resources',
    most: 300,
    page: 'API Gateway Developer Guide, "Quotas for configuring and running a REST API in API Gateway"',
    count: resourcesOf,
    grows: 'operations',
  },
  {
    type: 'aws_appsync_graphql_api',
    what: 'bytes of schema',
    most: 1_048_576,
    page: 'AWS General Reference, "AWS AppSync endpoints and quotas"',
    count: characters('schema'),
    grows: 'fields',
  },
];

/** Quotas on how many of a type there are, in one Region of one account: all of them grow with the partners. */
export const counted: readonly { readonly type: string; readonly most: number; readonly page: string }[] = [
  {
    type: 'aws_api_gateway_usage_plan',
    most: 300,
    page: 'API Gateway Developer Guide, "Quotas for configuring and running a REST API in API Gateway"',
  },
  {
    type: 'aws_api_gateway_api_key',
    most: 10_000,
    page: 'API Gateway Developer Guide, "Quotas for configuring and running a REST API in API Gateway"',
  },
  {
    type: 'aws_cognito_user_pool_client',
    most: 1000,
    page: 'Cognito Developer Guide, "Quotas in Amazon Cognito"',
  },
];

/** Adds up a number over resources that share a name. */
export function sums(
  plan: Plan,
  type: string,
  nameOf: (values: Values) => string,
  sizeOf: (values: Values) => number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { values } of ofType(plan, type)) {
    const name = nameOf(values);
    found.set(name, (found.get(name) ?? 0) + sizeOf(values));
  }
  return found;
}
