import { blocks, text } from '../../plan.ts';
import type { Requirement } from './requirement.ts';

const isEdge = (values: Parameters<NonNullable<Requirement['where']>>[0]) =>
  blocks(values, 'ordered_cache_behavior').length > 0;

/** AWS's own, by the ids in the CloudFront Developer Guide, "Use managed cache policies" and "Use managed origin request policies". */
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const allViewerExceptHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** What CloudFront does before the doors and the dashboard. */
export const edgeRequirements: readonly Requirement[] = [
  { type: 'aws_cloudfront_distribution', at: 'enabled', is: true, or: 'nobody reaches the product' },
  {
    type: 'aws_cloudfront_distribution',
    at: 'is_ipv6_enabled',
    is: true,
    or: 'the AAAA records lead nowhere',
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'origin.custom_header',
    is: /^\[?\{"name":"x-origin-token","value":".{32,}"\}\]?$/,
    or: 'the origins’ firewalls refuse everything that comes through the edge',
    where: isEdge,
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'default_cache_behavior.cache_policy_id',
    is: cachingDisabled,
    or: 'CloudFront gives one tenant’s response to another',
    where: isEdge,
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'ordered_cache_behavior.cache_policy_id',
    is: cachingDisabled,
    or: 'CloudFront gives one person’s GraphQL response to another',
    where: isEdge,
  },
  ...['default_cache_behavior', 'ordered_cache_behavior'].flatMap((behavior): Requirement[] => [
    {
      type: 'aws_cloudfront_distribution',
      at: `${behavior}.origin_request_policy_id`,
      is: allViewerExceptHost,
      or: 'the origin sees neither token nor key, or the wrong host',
      where: isEdge,
    },
    {
      type: 'aws_cloudfront_distribution',
      at: `${behavior}.allowed_methods`,
      is: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
      or: 'CloudFront refuses methods that the contract has',
      where: isEdge,
    },
    {
      type: 'aws_cloudfront_distribution',
      at: `${behavior}.response_headers_policy_id`,
      is: /^[\w-]{8,}$/,
      or: 'responses lack transport security and may be sniffed',
      where: (values) => blocks(values, behavior).length > 0,
    },
  ]),
  ...['default_cache_behavior', 'ordered_cache_behavior'].map((behavior): Requirement => ({
    type: 'aws_cloudfront_distribution',
    at: `${behavior}.compress`,
    is: true,
    or: 'lists cost callers several times the bytes',
    where: (values) => blocks(values, behavior).length > 0,
  })),
  ...['default_cache_behavior', 'ordered_cache_behavior'].map((behavior): Requirement => ({
    type: 'aws_cloudfront_distribution',
    at: `${behavior}.cached_methods`,
    is: ['GET', 'HEAD'],
    or: 'CloudFront refuses the behavior',
    where: (values) => blocks(values, behavior).length > 0,
  })),
  {
    type: 'aws_cloudfront_distribution',
    at: 'origin.custom_origin_config.origin_keepalive_timeout',
    is: 60,
    or: 'the edge opens a connection to the origin for nearly every call',
    where: isEdge,
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'custom_error_response.error_caching_min_ttl',
    is: /^\d{1,2}$/,
    or: 'a fault of seconds is shown for minutes',
    where: (values) => !isEdge(values),
  },
  ...[
    ['signing_behavior', 'always'],
    ['signing_protocol', 'sigv4'],
    ['origin_access_control_origin_type', 's3'],
  ].map(([at = '', is = '']): Requirement => ({
    type: 'aws_cloudfront_origin_access_control',
    at,
    is,
    or: 'the private bucket refuses the edge, and there is no dashboard',
  })),
  {
    type: 'aws_cloudfront_distribution',
    at: 'origin.origin_access_control_id',
    is: /^[A-Z0-9]{8,}$/,
    or: 'the private bucket refuses the edge, and there is no dashboard',
    where: (values) => !isEdge(values),
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'default_cache_behavior.target_origin_id',
    is: 'rest',
    or: 'REST calls go to another origin',
    where: isEdge,
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'ordered_cache_behavior.target_origin_id',
    is: /^graphql-[\w-]+$/,
    or: 'GraphQL calls go to another origin',
    where: isEdge,
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'ordered_cache_behavior.path_pattern',
    is: /^\/(graphql(\/\*)?|\.well-known\/[\w-]+)$/,
    or: 'GraphQL or its WebSocket goes to REST',
    where: isEdge,
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'origin.custom_origin_config.origin_read_timeout',
    is: 60,
    or: 'the edge gives up before the origin does',
    where: isEdge,
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'viewer_certificate.ssl_support_method',
    is: 'sni-only',
    or: 'a dedicated address costs $600 a month',
  },
  {
    type: 'aws_cloudfront_distribution',
    at: 'viewer_certificate.acm_certificate_arn',
    is: /^arn:aws:acm:us-east-1:/,
    or: 'viewers see a certificate that is not ours',
  },
  {
    type: 'aws_cloudfront_response_headers_policy',
    at: 'security_headers_config.strict_transport_security.override',
    is: true,
    or: 'an origin can take HSTS back',
  },
  {
    type: 'aws_cloudfront_response_headers_policy',
    at: 'security_headers_config.strict_transport_security.include_subdomains',
    is: true,
    or: 'HSTS leaves subdomains open',
  },
  {
    type: 'aws_cloudfront_response_headers_policy',
    at: 'security_headers_config.referrer_policy.override',
    is: true,
    or: 'an origin’s own policy tells other sites the addresses of pages',
    where: (values) =>
      blocks(values, 'security_headers_config').some(
        (config) => blocks(config, 'referrer_policy').length > 0,
      ),
  },
  {
    type: 'aws_cloudfront_response_headers_policy',
    at: 'security_headers_config.content_type_options.override',
    is: true,
    or: 'browsers sniff content types',
  },
  {
    type: 'aws_cloudwatch_log_delivery_source',
    at: 'log_type',
    is: 'ACCESS_LOGS',
    or: 'the edge has no access log',
  },
  {
    type: 'aws_cloudwatch_log_delivery_destination',
    at: 'output_format',
    is: 'plain',
    or: 'half of what the log costs is names of fields, the same in each line',
  },
  {
    type: 'aws_cloudwatch_log_delivery',
    at: 'field_delimiter',
    is: '\t',
    or: 'values cannot be told apart',
  },
  {
    type: 'aws_cloudwatch_log_delivery',
    at: 'record_fields',
    is: [
      ...['timestamp', 'c-ip', 'cs-method', 'cs(Host)', 'cs-uri-stem', 'sc-status', 'time-taken'],
      ...['x-edge-result-type', 'x-edge-request-id', 'cs(User-Agent)', 'ssl-protocol', 'cs-protocol-version'],
    ],
    or: 'a question about a call at the edge has no answer, or a token in a query is in the log',
  },
  {
    type: 'aws_cloudwatch_log_delivery',
    at: 'delivery_destination_arn',
    is: /^arn:aws:logs:/,
    or: 'the edge’s access log goes nowhere',
  },
  {
    type: 'aws_cloudfront_function',
    at: 'key_value_store_associations',
    is: /^\["arn:/,
    or: 'the edge never hears that a Region was left',
    where: (values) => text(values, 'code').includes('cf.kvs()'),
  },
];
