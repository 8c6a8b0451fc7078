import { blocks, text } from '../../plan.ts';
import type { Requirement } from './requirement.ts';

/** What stands between the world and the functions. */
export const doorRequirements: readonly Requirement[] = [
  {
    type: 'aws_route53_record',
    at: 'health_check_id',
    is: /^[\w-]{8,}$/,
    or: 'REST’s name leads nowhere, or to a Region that is ill',
    where: (values) =>
      text(values, 'set_identifier') !== '' &&
      text(blocks(values, 'failover_routing_policy')[0] ?? {}, 'type') !== 'SECONDARY',
  },
  {
    type: 'aws_appsync_domain_name_api_association',
    at: 'api_id',
    is: /^\w{8,}$/,
    or: 'GraphQL’s own name leads to no API',
  },
  // ---- REST
  {
    type: 'aws_api_gateway_rest_api',
    at: 'fail_on_warnings',
    is: true,
    or: 'what API Gateway does not understand of the contract is ignored',
  },
  {
    type: 'aws_api_gateway_rest_api',
    at: 'put_rest_api_mode',
    is: 'overwrite',
    or: 'an operation that left the contract stays reachable',
  },
  {
    type: 'aws_api_gateway_rest_api',
    at: 'api_key_source',
    is: 'HEADER',
    or: 'a partner’s key is not read from its header, and no quota counts',
  },
  {
    type: 'aws_api_gateway_rest_api',
    at: 'endpoint_configuration.types',
    is: ['REGIONAL'],
    or: 'the other Region’s door cannot share the name',
  },
  {
    type: 'aws_api_gateway_stage',
    at: 'xray_tracing_enabled',
    is: true,
    or: 'traces begin behind the gateway, and its share of the time is unseen',
  },
  {
    type: 'aws_api_gateway_stage',
    at: 'access_log_settings.destination_arn',
    is: /^arn:aws:logs:/,
    or: 'nobody can say who called what',
  },
  {
    type: 'aws_api_gateway_stage',
    at: 'access_log_settings.format',
    is: /^(?!.*\$context\.(authorizer\.claims"|requestOverride|responseOverride)).*"requestId":"\$context\.requestId".*"status":"\$context\.status"/,
    or: 'a request cannot be found in the log',
  },
  {
    type: 'aws_api_gateway_stage',
    at: 'cache_cluster_enabled',
    is: /^(null|false)$/,
    or: 'the stage’s cache keeps errors and, without the caller in its key, other tenants’ responses',
  },
  {
    type: 'aws_api_gateway_rest_api',
    at: 'minimum_compression_size',
    is: /^1\d{3}$/,
    or: 'pages are sent in full, which is most of what the edge sends, or a few bytes are compressed to as many',
  },
  {
    type: 'aws_api_gateway_method_settings',
    at: 'settings.data_trace_enabled',
    is: false,
    or: 'bodies, with names, tokens and amounts, are in the log',
  },
  {
    type: 'aws_api_gateway_method_settings',
    at: 'settings.caching_enabled',
    is: /^(null|false)$/,
    or: 'one caller may get another’s response, and errors are kept',
  },
  {
    type: 'aws_api_gateway_method_settings',
    at: 'settings.metrics_enabled',
    is: false,
    or: 'each operation has five metrics to pay for that its function writes already',
  },
  {
    type: 'aws_api_gateway_method_settings',
    at: 'settings.logging_level',
    is: 'ERROR',
    or: 'a failing method leaves no line, or every call leaves many',
  },
  {
    type: 'aws_api_gateway_method_settings',
    at: 'settings.throttling_rate_limit',
    is: /^[1-9]\d{1,3}$/,
    or: 'one operation may use up the account’s 10,000 a second, or nobody may call it',
  },
  {
    type: 'aws_api_gateway_method_settings',
    at: 'settings.throttling_burst_limit',
    is: /^[1-9]\d{1,3}$/,
    or: 'one operation may use up the account’s burst, or nobody may call it',
  },
  {
    type: 'aws_api_gateway_domain_name',
    at: 'regional_certificate_arn',
    is: /^arn:aws:acm:/,
    or: 'the domain has no certificate of its Region',
  },
  {
    type: 'aws_api_gateway_base_path_mapping',
    at: 'base_path',
    is: /^v\d+$/,
    or: 'the contract’s paths are not found',
  },
  {
    type: 'aws_api_gateway_usage_plan_key',
    at: 'key_type',
    is: 'API_KEY',
    or: 'the key opens nothing',
  },
  {
    type: 'aws_api_gateway_usage_plan',
    at: 'quota_settings.period',
    is: 'DAY',
    or: 'a daily quota is counted over another time',
  },
  {
    type: 'aws_api_gateway_account',
    at: 'cloudwatch_role_arn',
    is: /^arn:aws:iam::/,
    or: 'API Gateway writes no log in this Region',
  },
  // ---- GraphQL
  {
    type: 'aws_appsync_graphql_api',
    at: 'user_pool_config.aws_region',
    is: /^[a-z]{2}(-[a-z]+)+-\d$/,
    or: 'the standby looks for the pool in its own Region, where there is none, and refuses everybody',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'xray_enabled',
    is: true,
    or: 'traces begin behind AppSync',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'log_config.exclude_verbose_content',
    is: true,
    or: 'arguments and results, with personal data, are in the log',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'log_config.field_log_level',
    is: 'ERROR',
    or: 'a failing field leaves no line, or every field leaves many',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'query_depth_limit',
    is: /^[1-9]\d?$/,
    or: 'one query may nest without end',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'resolver_count_limit',
    is: /^[1-9]\d{1,3}$/,
    or: 'one query may run resolvers without end',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'authentication_type',
    is: 'AMAZON_COGNITO_USER_POOLS',
    or: 'people cannot call, or others can',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'additional_authentication_provider.authentication_type',
    is: 'AWS_IAM',
    or: 'the system cannot publish events',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'enhanced_metrics_config.resolver_level_metrics_behavior',
    is: 'FULL_REQUEST_RESOLVER_METRICS',
    or: 'a slow field cannot be told from the others',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'enhanced_metrics_config.operation_level_metrics_config',
    is: 'DISABLED',
    or: 'whoever makes up names of operations makes up metrics to pay for',
  },
  {
    type: 'aws_appsync_graphql_api',
    at: 'enhanced_metrics_config.data_source_level_metrics_behavior',
    is: 'PER_DATA_SOURCE_METRICS',
    or: 'what is counted by field is paid for again by data source',
  },
  {
    type: 'aws_appsync_resolver',
    at: 'runtime.name',
    is: 'APPSYNC_JS',
    or: 'the code is read as a template',
  },
  {
    type: 'aws_appsync_function',
    at: 'runtime.name',
    is: 'APPSYNC_JS',
    or: 'the code is read as a template',
  },
  {
    type: 'aws_appsync_datasource',
    at: 'lambda_config.function_arn',
    is: /:live$/,
    or: 'GraphQL calls code that no deployment has released',
    where: (values) => text(values, 'type') === 'AWS_LAMBDA',
  },
  // ---- names
  {
    type: 'aws_route53_record',
    at: 'records',
    is: /^\["\S+/,
    or: 'the name leads nowhere',
    where: (values) => blocks(values, 'alias').length === 0,
  },
  {
    type: 'aws_route53_record',
    at: 'type',
    is: /^(A|AAAA|CAA|CNAME|NS|TXT)$/,
    or: 'Route 53 refuses the record',
  },
  {
    type: 'aws_route53_health_check',
    at: 'resource_path',
    is: /\?deep=true$/,
    or: 'a Region whose table is out of reach stays in service',
  },
  {
    type: 'aws_route53_health_check',
    at: 'request_interval',
    is: /^(10|30)$/,
    or: 'a Region that is down stays in service for long',
  },
  {
    type: 'aws_route53_health_check',
    at: 'failure_threshold',
    is: /^[2-3]$/,
    or: 'one lost packet moves production, or nothing does',
  },
  {
    type: 'aws_route53_health_check',
    at: 'enable_sni',
    is: true,
    or: 'the door refuses the health check, and its Region goes out of service',
  },
  {
    type: 'aws_route53_health_check',
    at: 'measure_latency',
    is: /^(null|false)$/,
    or: 'a graph is paid for at which nobody looks',
  },
  { type: 'aws_route53_health_check', at: 'port', is: 443, or: 'the health check asks where nobody answers' },
];
