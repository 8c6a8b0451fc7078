/** Who writes into a bucket or a topic may do so, outside of the app, too: by the thing's policy or by the role in which it acts. */
import { blocks, ofType, statements, text, texts, isObject } from '../plan.ts';
import type { Plan, PolicyStatement, Values } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule, Stack } from '../rule.ts';
import { add, drop } from '../spoil.ts';

/** A pattern of a policy's resources or actions takes a name: `*` is any part of it. */
const takes = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
  ).test(name);

const allows = ({ effect, actions, resources }: PolicyStatement, action: string, on: string): boolean =>
  effect === 'Allow' &&
  actions.some((pattern) => takes(pattern, action)) &&
  resources.some((pattern) => takes(pattern, on));

const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;
const block = (values: Values, name: string): Values => blocks(values, name)[0] ?? {};

/** Something that a service does in its own name, which the policy of the bucket or topic has to admit. */
interface Delivery {
  readonly by: string;
  readonly service: string;
  readonly action: string;
  readonly on: string;
  readonly or: string;
}

function bucketDeliveries(stack: Stack): readonly Delivery[] {
  const made = new Set(everyOfType(stack, 'aws_s3_bucket').map(({ values }) => text(values, 'bucket')));
  const writes = (by: string, service: string, bucket: string, actions: readonly string[], or: string) =>
    actions.map((action) => ({
      ...{ by, service, action, or },
      // Objects are below the service's own prefix, or anywhere.
      on: `${bucketArn(bucket)}${/Object$/.test(action) ? '/AWSLogs/1/file' : ''}`,
    }));
  return [
    ...everyOfType(stack, 'aws_s3_bucket_logging').flatMap(({ address, values }) =>
      writes(
        address,
        'logging.s3.amazonaws.com',
        text(values, 'target_bucket'),
        ['s3:PutObject'],
        'nobody can say who read what',
      ),
    ),
    ...everyOfType(stack, 'aws_config_delivery_channel')
      .filter(({ values }) => made.has(text(values, 's3_bucket_name')))
      .flatMap(({ address, values }) =>
        writes(
          address,
          'config.amazonaws.com',
          text(values, 's3_bucket_name'),
          ['s3:GetBucketAcl', 's3:ListBucket', 's3:PutObject'],
          'the recorder records nothing (Config Developer Guide, "Permissions for the Amazon S3 Bucket for the AWS Config Delivery Channel")',
        ),
      ),
    ...everyOfType(stack, 'aws_cloudtrail').flatMap(({ address, values }) => [
      {
        ...{ by: address, service: 'cloudtrail.amazonaws.com', action: 's3:GetBucketAcl' },
        on: bucketArn(text(values, 's3_bucket_name')),
        or: 'the trail is not made (CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail")',
      },
    ]),
    ...everyOfType(stack, 'aws_cloudfront_distribution').flatMap(({ address, values }) =>
      blocks(values, 'origin')
        .filter((origin) => text(origin, 'domain_name').includes('.s3.'))
        .map((origin) => ({
          ...{ by: address, service: 'cloudfront.amazonaws.com', action: 's3:GetObject' },
          on: `${bucketArn(text(origin, 'domain_name').split('.s3.')[0] ?? '')}/index.html`,
          or: 'the dashboard answers 403',
        })),
    ),
  ];
}

function topicDeliveries(stack: Stack): readonly Delivery[] {
  const alarms = ['aws_cloudwatch_metric_alarm', 'aws_cloudwatch_composite_alarm'].flatMap((type) =>
    everyOfType(stack, type).flatMap(({ address, values }) =>
      texts(values['alarm_actions']).map((on) => ({ by: address, service: 'cloudwatch.amazonaws.com', on })),
    ),
  );
  const budgets = everyOfType(stack, 'aws_budgets_budget').flatMap(({ address, values }) =>
    blocks(values, 'notification')
      .flatMap((notification) => texts(notification['subscriber_sns_topic_arns']))
      .map((on) => ({ by: address, service: 'budgets.amazonaws.com', on })),
  );
  return [...alarms, ...budgets]
    .filter(({ on }) => on.startsWith('arn:aws:sns:'))
    .map((delivery) => ({ ...delivery, action: 'sns:Publish', or: 'nobody hears of it' }));
}

/** Keys that a service uses in its own name, outside of the data layer: CloudTrail User Guide, "Encrypting CloudTrail log files". */
const keyDeliveries = (stack: Stack): readonly Delivery[] =>
  everyOfType(stack, 'aws_cloudtrail').flatMap(({ address, values }) =>
    ['kms:DescribeKey', 'kms:GenerateDataKey'].map((action) => ({
      ...{ by: address, service: 'cloudtrail.amazonaws.com', action },
      on: text(values, 'kms_key_id'),
      or: 'the trail cannot be written',
    })),
  );

export const deliveriesAreAdmitted: Rule = {
  name: 'Buckets and topics admit the services that the stack has write to them: access logs, Config, CloudTrail, CloudFront, alarms, budgets',
  check(_environment, stack) {
    const policies = ['aws_s3_bucket_policy', 'aws_sns_topic_policy'].flatMap((type) =>
      everyOfType(stack, type).flatMap(({ values }) => statements(text(values, 'policy'))),
    );
    // In a key's policy `*` is the key.
    const keys = new Map(
      everyOfType(stack, 'aws_kms_key').map(({ values }) => [
        text(values, 'arn'),
        statements(text(values, 'policy')),
      ]),
    );
    const deliveries = [...bucketDeliveries(stack), ...topicDeliveries(stack), ...keyDeliveries(stack)];
    const missing = deliveries.filter(
      ({ service, action, on }) =>
        !(keys.get(on) ?? policies).some(
          (statement) =>
            allows(statement, action, on) &&
            isObject(statement.principal) &&
            texts(statement.principal['Service']).includes(service),
        ),
    );
    return missing.map(
      ({ by, service, action, on, or }) => `${by}: ${on} does not let ${service} do ${action}: ${or}.`,
    );
  },
  counterexamples: {
    'an access log that its bucket does not take': (spoiled) =>
      add(spoiled, 'aws_s3_bucket_logging', { bucket: 'exports', target_bucket: 'access-logs' }),
    'a distribution that its bucket does not admit': (spoiled) =>
      add(spoiled, 'aws_cloudfront_distribution', {
        origin: [{ domain_name: 'dashboard.s3.eu-central-1.amazonaws.com' }],
      }),
    'a trail whose key does not open': (spoiled) =>
      add(spoiled, 'aws_cloudtrail', {
        s3_bucket_name: 'trail',
        kms_key_id: 'arn:aws:kms:eu-central-1:1:key/9',
      }),
    'a topic that takes no alarm': (spoiled) => drop(spoiled, 'aws_sns_topic_policy'),
  },
};

/** What a service does in a role of ours. */
interface Act {
  readonly by: string;
  readonly role: string;
  readonly actions: readonly string[];
  readonly on: string;
  readonly or: string;
}

const roleName = (arn: string): string => arn.split('/').at(-1) ?? '';

/** S3 User Guide, "Setting up permissions for live replication" and "Replicating encrypted objects". */
function replicationActs(plan: Plan): readonly Act[] {
  const or = 'the other Region lacks what was written here';
  const keys = ofType(plan, 'aws_kms_key').map(({ values }) => text(values, 'arn'));
  return ofType(plan, 'aws_s3_bucket_replication_configuration').flatMap(({ address, values }) => {
    const common = { by: address, role: roleName(text(values, 'role')), or };
    const source = bucketArn(text(values, 'bucket'));
    return [
      { ...common, actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], on: source },
      {
        ...common,
        actions: [
          's3:GetObjectVersionForReplication',
          's3:GetObjectVersionAcl',
          's3:GetObjectVersionTagging',
        ],
        on: `${source}/key`,
      },
      ...blocks(values, 'rule').flatMap((rule) => {
        const destination = block(rule, 'destination');
        const replicaKey = text(block(destination, 'encryption_configuration'), 'replica_kms_key_id');
        return [
          {
            ...common,
            actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
            on: `${text(destination, 'bucket')}/key`,
          },
          { ...common, actions: ['kms:Encrypt', 'kms:GenerateDataKey'], on: replicaKey },
          ...keys.map((on) => ({ ...common, actions: ['kms:Decrypt'], on })),
        ];
      }),
    ];
  });
}

/** CloudWatch User Guide, "Required roles and permissions for canaries". */
function canaryActs(plan: Plan): readonly Act[] {
  return ofType(plan, 'aws_synthetics_canary').flatMap(({ address, values }) => {
    const common = { by: address, role: roleName(text(values, 'execution_role_arn')) };
    const [bucket = ''] = text(values, 'artifact_s3_location').replace('s3://', '').split('/');
    const key = text(block(block(values, 'artifact_config'), 's3_encryption'), 'kms_key_arn');
    const [, , , region = '', account = ''] = key.split(':');
    const group = `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/cwsyn-${text(values, 'name')}-1`;
    const seen = 'what it saw is nowhere';
    return [
      { ...common, actions: ['s3:PutObject'], on: `${bucketArn(bucket)}/canary/file`, or: seen },
      { ...common, actions: ['s3:GetBucketLocation'], on: bucketArn(bucket), or: seen },
      { ...common, actions: ['kms:Decrypt', 'kms:GenerateDataKey'], on: key, or: seen },
      { ...common, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], on: group, or: 'it has no log' },
      { ...common, actions: ['cloudwatch:PutMetricData'], on: '*', or: 'its alarm goes off for ever' },
      {
        ...common,
        actions: ['s3:ListAllMyBuckets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
        on: '*',
        or: 'it does not run, or is in no trace',
      },
    ];
  });
}

const trailActs = (plan: Plan): readonly Act[] =>
  ofType(plan, 'aws_cloudtrail').map(({ address, values }) => ({
    by: address,
    role: roleName(text(values, 'cloud_watch_logs_role_arn')),
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: text(values, 'cloud_watch_logs_group_arn'),
    or: 'nobody can search the trail',
  }));

export const rolesAllowWhatServicesDo: Rule = {
  name: 'The roles of replication, of the canary and of the trail allow what these services do in them',
  check: (_environment, stack) =>
    [...stack].flatMap(([step, { settled }]) => {
      const granted = ofType(settled, 'aws_iam_role_policy').map(({ values }) => ({
        role: text(values, 'role'),
        policy: statements(text(values, 'policy')),
      }));
      return [...replicationActs(settled), ...canaryActs(settled), ...trailActs(settled)].flatMap(
        ({ by, role, actions, on, or }) =>
          actions
            .filter(
              (action) =>
                !granted.some(
                  (grant) =>
                    grant.role === role && grant.policy.some((statement) => allows(statement, action, on)),
                ),
            )
            .map((action) => `${step}: ${by} may not ${action} on ${on}: ${or}.`),
      );
    }),
  counterexamples: {
    'a replication whose role may nothing': (spoiled) =>
      add(spoiled, 'aws_s3_bucket_replication_configuration', {
        bucket: 'exports',
        role: 'arn:aws:iam::1:role/replication',
        rule: [{ destination: [{ bucket: 'arn:aws:s3:::copy' }] }],
      }),
    'a canary whose role may nothing': (spoiled) =>
      add(spoiled, 'aws_synthetics_canary', {
        name: 'doors',
        execution_role_arn: 'arn:aws:iam::1:role/canary',
      }),
    'a trail whose role may nothing': (spoiled) =>
      add(spoiled, 'aws_cloudtrail', { cloud_watch_logs_role_arn: 'arn:aws:iam::1:role/trail' }),
  },
};
