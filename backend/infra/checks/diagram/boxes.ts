/** Boxes: what there is, with what it holds. */
import { blocks, isObject, ofType, text, texts } from '../plan.ts';
import type { Plan, PlannedResource } from '../plan.ts';
import { plural, statementsOf } from './shared.ts';
import type { Box, Shorten } from './shared.ts';

export const actors: readonly Box[] = [
  {
    id: 'partner',
    kind: 'actor',
    title: 'Partner’s server',
    lines: ['client credentials', '@northwind/sdk'],
  },
  { id: 'courier', kind: 'actor', title: 'Courier’s phone', lines: ['SRP, TOTP', 'GraphQL'] },
  { id: 'manager', kind: 'actor', title: 'Manager’s browser', lines: ['authorization code', 'live view'] },
  { id: 'locker', kind: 'actor', title: 'Locker', lines: ['own certificate', 'MQTT'] },
];

export function edgeBoxes(edge: Plan): readonly Box[] {
  const [acl] = ofType(edge, 'aws_wafv2_web_acl');
  const distributions = ofType(edge, 'aws_cloudfront_distribution').map(({ name, values }): Box => ({
    id: name === 'edge' ? 'edge api' : 'edge dashboard',
    kind: 'edge',
    title: 'CloudFront',
    lines: [
      ...texts(values['aliases']),
      `${text(blocks(values, 'viewer_certificate')[0] ?? {}, 'minimum_protocol_version')}, ${text(values, 'http_version') === 'http2and3' ? 'HTTP/3' : 'HTTP/2'}`,
    ],
  }));
  const waf: Box = {
    id: 'waf',
    kind: 'edge',
    title: 'WAF',
    lines: [plural(blocks(acl?.values ?? {}, 'rule').length, 'rule'), '1,000 a minute and address'],
  };
  const zone: Box = {
    id: 'dns',
    kind: 'edge',
    title: 'Route 53',
    lines: [
      text(ofType(edge, 'aws_route53_zone')[0]?.values ?? {}, 'name'),
      plural(ofType(edge, 'aws_route53_health_check').length, 'deep health check'),
    ],
  };
  return [zone, waf, ...distributions.sort((one, other) => (one.id < other.id ? -1 : 1))];
}

export function identityBoxes(identity: Plan): readonly Box[] {
  const clients = ofType(identity, 'aws_cognito_user_pool_client');
  const scopes = ofType(identity, 'aws_cognito_resource_server').flatMap(({ values }) =>
    Array.isArray(values['scope']) ? values['scope'].filter(isObject) : [],
  );
  return [
    {
      id: 'user pool',
      kind: 'identity',
      title: 'Cognito user pool',
      lines: [
        `${plural(ofType(identity, 'aws_cognito_user_group').length, 'group')}, ${plural(scopes.length, 'scope')}`,
        `${plural(clients.filter(({ values }) => values['generate_secret'] === true).length, 'partner')}, 2 apps`,
        'threat protection, TOTP',
      ],
    },
  ];
}

export function doorBoxes(app: Plan): readonly Box[] {
  const resolvers = ofType(app, 'aws_appsync_resolver');
  const of = (type: string) => resolvers.filter(({ values }) => text(values, 'type') === type).length;
  const topic =
    /FROM '([^']+)'/.exec(text(ofType(app, 'aws_iot_topic_rule')[0]?.values ?? {}, 'sql'))?.[1] ?? '';
  return [
    {
      id: 'rest',
      kind: 'door',
      title: 'API Gateway',
      lines: [
        plural(ofType(app, 'aws_api_gateway_method_settings').length, 'operation'),
        plural(ofType(app, 'aws_api_gateway_usage_plan').length, 'usage plan'),
        'WAF: edge only',
      ],
    },
    {
      id: 'graphql',
      kind: 'door',
      title: 'AppSync',
      lines: [
        `${plural(of('Query'), 'query', 'queries')}, ${plural(of('Mutation'), 'mutation')}`,
        plural(of('Subscription'), 'subscription'),
        'APPSYNC_JS on the table',
      ],
    },
    { id: 'iot', kind: 'door', title: 'IoT Core', lines: [topic] },
  ];
}

/** Of a role's statements, which services it reaches. */
function reach(app: Plan, functionName: string): readonly string[] {
  const actions = statementsOf(app, functionName).flatMap((statement) => statement.actions);
  const items = actions.filter(
    (action) => action.startsWith('dynamodb:') && !/Stream|Records|Shard/.test(action),
  );
  const writes = items.some((action) => /Put|Update|Delete/.test(action));
  return [
    ...(items.length === 0 ? [] : [writes ? 'table' : 'table (read)']),
    ...(actions.some((action) => action.startsWith('s3:')) ? ['bucket'] : []),
    ...(actions.includes('sns:Publish') ? ['topic'] : []),
    ...(actions.some((action) => action.startsWith('cognito-idp:')) ? ['accounts'] : []),
    ...(actions.includes('iot:Publish') ? ['commands'] : []),
    ...(actions.includes('appsync:GraphQL') ? ['publishes'] : []),
  ];
}

export function functionBoxes(app: Plan, short: Shorten): readonly Box[] {
  return ofType(app, 'aws_lambda_function')
    .map(({ values }): Box => {
      const name = text(values, 'function_name');
      return {
        id: `function ${short(name)}`,
        kind: 'function',
        title: short(name),
        lines: [`${String(values['memory_size'])} MB · ${reach(app, name).join(' · ') || 'no data'}`],
      };
    })
    .sort((one, other) => (one.title < other.title ? -1 : 1));
}

export function messageBoxes(app: Plan, short: Shorten): readonly Box[] {
  const queues = ofType(app, 'aws_sqs_queue').filter(({ values }) => text(values, 'redrive_policy') !== '');
  const bus = ofType(app, 'aws_cloudwatch_event_bus').map(({ values }): Box => ({
    id: 'bus',
    kind: 'message',
    title: 'EventBridge',
    lines: [text(values, 'name'), plural(ofType(app, 'aws_cloudwatch_event_rule').length, 'rule')],
  }));
  return [
    ...queues
      .map(({ values }): Box => ({
        id: `queue ${short(text(values, 'name'))}`,
        kind: 'message',
        title: short(text(values, 'name')),
        lines: [`SQS${values['fifo_queue'] === true ? ' FIFO' : ''}, dead letters after ${redrive(values)}`],
      }))
      .sort((one, other) => (one.title < other.title ? -1 : 1)),
    ...bus,
  ];
}

const redrive = (values: PlannedResource['values']): number =>
  (JSON.parse(text(values, 'redrive_policy')) as { maxReceiveCount: number }).maxReceiveCount;

export function dataBoxes(data: Plan, app: Plan, primary: string, short: Shorten): readonly Box[] {
  const tables = ofType(data, 'aws_dynamodb_table').map(({ values }): Box => ({
    id: 'table',
    kind: 'data',
    title: 'DynamoDB',
    lines: [
      text(values, 'name'),
      `${plural(blocks(values, 'global_secondary_index').length, 'index', 'indexes')}, TTL, stream`,
      'replica, 35 days back in time',
    ],
  }));
  const buckets = ofType(data, 'aws_s3_bucket')
    .filter(({ values }) => text(values, 'bucket').endsWith(primary))
    .map(({ values }): Box => ({
      id: `bucket ${text(values, 'bucket')}`,
      kind: 'storage',
      title: `S3 ${short(text(values, 'bucket')).replace(/-\d{12}-.*$/, '')}`,
      lines: ['private, KMS, replicated'],
    }))
    .filter(({ title }) => !title.includes('logs'));
  const topics = ofType(app, 'aws_sns_topic').map(({ values }): Box => ({
    id: `topic ${text(values, 'name')}`,
    kind: 'message',
    title: `SNS ${short(text(values, 'name'))}`,
    lines: ['KMS'],
  }));
  return [...tables, ...buckets.sort((one, other) => (one.title < other.title ? -1 : 1)), ...topics];
}

export function operationsBox(operations: Plan): Box {
  const composites = ofType(operations, 'aws_cloudwatch_composite_alarm');
  return {
    id: 'operations',
    kind: 'watch',
    title: 'Operations',
    lines: [
      `${plural(ofType(operations, 'aws_cloudwatch_metric_alarm').length, 'symptom')} watched · ${plural(composites.filter(({ name }) => name === 'page').length, 'correlated page')} · burn rates of both doors`,
      `${plural(ofType(operations, 'aws_cloudwatch_dashboard').length, 'dashboard')} · ${plural(ofType(operations, 'aws_cloudwatch_query_definition').length, 'log query', 'log queries')} · synthetic canary · budget`,
    ],
  };
}

export function governanceBox(governance: Plan): Box {
  const policies = ofType(governance, 'aws_organizations_policy').map(({ values }) =>
    text(values, 'name').replace('northwind-', ''),
  );
  return {
    id: 'governance',
    kind: 'watch',
    title: 'Governance',
    lines: [
      policies.join(' · '),
      `${plural(ofType(governance, 'aws_config_organization_managed_rule').length, 'Config rule')} · organization trail`,
    ],
  };
}
