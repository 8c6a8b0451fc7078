/** What the diagram shows, read out of the plans: boxes with what they hold, and arrows with what they carry. */
import { blocks, isObject, ofType, statements, text, texts } from '../plan.ts';
import type { Plan, PlannedResource, PolicyStatement } from '../plan.ts';
import type { Stack } from '../rule.ts';

export type Kind =
  'actor' | 'edge' | 'identity' | 'door' | 'function' | 'message' | 'data' | 'storage' | 'watch';

export interface Box {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly says?: string;
  /** Goes against the reading direction. */
  readonly back?: boolean;
}

/** Boxes of one column, top to bottom. */
export interface Column {
  readonly title: string;
  readonly boxes: readonly Box[];
}

export interface Model {
  readonly environment: string;
  readonly primary: string;
  readonly secondary: string;
  readonly columns: readonly Column[];
  readonly arrows: readonly Arrow[];
  readonly below: readonly Box[];
  readonly standby: readonly string[];
}

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
const last = (arn: string): string => arn.split(/[:/]/).pop() ?? arn;

export function readModel(stack: Stack): Model {
  const regions = [...stack.keys()].flatMap((step) => (step.startsWith('app ') ? [step.slice(4)] : []));
  const [primary = '', secondary = ''] = regions;
  const plan = (step: string): Plan => {
    const applied = stack.get(step);
    if (applied === undefined) throw new Error(`The diagram needs the plan of ${step}.`);
    return applied.settled;
  };
  const [edge, identity, data, app, operations, governance] = [
    'network-edge',
    'identity',
    'data',
    `app ${primary}`,
    `operations ${primary}`,
    'governance',
  ].map(plan) as [Plan, Plan, Plan, Plan, Plan, Plan];
  const table = ofType(data, 'aws_dynamodb_table')[0];
  const prefix = text(table?.values ?? {}, 'name')
    .split('-')
    .slice(0, 2)
    .join('-');
  const short = (name: string): string => name.replace(`${prefix}-`, '').replace(/\.fifo$/, '');

  const functions = functionBoxes(app, short);
  const triggered = new Set(
    ofType(app, 'aws_lambda_event_source_mapping').map(
      ({ values }) => `function ${short(functionOf(text(values, 'function_name')))}`,
    ),
  );
  const arrows = [
    ...doorArrows(app, short),
    ...messageArrows(app, short),
    ...streamArrows(app, short),
    ...dataArrows(app, triggered, short),
  ];
  return {
    environment: prefix.split('-')[1] ?? '',
    primary,
    secondary,
    columns: [
      { title: '', boxes: actors },
      { title: 'Edge and identity', boxes: [...edgeBoxes(edge), ...identityBoxes(identity)] },
      { title: 'Doors', boxes: doorBoxes(app) },
      {
        title: 'Functions that answer',
        boxes: byCaller(
          functions.filter(({ id }) => !triggered.has(id)),
          arrows,
        ),
      },
      { title: 'Queues and bus', boxes: byFlow(messageBoxes(app, short), arrows) },
      { title: 'Functions that follow', boxes: functions.filter(({ id }) => triggered.has(id)) },
      { title: 'Data', boxes: dataBoxes(data, app, primary, short) },
    ],
    arrows: [...actorArrows, ...arrows].filter(unique),
    below: [operationsBox(operations), governanceBox(governance)],
    standby: [
      `The same ${plural(ofType(plan(`app ${secondary}`), 'aws_lambda_function').length, 'function')}, doors, queues and alarms`,
      'Table and buckets replicate both ways',
      `REST follows the health checks of ${plural(ofType(edge, 'aws_route53_health_check').length, 'door')}`,
      'GraphQL and sign-in stay with the primary until moved',
    ],
  };
}

/** The REST door's first, then AppSync's, then the user pool's: the order of the column before, so arrows cross less. */
function byCaller(functions: readonly Box[], arrows: readonly Arrow[]): readonly Box[] {
  const callers = ['rest', 'graphql', 'user pool'];
  const rank = ({ id }: Box) =>
    Math.min(...arrows.filter(({ to }) => to === id).map(({ from }) => callers.indexOf(from)));
  return [...functions].sort((one, other) => rank(one) - rank(other));
}

/** What functions fill, then what devices feed, the bus and what it feeds, then the queues for failures: as the doors are ordered. */
function byFlow(messages: readonly Box[], arrows: readonly Arrow[]): readonly Box[] {
  const rank = ({ id }: Box): number => {
    const feeds = arrows.filter(({ to }) => to === id).map(({ from }) => from);
    if (feeds.includes('iot')) return 1;
    if (id === 'bus') return 2;
    if (feeds.includes('bus')) return 3;
    return arrows.some(({ from }) => from === id) ? 0 : 4;
  };
  return [...messages].sort((one, other) => rank(one) - rank(other));
}

const functionOf = (arn: string): string => /:function:([^:]+)/.exec(arn)?.[1] ?? arn;
const unique = (arrow: Arrow, index: number, list: readonly Arrow[]): boolean =>
  list.findIndex(({ from, to }) => from === arrow.from && to === arrow.to) === index;

const actors: readonly Box[] = [
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

const actorArrows: readonly Arrow[] = [
  { from: 'partner', to: 'edge api' },
  { from: 'courier', to: 'edge api' },
  { from: 'manager', to: 'edge api' },
  { from: 'manager', to: 'edge dashboard' },
  { from: 'locker', to: 'iot' },
  { from: 'edge api', to: 'rest' },
  { from: 'edge api', to: 'graphql' },
];

function edgeBoxes(edge: Plan): readonly Box[] {
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

function identityBoxes(identity: Plan): readonly Box[] {
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

function doorBoxes(app: Plan): readonly Box[] {
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

function statementsOf(app: Plan, functionName: string): readonly PolicyStatement[] {
  const owner = ofType(app, 'aws_lambda_function').find(
    ({ values }) => text(values, 'function_name') === functionName,
  );
  const role = last(text(owner?.values ?? {}, 'role'));
  const policy = ofType(app, 'aws_iam_role_policy').find(({ values }) => text(values, 'role') === role);
  return statements(text(policy?.values ?? {}, 'policy'));
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
    ...(actions.includes('iot:Publish') ? ['commands'] : []),
    ...(actions.includes('appsync:GraphQL') ? ['publishes'] : []),
  ];
}

function functionBoxes(app: Plan, short: (name: string) => string): readonly Box[] {
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

function messageBoxes(app: Plan, short: (name: string) => string): readonly Box[] {
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

function dataBoxes(data: Plan, app: Plan, primary: string, short: (name: string) => string): readonly Box[] {
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

function doorArrows(app: Plan, short: (name: string) => string): readonly Arrow[] {
  const sources = { 'apigateway.amazonaws.com': 'rest', 'cognito-idp.amazonaws.com': 'user pool' } as Record<
    string,
    string
  >;
  return [
    ...ofType(app, 'aws_lambda_permission').flatMap(({ values }): Arrow[] => {
      const from = sources[text(values, 'principal')];
      return from === undefined ? [] : [{ from, to: `function ${short(text(values, 'function_name'))}` }];
    }),
    ...ofType(app, 'aws_appsync_datasource').flatMap(({ values }): Arrow[] =>
      blocks(values, 'lambda_config').map((config) => ({
        from: 'graphql',
        to: `function ${short(functionOf(text(config, 'function_arn')))}`,
      })),
    ),
  ];
}

function messageArrows(app: Plan, short: (name: string) => string): readonly Arrow[] {
  const queue = (arn: string) => `queue ${short(last(arn))}`;
  const sends = ofType(app, 'aws_lambda_function').flatMap(({ values }): Arrow[] => {
    const name = text(values, 'function_name');
    return statementsOf(app, name)
      .filter(({ actions, sid }) => actions.includes('sqs:SendMessage') && sid.startsWith('Access'))
      .flatMap(({ resources }) =>
        resources.map((arn) => ({ from: `function ${short(name)}`, to: queue(arn) })),
      );
  });
  return [
    ...sends,
    ...ofType(app, 'aws_lambda_event_source_mapping')
      .filter(({ values }) => text(values, 'event_source_arn').includes(':sqs:'))
      .map(({ values }) => ({
        from: queue(text(values, 'event_source_arn')),
        to: `function ${short(functionOf(text(values, 'function_name')))}`,
      })),
    ...ofType(app, 'aws_iot_topic_rule').flatMap(({ values }) =>
      blocks(values, 'sqs').map((target) => ({ from: 'iot', to: queue(text(target, 'queue_url')) })),
    ),
    ...ofType(app, 'aws_pipes_pipe').map(({ values }) => ({
      from: queue(text(values, 'source')),
      to: 'bus',
      says: 'pipe',
    })),
    ...ofType(app, 'aws_cloudwatch_event_target').map(({ values }) => ({
      from: 'bus',
      to: queue(text(values, 'arn')),
      says: 'rule',
    })),
  ];
}

function streamArrows(app: Plan, short: (name: string) => string): readonly Arrow[] {
  const readers = ofType(app, 'aws_lambda_event_source_mapping').filter(({ values }) =>
    text(values, 'event_source_arn').includes(':dynamodb:'),
  );
  return readers.map(({ values }) => ({
    from: 'table',
    to: `function ${short(functionOf(text(values, 'function_name')))}`,
    says: 'stream',
    back: true,
  }));
}

/** Of the functions beside the data; those that answer say it in their box, or the arrows would cover everything. */
function dataArrows(
  app: Plan,
  followers: ReadonlySet<string>,
  short: (name: string) => string,
): readonly Arrow[] {
  return ofType(app, 'aws_lambda_function').flatMap(({ values }): Arrow[] => {
    const name = text(values, 'function_name');
    const from = `function ${short(name)}`;
    if (!followers.has(from)) return [];
    const allowed = statementsOf(app, name);
    const to = allowed.flatMap(({ actions, resources }) => [
      ...(actions.some((action) => /^dynamodb:.*Item$/.test(action)) ? ['table'] : []),
      ...resources.flatMap((arn) =>
        arn.startsWith('arn:aws:s3:::') ? [`bucket ${arn.slice(13).split('/')[0]}`] : [],
      ),
      ...resources.flatMap((arn) => (arn.includes(':sns:') ? [`topic ${last(arn)}`] : [])),
    ]);
    const publishes = allowed.some(({ actions }) => actions.includes('appsync:GraphQL'));
    return [
      ...to.map((target) => ({ from, to: target })),
      ...(publishes ? [{ from, to: 'graphql', says: 'mutation', back: true }] : []),
    ];
  });
}

function operationsBox(operations: Plan): Box {
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

function governanceBox(governance: Plan): Box {
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
