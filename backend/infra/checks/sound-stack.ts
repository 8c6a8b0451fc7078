/**
 * A stack that keeps every rule, as small as one can be: one operation, one field, two functions, one queue, one bucket, one partner. The
 * rules are tested on it without Terraform; `infra:check` holds the planned stacks to the same rules.
 */
import { apiKeyHash } from '../../src/domain/api-key.ts';
import type { JsonValue, Plan } from './plan.ts';
import type { Spoiled } from './rule.ts';
import { app, indexAccess, tableAccess } from './sound-app.ts';
import { account, key, originToken, partner, plan, policy, rateOfOpenPath } from './sound-entries.ts';
import { failoverAtTheEdge, regions } from './sound-failover.ts';

const rule = (name: string, priority: number, scope: readonly JsonValue[] = []): JsonValue => ({
  name,
  priority,
  statement: [{ managed_rule_group_statement: [{ name, scope_down_statement: scope }] }],
});

const withoutToken: readonly JsonValue[] = [
  {
    not_statement: [
      {
        statement: [
          {
            size_constraint_statement: [
              {
                comparison_operator: 'GT',
                size: 0,
                field_to_match: [{ single_header: [{ name: 'authorization' }] }],
              },
            ],
          },
        ],
      },
    ],
  },
];

const discovery = {
  name: 'Discovery',
  priority: 70,
  action: [{ allow: [{}] }],
  statement: [
    {
      byte_match_statement: [
        {
          positional_constraint: 'EXACTLY',
          search_string: '/.well-known/graphql',
          field_to_match: [{ uri_path: [{}] }],
        },
      ],
    },
  ],
};

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
          'AWSManagedRulesSQLiRuleSet',
        ].map((name, index) => rule(name, 10 + index)),
        discovery,
        rule('AWSManagedRulesBotControlRuleSet', 90, withoutToken),
        {
          name: 'RatePerAddress',
          statement: [
            {
              rate_based_statement: [
                {
                  aggregate_key_type: 'IP',
                  limit: 1000,
                  evaluation_window_sec: 60,
                  scope_down_statement: [{ not_statement: [{}] }],
                },
              ],
            },
          ],
        },
        {
          name: 'RatePerKey',
          statement: [
            {
              rate_based_statement: [
                {
                  aggregate_key_type: 'CUSTOM_KEYS',
                  custom_key: [{ header: [{ name: 'x-api-key' }] }],
                  limit: 9000,
                },
              ],
            },
          ],
        },
        rateOfOpenPath(49),
        {
          name: 'RatePerAddressWithKey',
          statement: [{ rate_based_statement: [{ aggregate_key_type: 'IP', limit: 18000 }] }],
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
      ordered_cache_behavior: ['/.well-known/graphql', '/graphql', '/graphql/*'].map((path_pattern) => ({
        path_pattern,
        viewer_protocol_policy: 'https-only',
        function_association: [{ event_type: 'viewer-request', function_arn: 'graphql' }],
      })),
      origin: regions.map((region) => ({
        origin_id: `graphql-${region}`,
        domain_name: `graphql.${region}.example.com`,
        custom_header: [{ name: 'x-origin-token', value: originToken }],
        custom_origin_config: [{ origin_protocol_policy: 'https-only', origin_ssl_protocols: ['TLSv1.2'] }],
      })),
    },
  ],
  ['aws_route53_health_check', 'rest', { type: 'HTTPS' }],
  ...failoverAtTheEdge,
);

const identity = plan(
  [
    'aws_cognito_user_pool',
    'main',
    {
      arn: 'pool',
      deletion_protection: 'ACTIVE',
      lambda_config: [
        {
          pre_token_generation_config: [
            { lambda_arn: `arn:aws:lambda:x:${account}:function:northwind-prod-pre-token-generation:live` },
          ],
        },
      ],
    },
  ],
  [
    'aws_wafv2_web_acl',
    'sign_in',
    {
      arn: 'sign-in-acl',
      scope: 'REGIONAL',
      default_action: [{ allow: [{}], block: [] }],
      rule: [
        rule('AWSManagedRulesAmazonIpReputationList', 10),
        {
          name: 'RatePerAddress',
          action: [{ block: [{}] }],
          statement: [
            { rate_based_statement: [{ aggregate_key_type: 'IP', limit: 1000, scope_down_statement: [] }] },
          ],
        },
      ],
    },
  ],
  ['aws_wafv2_web_acl_association', 'user_pool', { resource_arn: 'pool', web_acl_arn: 'sign-in-acl' }],
  [
    'aws_lambda_permission',
    'user_pool',
    {
      principal: 'cognito-idp.amazonaws.com',
      action: 'lambda:InvokeFunction',
      function_name: 'northwind-prod-pre-token-generation',
      qualifier: 'live',
      source_arn: 'pool',
    },
  ],
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
    'aws_secretsmanager_secret_version',
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
      policy: policy(
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Effect: 'Allow',
          Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
          Action: [
            'kms:Decrypt',
            'kms:DescribeKey',
            'kms:GenerateDataKey',
            'kms:ReEncryptFrom',
            'kms:ReEncryptTo',
          ],
          Resource: '*',
          Condition: { StringEquals: { 'aws:SourceAccount': account } },
        },
      ),
    },
  ],
  [
    'aws_dynamodb_table',
    'main',
    {
      billing_mode: 'PAY_PER_REQUEST',
      stream_enabled: true,
      deletion_protection_enabled: true,
      warm_throughput: [{ read_units_per_second: 12_000, write_units_per_second: 10_000 }],
      global_secondary_index: [
        {
          name: 'gsi1',
          projection_type: 'ALL',
          warm_throughput: [{ read_units_per_second: 12_000, write_units_per_second: 10_000 }],
        },
      ],
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
        entity: { S: 'Client' },
        clientId: { S: 'client' },
        partnerId: { S: partner },
        groups: { L: [{ S: 'partner' }] },
        apiKeyHashes: { L: [{ S: apiKeyHash('key-value') }] },
      }),
    },
  ],
);

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
        graphqlDiscoveryPath: '/.well-known/graphql',
        scopes: { 'northwind/invoices.read': 'Read invoices' },
        scopesByGroup: { partner: ['northwind/invoices.read'] },
        idPatterns: { PartnerId: '^prt_[0-9A-HJKMNP-TV-Z]{26}$' },
        environments: {
          production: {
            url: 'https://api.example.com/v1',
            tokenUrl: 'https://auth.example.com/oauth2/token',
          },
        },
        operations: {
          getInvoice: {
            operationId: 'getInvoice',
            method: 'GET',
            path: '/invoices/{invoiceId}',
            function: 'invoices-api',
            scopes: ['northwind/invoices.read'],
            open: false,
            apiKey: 'required',
          },
        },
      },
      fields: {
        dataSources: [{ name: 'none', type: 'NONE' }],
        fields: [{ type: 'Query', field: 'me', kind: 'unit' }],
      },
      functions: {
        functions: {
          failover: {
            triggers: [{ kind: 'schedule' }],
            access: [
              { kind: 'edge-store', actions: ['cloudfront-keyvaluestore:PutKey'] },
              { kind: 'primary-health-check', actions: ['route53:UpdateHealthCheck'] },
            ],
          },
          'invoices-api': { triggers: [{ kind: 'api' }], access: [{ ...tableAccess }, { ...indexAccess }] },
          'export-worker': {
            triggers: [{ kind: 'queue' }],
            access: [{ ...tableAccess }, { ...indexAccess }],
          },
        },
        queues: { exports: {} },
        buckets: { exports: {} },
        traceSampling: { reservoirSize: 1, fixedRate: 0.01 },
      },
      table: {
        globalSecondaryIndexes: [{ name: 'gsi1', projection: 'ALL' }],
        warmThroughput: { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 10_000 },
      },
      rootFields: ['Query.me'],
    },
  };
}
