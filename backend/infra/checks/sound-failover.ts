/** What the sound stack has so that a lost Region is left by itself. */
import { account, key, policy } from './sound-entries.ts';
import type { Entry } from './sound-entries.ts';
import { lambda, sqsOf } from './sound-functions.ts';

/** The primary one first. */
export const regions = ['eu-central-1', 'eu-west-1'] as const;

const healthCheckId = 'check-1';
const edgeStore = `arn:aws:cloudfront::${account}:key-value-store/1`;

/** A function of the edge that leads to who answers GraphQL, and says who it is. */
const graphqlCode = `import cf from 'cloudfront';
const hosts = {"eu-central-1":"graphql.eu-central-1.example.com","eu-west-1":"graphql.eu-west-1.example.com"};
async function activeRegion() {
  try {
    const region = await cf.kvs().get('graphql');
    if (typeof hosts[region] === 'string') return region;
  } catch (error) {
    console.log(error);
  }
  return 'eu-central-1';
}
async function handler({ request }) {
  const region = await activeRegion();
  if (request.uri !== '/.well-known/graphql') {
    cf.selectRequestOriginById('graphql-' + region);
    return request;
  }
  return {
    statusCode: 200,
    headers: {
      'content-type': { value: 'application/json' },
      'cache-control': { value: 'no-store' },
      'access-control-allow-origin': { value: '*' },
    },
    body: JSON.stringify({ host: hosts[region], refreshSeconds: 15 }),
  };
}`;

/** A record of a name that moves with the health of the first Region. */
const movingName = (region: string, type: 'CNAME' | 'TXT', name: string): Entry => {
  const isPrimary = region === regions[0];
  return [
    'aws_route53_record',
    `${name}-${region}`,
    {
      name: `${name}.example.com`,
      type,
      ttl: 5,
      set_identifier: region,
      records: [type === 'TXT' ? region : `rest.${region}.example.com`],
      health_check_id: isPrimary ? healthCheckId : null,
      failover_routing_policy: [{ type: isPrimary ? 'PRIMARY' : 'SECONDARY' }],
    },
  ];
};

export const failoverAtTheEdge: readonly Entry[] = [
  ['aws_cloudfront_key_value_store', 'edge', { arn: edgeStore, name: 'northwind-prod-edge' }],
  ['aws_cloudfrontkeyvaluestore_key', 'graphql', { key_value_store_arn: edgeStore, key: 'graphql' }],
  [
    'aws_cloudfront_function',
    'graphql',
    { arn: 'graphql', publish: true, key_value_store_associations: [edgeStore], code: graphqlCode },
  ],
  ...regions.flatMap((region) => [movingName(region, 'CNAME', 'rest'), movingName(region, 'TXT', 'active')]),
];

/** The function that looks, in one Region. */
export const failover = (region: string): readonly Entry[] => {
  const arn = `arn:aws:lambda:${region}:${account}:function:northwind-prod-failover:live`;
  const deadLetters = sqsOf(region)('exports-dlq.fifo');
  return [
    ...lambda(region, 'failover', {
      environment: {
        FAILOVER_NAME: 'active.example.com',
        PRIMARY_REGION: 'eu-central-1',
        PRIMARY_HEALTH_CHECK_ID: healthCheckId,
        EDGE_STORE_ARN: edgeStore,
        EDGE_STORE_KEY: 'graphql',
      },
      statements: [
        { Effect: 'Allow', Action: 'cloudfront-keyvaluestore:PutKey', Resource: edgeStore },
        {
          Effect: 'Allow',
          Action: 'route53:UpdateHealthCheck',
          Resource: `arn:aws:route53:::healthcheck/${healthCheckId}`,
        },
      ],
    }),
    [
      'aws_scheduler_schedule',
      'failover',
      {
        name: 'northwind-prod-failover',
        schedule_expression: 'rate(1 minute)',
        state: 'ENABLED',
        target: [
          {
            arn,
            role_arn: `arn:aws:iam::${account}:role/northwind-prod-failover-schedule-${region}`,
            dead_letter_config: [{ arn: deadLetters }],
          },
        ],
      },
    ],
    [
      'aws_iam_role',
      'scheduler',
      {
        arn: `arn:aws:iam::${account}:role/northwind-prod-failover-schedule-${region}`,
        assume_role_policy: policy({
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': account } },
        }),
      },
    ],
    [
      'aws_iam_role_policy',
      'scheduler',
      {
        role: `northwind-prod-failover-schedule-${region}`,
        policy: policy(
          { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn },
          { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: deadLetters },
          { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key(region) },
        ),
      },
    ],
    ...['Errors', 'Invocations'].map((metric): Entry => [
      'aws_cloudwatch_metric_alarm',
      `failover-${metric}`,
      {
        alarm_name: `failover-${metric}`,
        namespace: 'AWS/Lambda',
        metric_name: metric,
        dimensions: { FunctionName: 'northwind-prod-failover' },
        alarm_actions: [`arn:aws:sns:${region}:${account}:northwind-prod-ticket`],
      },
    ]),
  ];
};
