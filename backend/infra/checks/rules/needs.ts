/** What one part of the stack must be allowed to do to hand over to the next: derived from the parts, not from the policies. */
import { blocks, isObject, ofType, text } from '../plan.ts';
import type { Plan, PlannedResource, Values } from '../plan.ts';
import type { Sources, Stack } from '../rule.ts';

export interface Need {
  /** Address of the part that acts. */
  readonly by: string;
  /** Name of the role in which it acts. */
  readonly role: string;
  readonly actions: readonly string[];
  readonly on: string;
  /** What does not happen without it. */
  readonly or: string;
}

const nameIn = (arn: string): string => arn.split('/').at(-1) ?? '';
const block = (values: Values, name: string): Values => blocks(values, name)[0] ?? {};

const sending = ['sqs:SendMessage'];
const receiving = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const readingStream = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];
const logging = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** `arn:aws:lambda:…:function:name:live` → name. */
const functionIn = (arn: string): string => arn.split(':')[6] ?? '';

function deviceNeeds(plan: Plan): readonly Need[] {
  const queues = new Map(
    ofType(plan, 'aws_sqs_queue').map(({ values }) => [text(values, 'url'), text(values, 'arn')]),
  );
  const handsOver = (address: string, action: Values, or: string): readonly Need[] =>
    blocks(action, 'sqs').map((sqs) => ({
      by: address,
      role: nameIn(text(sqs, 'role_arn')),
      actions: sending,
      on: queues.get(text(sqs, 'queue_url')) ?? text(sqs, 'queue_url'),
      or,
    }));
  return [
    ...ofType(plan, 'aws_iot_topic_rule').flatMap(({ address, values }) => [
      ...handsOver(address, values, 'device messages end at the broker'),
      ...handsOver(address, block(values, 'error_action'), 'what the rule cannot hand over is lost'),
    ]),
    ...ofType(plan, 'aws_pipes_pipe').flatMap(({ address, values }): readonly Need[] => {
      const role = nameIn(text(values, 'role_arn'));
      return [
        {
          by: address,
          role,
          actions: receiving,
          on: text(values, 'source'),
          or: 'messages stay in the queue, or are carried over again and again',
        },
        {
          by: address,
          role,
          actions: ['events:PutEvents'],
          on: text(values, 'target'),
          or: 'device messages never reach the bus',
        },
      ];
    }),
    ...ofType(plan, 'aws_iot_logging_options').map(({ address, values }): Need => {
      const [group] = ofType(plan, 'aws_cloudwatch_log_group').filter(
        (candidate) => text(candidate.values, 'name') === 'AWSIotLogsV2',
      );
      return {
        by: address,
        role: nameIn(text(values, 'role_arn')),
        actions: logging,
        on: `${text(group?.values ?? {}, 'arn')}:*`,
        or: 'what the broker refuses is in no log',
      };
    }),
  ];
}

function triggerNeeds(plan: Plan): readonly Need[] {
  const roles = rolesOfFunctions(plan);
  return ofType(plan, 'aws_lambda_event_source_mapping').flatMap(({ address, values }): readonly Need[] => {
    const role = roles.get(functionIn(text(values, 'function_name'))) ?? '';
    const source = text(values, 'event_source_arn');
    const destination = text(block(block(values, 'destination_config'), 'on_failure'), 'destination_arn');
    const reads: Need = {
      by: address,
      role,
      actions: source.includes(':sqs:') ? receiving : readingStream,
      on: source,
      or: 'the function is never called, or called again for what it has done',
    };
    if (destination === '') return [reads];
    return [reads, { by: address, role, actions: sending, on: destination, or: 'failed records are lost' }];
  });
}

function callNeeds(plan: Plan): readonly Need[] {
  return [
    ...ofType(plan, 'aws_scheduler_schedule').flatMap(({ address, values }): readonly Need[] => {
      const target = block(values, 'target');
      const role = nameIn(text(target, 'role_arn'));
      const deadLetters = text(block(target, 'dead_letter_config'), 'arn');
      return [
        {
          by: address,
          role,
          actions: ['lambda:InvokeFunction'],
          on: text(target, 'arn'),
          or: 'the schedule starts nothing',
        },
        { by: address, role, actions: sending, on: deadLetters, or: 'a missed run goes unseen' },
      ];
    }),
    ...ofType(plan, 'aws_appsync_datasource').flatMap(({ address, values }): readonly Need[] =>
      blocks(values, 'lambda_config').map((config) => ({
        by: address,
        role: nameIn(text(values, 'service_role_arn')),
        actions: ['lambda:InvokeFunction'],
        on: text(config, 'function_arn'),
        or: 'its fields answer with an error',
      })),
    ),
    ...ofType(plan, 'aws_appsync_graphql_api').flatMap(({ address, values }): readonly Need[] => {
      const [, , , region = '', account = ''] = text(values, 'arn').split(':');
      return blocks(values, 'log_config').map((config) => ({
        by: address,
        role: nameIn(text(config, 'cloudwatch_logs_role_arn')),
        actions: ['logs:CreateLogGroup', ...logging],
        on: `arn:aws:logs:${region}:${account}:log-group:/aws/appsync/apis/*`,
        or: 'GraphQL has no log',
      }));
    }),
  ];
}

const rolesOfFunctions = (plan: Plan): ReadonlyMap<string, string> =>
  new Map(
    ofType(plan, 'aws_lambda_function').map(({ values }) => [
      text(values, 'function_name'),
      nameIn(text(values, 'role')),
    ]),
  );

function functionNeeds(plan: Plan): readonly Need[] {
  const groups = new Map(
    ofType(plan, 'aws_cloudwatch_log_group').map(({ values }) => [text(values, 'name'), text(values, 'arn')]),
  );
  return ofType(plan, 'aws_lambda_function').flatMap(({ address, values }): readonly Need[] => {
    const role = nameIn(text(values, 'role'));
    const group = text(block(values, 'logging_config'), 'log_group');
    return [
      { by: address, role, actions: logging, on: `${groups.get(group) ?? group}:*`, or: 'it logs nothing' },
      {
        by: address,
        role,
        actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
        on: '*',
        or: 'its part of every trace is missing',
      },
    ];
  });
}

interface Access {
  readonly kind: string;
  readonly actions: readonly string[];
  readonly queue?: string;
  readonly topic?: string;
  readonly bucket?: string;
  readonly objects?: readonly string[];
  readonly topics?: readonly string[];
  readonly fields?: readonly string[];
}

/** ARNs on AWS of what a function's definition names, `undefined` where the stack does not have it. */
function arnsOf(access: Access, plan: Plan, region: string, environment: string): readonly string[] {
  const arn = (type: string, where: (resource: PlannedResource) => boolean) =>
    text(ofType(plan, type).find(where)?.values ?? {}, 'arn');
  const named = (name: string) => (resource: PlannedResource) =>
    text(resource.values, 'name').replace(/\.fifo$/, '') === name;
  const account = text(ofType(plan, 'aws_lambda_function')[0]?.values ?? {}, 'arn').split(':')[4] ?? '';
  const told = (variable: string): string =>
    ofType(plan, 'aws_lambda_function')
      .map(({ values }) => block(values, 'environment')['variables'])
      .flatMap((variables) => (isObject(variables) ? [text(variables, variable)] : []))
      .find((value) => value !== '') ?? '';
  switch (access.kind) {
    case 'queue':
      return [arn('aws_sqs_queue', named(`northwind-${environment}-${access.queue ?? ''}`))];
    case 'topic':
      return [arn('aws_sns_topic', named(`northwind-${environment}-${access.topic ?? ''}`))];
    case 'user-pool':
      // The pool is one of another layer, in the primary Region: the REST authorizer is told the same.
      return [
        ...new Set(
          ofType(plan, 'aws_api_gateway_rest_api').flatMap(({ values }) =>
            [...text(values, 'body').matchAll(/arn:aws:cognito-idp:[\w-]+:\d+:userpool\/[\w-]+/g)].map(
              ([pool]) => pool,
            ),
          ),
        ),
      ];
    // Of all Regions, so of another layer: the function is told which.
    case 'edge-store':
      return [told('EDGE_STORE_ARN')];
    case 'primary-health-check':
      return [`arn:aws:route53:::healthcheck/${told('PRIMARY_HEALTH_CHECK_ID')}`];
    case 'bucket':
      return (access.objects ?? []).map(
        (objects) =>
          `arn:aws:s3:::northwind-${environment}-${access.bucket ?? ''}-${account}-${region}/${objects}`,
      );
    case 'device-topic':
      return (access.topics ?? []).map((topic) => `arn:aws:iot:${region}:${account}:topic/${topic}`);
    case 'graphql':
      return (access.fields ?? []).map(
        (field) => `${arn('aws_appsync_graphql_api', () => true)}/types/${field.replace('.', '/fields/')}`,
      );
    default:
      return [];
  }
}

function definedNeeds(plan: Plan, region: string, environment: string, sources: Sources): readonly Need[] {
  const roles = rolesOfFunctions(plan);
  return Object.entries(sources.functions.functions).flatMap(([name, { access }]) =>
    access
      .filter(({ kind }) => kind !== 'table')
      .flatMap((entry) =>
        arnsOf(entry, plan, region, environment).map((on): Need => ({
          by: `function ${name}`,
          role: roles.get(`northwind-${environment}-${name}`) ?? '',
          actions: entry.actions,
          on,
          or: 'what its definition says it does fails',
        })),
      ),
  );
}

/** Step of the app layer → what its parts need of each other. The table's items are `tableAccessFollowsDefinitions`' business. */
export function appNeeds(
  environment: string,
  stack: Stack,
  sources: Sources,
): ReadonlyMap<string, readonly Need[]> {
  return new Map(
    [...stack]
      .filter(([step]) => step.startsWith('app'))
      .map(([step, { settled }]) => [
        step,
        [
          ...deviceNeeds(settled),
          ...triggerNeeds(settled),
          ...callNeeds(settled),
          ...functionNeeds(settled),
          ...definedNeeds(settled, step.slice('app '.length), environment, sources),
        ],
      ]),
  );
}
