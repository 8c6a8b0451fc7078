/**
 * A stack that keeps every rule, as small as one can be: one operation, one field, two functions, one queue, one bucket, one partner. The
 * rules are tested on it without Terraform; `infra:check` holds the planned stacks to the same rules.
 */
import type { JsonValue, Plan, PlannedResource } from './plan.ts';
import type { Spoiled } from './rule.ts';

const account = '123456789012';
const partner = 'ptn_01J9A0B1C2D3E4F5G6H7J8K9M0';
const regions = ['eu-central-1', 'eu-west-1'] as const;
const key = (region: string) => `arn:aws:kms:${region}:${account}:key/1`;

type Entry = readonly [type: string, name: string, values: Readonly<Record<string, JsonValue>>];

const resource = ([type, name, values]: Entry): PlannedResource => ({
  address: `${type}.${name}`,
  mode: 'managed',
  type,
  name,
  values,
});

const plan = (...entries: readonly Entry[]): Plan => ({
  planned_values: { root_module: { resources: entries.map(resource) } },
  resource_changes: [],
});

const policy = (...statements: readonly JsonValue[]): string => JSON.stringify({ Statement: statements });

const rule = (name: string): JsonValue => ({
  name,
  statement: [{ managed_rule_group_statement: [{ name }] }],
});

const edge = plan(
  [
    'aws_wafv2_web_acl',
    'edge',
    {
      arn: 'edge-acl',
      scope: 'CLOUDFRONT',
      default_action: [{ allow: [{}], block: [] }],
      rule: [
        ...[
          'AWSManagedRulesAmazonIpReputationList',
          'AWSManagedRulesCommonRuleSet',
          'AWSManagedRulesKnownBadInputsRuleSet',
          'AWSManagedRulesBotControlRuleSet',
        ].map(rule),
        {
          name: 'RatePerAddress',
          statement: [
            { rate_based_statement: [{ aggregate_key_type: 'IP', limit: 1000, evaluation_window_sec: 60 }] },
          ],
        },
      ],
    },
  ],
  [
    'aws_cloudfront_distribution',
    'edge',
    {
      aliases: ['api.example.com'],
      web_acl_id: 'edge-acl',
      http_version: 'http2and3',
      viewer_certificate: [{ minimum_protocol_version: 'TLSv1.2_2021' }],
      default_cache_behavior: [{ viewer_protocol_policy: 'https-only' }],
      origin: [
        {
          custom_origin_config: [{ origin_protocol_policy: 'https-only', origin_ssl_protocols: ['TLSv1.2'] }],
        },
      ],
    },
  ],
  ['aws_route53_health_check', 'rest', { type: 'HTTPS' }],
);

const identity = plan(
  ['aws_cognito_user_pool', 'main', { deletion_protection: 'ACTIVE' }],
  ['aws_cognito_user_pool_domain', 'main', { domain: 'auth.example.com' }],
  [
    'aws_cognito_resource_server',
    'main',
    { identifier: 'northwind', scope: [{ scope_name: 'invoices.read' }] },
  ],
  ['aws_cognito_user_group', 'partner', { name: 'partner' }],
  [
    'aws_cognito_user_pool_client',
    'partner',
    {
      id: 'client',
      name: `northwind-prod-partner-${partner}`,
      allowed_oauth_flows: ['client_credentials'],
      generate_secret: true,
      enable_token_revocation: true,
    },
  ],
  [
    'aws_cognito_user_pool_client',
    'mobile',
    {
      name: 'northwind-prod-mobile',
      allowed_oauth_flows: ['code'],
      generate_secret: false,
      enable_token_revocation: true,
      refresh_token_rotation: [{ feature: 'ENABLED' }],
    },
  ],
  [
    'aws_secretsmanager_secret_rotation',
    'partner',
    {
      secret_id: `arn:aws:secretsmanager:eu-central-1:${account}:secret:northwind-prod/partners/${partner}-AbCdEf`,
    },
  ],
  ['aws_cognito_identity_pool', 'main', { allow_unauthenticated_identities: false }],
);

const bucket = 'northwind-prod-exports';

const data = plan(
  [
    'aws_kms_key',
    'data',
    {
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      policy: policy({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      }),
    },
  ],
  [
    'aws_dynamodb_table',
    'main',
    {
      billing_mode: 'PAY_PER_REQUEST',
      stream_enabled: true,
      deletion_protection_enabled: true,
      global_secondary_index: [{ name: 'gsi1' }],
      ttl: [{ enabled: true }],
      point_in_time_recovery: [{ enabled: true }],
      server_side_encryption: [{ kms_key_arn: key('eu-central-1') }],
      replica: [
        { kms_key_arn: key('eu-west-1'), point_in_time_recovery: true, deletion_protection_enabled: true },
      ],
    },
  ],
  ['aws_s3_bucket', 'exports', { bucket, force_destroy: false }],
  [
    'aws_s3_bucket_public_access_block',
    'exports',
    {
      bucket,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    },
  ],
  [
    'aws_s3_bucket_server_side_encryption_configuration',
    'exports',
    { bucket, rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms' }] }] },
  ],
  ['aws_s3_bucket_versioning', 'exports', { bucket, versioning_configuration: [{ status: 'Enabled' }] }],
  [
    'aws_s3_bucket_ownership_controls',
    'exports',
    { bucket, rule: [{ object_ownership: 'BucketOwnerEnforced' }] },
  ],
  [
    'aws_s3_bucket_policy',
    'exports',
    {
      bucket,
      policy: policy(
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: '*',
          Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
        },
      ),
    },
  ],
  ['aws_backup_vault', 'main', { region: 'eu-central-1' }],
  ['aws_backup_vault_lock_configuration', 'main', { region: 'eu-central-1' }],
  [
    'aws_iam_role_policy_attachment',
    'backup',
    { policy_arn: 'arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup' },
  ],
  [
    'aws_dynamodb_table_item',
    'client',
    {
      item: JSON.stringify({
        pk: { S: 'CLIENT#client' },
        sk: { S: 'CLIENT' },
        type: { S: 'Client' },
        clientId: { S: 'client' },
        partnerId: { S: partner },
        groups: { L: [{ S: 'partner' }] },
      }),
    },
  ],
);

const tableAccess = {
  kind: 'table',
  actions: ['dynamodb:GetItem'],
  on: 'table',
  leadingKeys: ['PARTNER#*'],
} as const;
const indexAccess = {
  kind: 'table',
  actions: ['dynamodb:Query'],
  on: ['gsi1'],
  leadingKeys: ['PARTNER#*'],
} as const;

const tablePolicy = (region: string): string =>
  policy(
    ...[tableAccess, indexAccess].map(({ actions, on, leadingKeys }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: `arn:aws:dynamodb:${region}:${account}:table/northwind-prod${on === 'table' ? '' : '/index/gsi1'}`,
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys } },
    })),
  );

const gatewayDocument = JSON.stringify({
  paths: {
    '/invoices': {
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

const lambda = (region: string, name: string): readonly Entry[] => [
  [
    'aws_lambda_function',
    name,
    {
      function_name: `northwind-prod-${name}`,
      architectures: ['arm64'],
      runtime: 'nodejs24.x',
      memory_size: 1024,
      tracing_config: [{ mode: 'Active' }],
      logging_config: [{ log_format: 'JSON' }],
    },
  ],
  ['aws_lambda_alias', name, { function_name: `northwind-prod-${name}`, name: 'live' }],
  ['aws_codedeploy_deployment_group', name, { deployment_group_name: `northwind-prod-${name}` }],
  ['aws_cloudwatch_log_group', name, { name: `/aws/lambda/northwind-prod-${name}`, retention_in_days: 30 }],
  ['aws_iam_role_policy', name, { role: `northwind-prod-${name}-${region}`, policy: tablePolicy(region) }],
];

const app = (region: string): Plan => {
  const sqs = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;
  return plan(
    ...lambda(region, 'invoices-api'),
    ...lambda(region, 'export-worker'),
    ['aws_api_gateway_rest_api', 'main', { body: gatewayDocument, disable_execute_api_endpoint: true }],
    ['aws_api_gateway_stage', 'main', { arn: 'stage' }],
    ['aws_api_gateway_domain_name', 'main', { security_policy: 'TLS_1_2' }],
    ['aws_api_gateway_method_settings', 'listInvoices', { method_path: 'invoices/GET' }],
    [
      'aws_lambda_permission',
      'listInvoices',
      {
        statement_id: 'listInvoices',
        function_name: 'northwind-prod-invoices-api',
        qualifier: 'live',
        principal: 'apigateway.amazonaws.com',
        source_arn: `arn:aws:execute-api:${region}:${account}:api/*/GET/invoices`,
      },
    ],
    [
      'aws_api_gateway_usage_plan',
      partner,
      {
        id: 'plan',
        name: `northwind-prod-${partner}`,
        throttle_settings: [{}],
        quota_settings: [{}],
        api_stages: [{}],
      },
    ],
    ['aws_api_gateway_api_key', partner, { id: 'key', name: `northwind-prod-${partner}` }],
    ['aws_api_gateway_usage_plan_key', partner, { key_id: 'key', usage_plan_id: 'plan' }],
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
      { arn: 'origin-acl', scope: 'REGIONAL', default_action: [{ allow: [], block: [{}] }], rule: [] },
    ],
    ['aws_wafv2_web_acl_association', 'stage', { resource_arn: 'stage', web_acl_arn: 'origin-acl' }],
    ['aws_wafv2_web_acl_association', 'graphql', { resource_arn: 'graphql', web_acl_arn: 'origin-acl' }],
    [
      'aws_sqs_queue',
      'exports',
      {
        arn: sqs('exports.fifo'),
        name: 'exports.fifo',
        fifo_queue: true,
        kms_master_key_id: key(region),
        redrive_policy: JSON.stringify({ deadLetterTargetArn: sqs('exports-dlq.fifo'), maxReceiveCount: 3 }),
      },
    ],
    [
      'aws_sqs_queue',
      'dead',
      {
        arn: sqs('exports-dlq.fifo'),
        name: 'exports-dlq.fifo',
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
    ['aws_sns_topic', 'status', { kms_master_key_id: key(region) }],
    [
      'aws_cloudwatch_metric_alarm',
      'dead',
      {
        alarm_name: 'dead',
        metric_name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: 'exports-dlq.fifo' },
        alarm_actions: [],
      },
    ],
    [
      'aws_cloudwatch_metric_alarm',
      'slow',
      { alarm_name: 'slow', metric_name: 'Latency', dimensions: {}, alarm_actions: [] },
    ],
    [
      'aws_cloudwatch_composite_alarm',
      'page',
      {
        alarm_name: 'page',
        alarm_rule: 'ALARM("dead") AND ALARM("slow")',
        alarm_actions: [`arn:aws:sns:${region}:${account}:northwind-prod-page`],
      },
    ],
  );
};

/** @returns a fresh one each time, so that a counterexample may spoil it */
export function soundStack(): Spoiled {
  const applied = (planned: Plan) => ({ first: structuredClone(planned), settled: structuredClone(planned) });
  return {
    environment: 'prod',
    stack: new Map([
      ['network-edge', applied(edge)],
      ['identity', applied(identity)],
      ['data', applied(data)],
      ...regions.map((region) => [`app ${region}`, applied(app(region))] as const),
    ]),
    sources: {
      manifest: {
        basePath: '/v1',
        scopes: { 'northwind/invoices.read': 'Read invoices' },
        scopesByGroup: { partner: ['northwind/invoices.read'] },
        environments: {
          production: {
            url: 'https://api.example.com/v1',
            tokenUrl: 'https://auth.example.com/oauth2/token',
          },
        },
        operations: {
          listInvoices: {
            operationId: 'listInvoices',
            method: 'GET',
            path: '/invoices',
            function: 'invoices-api',
            scopes: ['northwind/invoices.read'],
            open: false,
          },
        },
      },
      fields: {
        dataSources: [{ name: 'none', type: 'NONE' }],
        fields: [{ type: 'Query', field: 'me', kind: 'unit' }],
      },
      functions: {
        functions: {
          'invoices-api': { triggers: [{ kind: 'api' }], access: [{ ...tableAccess }, { ...indexAccess }] },
          'export-worker': {
            triggers: [{ kind: 'queue' }],
            access: [{ ...tableAccess }, { ...indexAccess }],
          },
        },
        queues: { exports: {} },
        buckets: { exports: {} },
      },
      table: { globalSecondaryIndexes: [{ name: 'gsi1' }] },
      rootFields: ['Query.me'],
    },
  };
}
