/** The app layer of the sound stack, in one Region: one operation, one field, two functions, one queue. */
import type { JsonValue, Plan } from './plan.ts';
import {
  account,
  healthPath,
  key,
  originToken,
  partner,
  plan,
  policy,
  rateOfOpenPath,
} from './sound-entries.ts';
import type { Entry } from './sound-entries.ts';
import { failover } from './sound-failover.ts';
import { lambda, sqsOf } from './sound-functions.ts';

export const tableAccess = {
  kind: 'table',
  actions: ['dynamodb:GetItem'],
  on: 'table',
  leadingKeys: ['P#*'],
} as const;

export const indexAccess = {
  kind: 'table',
  actions: ['dynamodb:Query'],
  on: ['gsi1'],
  leadingKeys: ['P#*'],
} as const;

const onTable = (region: string): readonly JsonValue[] =>
  [tableAccess, indexAccess].map(({ actions, on, leadingKeys }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: `arn:aws:dynamodb:${region}:${account}:table/northwind-prod${on === 'table' ? '' : '/index/gsi1'}`,
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys } },
  }));

const gatewayDocument = JSON.stringify({
  paths: {
    '/invoices/{invoiceId}': {
      get: {
        security: [{ userPool: ['northwind/invoices.read'], apiKey: [] }],
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy',
          uri: `arn:aws:apigateway:x:lambda:path/2015-03-31/functions/arn:aws:lambda:x:${account}:function:northwind-prod-invoices-api:live/invocations`,
        },
      },
    },
  },
  components: {
    securitySchemes: { userPool: { 'x-amazon-apigateway-authtype': 'cognito_user_pools' }, apiKey: {} },
  },
});

const streamOf = (region: string) => `arn:aws:dynamodb:${region}:${account}:table/northwind-prod/stream/1`;

const bus = (region: string) => `arn:aws:events:${region}:${account}:event-bus/northwind-prod`;

const configuration: Plan['configuration'] = {
  root_module: {
    resources: [
      {
        address: 'aws_lambda_function.main',
        mode: 'managed',
        type: 'aws_lambda_function',
        depends_on: ['aws_iam_role_policy.main'],
      },
    ],
  },
};

const functions = (region: string): readonly Entry[] => {
  const sqs = sqsOf(region);
  return [
    ...lambda(region, 'invoices-api', { statements: onTable(region) }),
    ...lambda(region, 'export-worker', {
      environment: { FAILOVER_NAME: 'active.example.com' },
      statements: [
        {
          Effect: 'Allow',
          Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
          Resource: sqs('exports.fifo'),
        },
        {
          Effect: 'Allow',
          Action: [
            'dynamodb:DescribeStream',
            'dynamodb:GetRecords',
            'dynamodb:GetShardIterator',
            'dynamodb:ListStreams',
          ],
          Resource: streamOf(region),
        },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: sqs('exports-dlq.fifo') },
        ...onTable(region),
      ],
    }),
    ...failover(region),
  ];
};

const restDoor = (region: string): readonly Entry[] => [
  ['aws_api_gateway_rest_api', 'main', { body: gatewayDocument, disable_execute_api_endpoint: true }],
  ['aws_api_gateway_stage', 'main', { arn: 'stage', rest_api_id: 'api', stage_name: 'live' }],
  [
    'aws_cloudwatch_log_group',
    'execution',
    { name: 'API-Gateway-Execution-Logs_api/live', retention_in_days: 30 },
  ],
  ['aws_api_gateway_domain_name', 'main', { security_policy: 'TLS_1_2' }],
  ['aws_api_gateway_method_settings', 'getInvoice', { method_path: '~1invoices~1{invoiceId}/GET' }],
  [
    'aws_lambda_permission',
    'rest',
    {
      statement_id: 'RestApi',
      function_name: 'northwind-prod-invoices-api',
      qualifier: 'live',
      principal: 'apigateway.amazonaws.com',
      source_arn: `arn:aws:execute-api:${region}:${account}:api/*/*`,
    },
  ],
  [
    'aws_api_gateway_usage_plan',
    partner,
    {
      id: 'plan',
      name: `northwind-prod-${partner}`,
      throttle_settings: [{ rate_limit: 100 }],
      quota_settings: [{}],
      api_stages: [{}],
    },
  ],
  ['aws_api_gateway_api_key', partner, { id: 'key', name: `northwind-prod-${partner}`, value: 'key-value' }],
  ['aws_api_gateway_usage_plan_key', partner, { key_id: 'key', usage_plan_id: 'plan' }],
];

const sampling = (type: string, arn: string, priority: number): Entry => [
  'aws_xray_sampling_rule',
  arn,
  {
    service_type: type,
    resource_arn: arn,
    priority,
    reservoir_size: 1,
    fixed_rate: 0.01,
    service_name: '*',
    host: '*',
    http_method: '*',
    url_path: '*',
  },
];

const graphqlDoor = (): readonly Entry[] => [
  [
    'aws_appsync_graphql_api',
    'main',
    {
      arn: 'graphql',
      authentication_type: 'AMAZON_COGNITO_USER_POOLS',
      introspection_config: 'DISABLED',
      user_pool_config: [{ default_action: 'DENY' }],
      additional_authentication_provider: [{ authentication_type: 'AWS_IAM' }],
    },
  ],
  [
    'aws_appsync_resolver',
    'Query.me',
    { type: 'Query', field: 'me', kind: 'UNIT', code: 'export const request = () => ({});' },
  ],
  [
    'aws_wafv2_web_acl',
    'origin',
    {
      arn: 'origin-acl',
      scope: 'REGIONAL',
      default_action: [{ allow: [], block: [{}] }],
      rule: [
        rateOfOpenPath(65),
        { name: 'HealthCheck', priority: 70, statement: [healthPath] },
        {
          statement: [
            {
              byte_match_statement: [
                {
                  positional_constraint: 'EXACTLY',
                  search_string: originToken,
                  field_to_match: [{ single_header: [{ name: 'x-origin-token' }] }],
                  text_transformation: [{ type: 'NONE' }],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
  ['aws_wafv2_web_acl_association', 'stage', { resource_arn: 'stage', web_acl_arn: 'origin-acl' }],
  ['aws_wafv2_web_acl_association', 'graphql', { resource_arn: 'graphql', web_acl_arn: 'origin-acl' }],
  sampling('AWS::ApiGateway::Stage', 'stage', 100),
  sampling('AWS::AppSync::GraphQLAPI', 'graphql', 101),
];

const queues = (region: string): readonly Entry[] => {
  const sqs = sqsOf(region);
  return [
    [
      'aws_sqs_queue',
      'exports',
      {
        arn: sqs('exports.fifo'),
        name: 'northwind-prod-exports.fifo',
        fifo_queue: true,
        visibility_timeout_seconds: 60,
        kms_master_key_id: key(region),
        redrive_policy: JSON.stringify({ deadLetterTargetArn: sqs('exports-dlq.fifo'), maxReceiveCount: 3 }),
      },
    ],
    [
      'aws_sqs_queue',
      'dead',
      {
        arn: sqs('exports-dlq.fifo'),
        name: 'northwind-prod-exports-dlq.fifo',
        fifo_queue: true,
        kms_master_key_id: key(region),
        redrive_policy: '',
      },
    ],
    [
      'aws_sqs_queue_policy',
      'exports',
      { policy: policy({ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: {} }) },
    ],
    [
      'aws_lambda_event_source_mapping',
      'exports',
      {
        function_name: `arn:aws:lambda:${region}:${account}:function:northwind-prod-export-worker:live`,
        event_source_arn: sqs('exports.fifo'),
        function_response_types: ['ReportBatchItemFailures'],
      },
    ],
    [
      'aws_lambda_event_source_mapping',
      'stream',
      {
        function_name: `arn:aws:lambda:${region}:${account}:function:northwind-prod-export-worker:live`,
        event_source_arn: streamOf(region),
        function_response_types: ['ReportBatchItemFailures'],
        bisect_batch_on_function_error: true,
        destination_config: [{ on_failure: [{ destination_arn: sqs('exports-dlq.fifo') }] }],
      },
    ],
    [
      'aws_iam_role_policy',
      'deployment',
      {
        role: `northwind-prod-deployment-${region}`,
        policy: policy({
          Effect: 'Allow',
          Action: ['lambda:GetAlias', 'lambda:UpdateAlias'],
          Resource: ['invoices-api', 'export-worker', 'failover'].map(
            (name) => `arn:aws:lambda:${region}:${account}:function:northwind-prod-${name}`,
          ),
        }),
      },
    ],
    [
      'aws_cloudwatch_event_bus',
      'main',
      {
        arn: bus(region),
        kms_key_identifier: key(region),
        dead_letter_config: [{ arn: sqs('exports-dlq.fifo') }],
      },
    ],
    [
      'aws_sqs_queue_policy',
      'dead',
      {
        policy: policy(
          { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: {} },
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: sqs('exports-dlq.fifo'),
            Condition: { ArnEquals: { 'aws:SourceArn': bus(region) } },
          },
        ),
      },
    ],
  ];
};

const pageTopic = (region: string) => `arn:aws:sns:${region}:${account}:northwind-prod-page`;

const watch = (region: string): readonly Entry[] => [
  ['aws_sns_topic', 'status', { kms_master_key_id: key(region) }],
  [
    'aws_sns_topic_policy',
    'page',
    {
      policy: policy({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: [pageTopic(region), pageTopic(region).replace('-page', '-ticket')],
      }),
    },
  ],
  [
    'aws_cloudwatch_metric_alarm',
    'dead',
    {
      alarm_name: 'dead',
      namespace: 'AWS/SQS',
      metric_name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'northwind-prod-exports-dlq.fifo' },
      alarm_actions: [],
    },
  ],
  [
    'aws_cloudwatch_metric_alarm',
    'slow',
    {
      alarm_name: 'slow',
      namespace: 'AWS/ApiGateway',
      metric_name: 'Latency',
      dimensions: { ApiName: 'northwind-prod', Stage: 'live' },
      alarm_actions: [],
    },
  ],
  ['aws_cloudwatch_dashboard', 'rest', { dashboard_body: '{"widgets":[]}' }],
  [
    'aws_cloudwatch_composite_alarm',
    'page',
    {
      alarm_name: 'page',
      alarm_rule: 'ALARM("dead") AND ALARM("slow")',
      alarm_actions: [pageTopic(region)],
    },
  ],
];

/** What the app's layer plans for one Region. */
export const app = (region: string): Plan => {
  const planned = plan(
    ...functions(region),
    ...restDoor(region),
    ...graphqlDoor(),
    ...queues(region),
    ...watch(region),
  );
  return { ...planned, ...(configuration === undefined ? {} : { configuration }) };
};
