/** What keeps data: queues, buckets, the table, keys. */
import { blocks, statements, text } from '../plan.ts';
import type { PlannedResource } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { change, drop } from '../spoil.ts';

export const queuesHaveDeadLetters: Rule = {
  name: 'Every queue has a dead-letter queue of its own kind, and each is encrypted with our key and watched by an alarm',
  check(_environment, stack) {
    const queues = everyOfType(stack, 'aws_sqs_queue');
    const byArn = new Map(queues.map((queue) => [text(queue.values, 'arn'), queue]));
    const targets = new Map(
      queues.flatMap((queue): [string, string][] => {
        const policy = text(queue.values, 'redrive_policy');
        const { deadLetterTargetArn } =
          policy === '' ? {} : (JSON.parse(policy) as { deadLetterTargetArn?: string });
        return deadLetterTargetArn === undefined ? [] : [[text(queue.values, 'arn'), deadLetterTargetArn]];
      }),
    );
    const deadLetters = new Set(targets.values());
    const watched = new Set(
      everyOfType(stack, 'aws_cloudwatch_metric_alarm')
        .filter(({ values }) => text(values, 'metric_name') === 'ApproximateNumberOfMessagesVisible')
        .map(({ values }) => (values['dimensions'] as { QueueName?: string } | null)?.QueueName),
    );
    return queues.flatMap(({ address, values }) => {
      const arn = text(values, 'arn');
      const findings = text(values, 'kms_master_key_id').startsWith('arn:aws:kms:')
        ? []
        : [`${address} is not encrypted with our key.`];
      if (deadLetters.has(arn)) {
        if (!watched.has(text(values, 'name'))) findings.push(`${address} fills unseen.`);
        return findings;
      }
      const target = byArn.get(targets.get(arn) ?? '');
      if (target === undefined) findings.push(`${address} has no dead-letter queue.`);
      else if (target.values['fifo_queue'] !== values['fifo_queue'])
        findings.push(`${address} and its dead-letter queue are of different kinds.`);
      return findings;
    });
  },
  counterexamples: {
    'a queue without a dead-letter queue': (spoiled) =>
      change(spoiled, 'aws_sqs_queue', (values) => (values['redrive_policy'] = '')),
    'a queue with the service’s own encryption': (spoiled) =>
      change(spoiled, 'aws_sqs_queue', (values) => (values['kms_master_key_id'] = null)),
    'a FIFO queue with a standard dead-letter queue': (spoiled) =>
      change(
        spoiled,
        'aws_sqs_queue',
        (values) => (values['fifo_queue'] = false),
        ({ values }) => /-dlq\.fifo$/.test(text(values, 'name')),
      ),
    'a dead-letter queue without an alarm': (spoiled) =>
      drop(
        spoiled,
        'aws_cloudwatch_metric_alarm',
        ({ values }) => text(values, 'metric_name') === 'ApproximateNumberOfMessagesVisible',
      ),
  },
};

const publicAccess = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

export const bucketsArePrivate: Rule = {
  name: 'Every bucket blocks public access, is encrypted and versioned, has no ACLs and refuses plain text and TLS below 1.2',
  check(_environment, stack) {
    const of = (type: string) =>
      new Map(everyOfType(stack, type).map(({ values }) => [text(values, 'bucket'), values]));
    const blocked = of('aws_s3_bucket_public_access_block');
    const encrypted = of('aws_s3_bucket_server_side_encryption_configuration');
    const versioned = of('aws_s3_bucket_versioning');
    const owned = of('aws_s3_bucket_ownership_controls');
    const policies = of('aws_s3_bucket_policy');
    return everyOfType(stack, 'aws_s3_bucket').flatMap(({ address, values }) => {
      const name = text(values, 'bucket');
      const findings: string[] = [];
      if (!publicAccess.every((flag) => blocked.get(name)?.[flag] === true))
        findings.push(`${address} may be made public.`);
      const rule = blocks(encrypted.get(name) ?? {}, 'rule')[0];
      const algorithm = text(
        blocks(rule ?? {}, 'apply_server_side_encryption_by_default')[0] ?? {},
        'sse_algorithm',
      );
      if (!['aws:kms', 'AES256'].includes(algorithm)) findings.push(`${address} is not encrypted.`);
      if (
        text(blocks(versioned.get(name) ?? {}, 'versioning_configuration')[0] ?? {}, 'status') !== 'Enabled'
      )
        findings.push(`${address} is not versioned.`);
      if (text(blocks(owned.get(name) ?? {}, 'rule')[0] ?? {}, 'object_ownership') !== 'BucketOwnerEnforced')
        findings.push(`${address} has ACLs.`);
      const refusals = statements(text(policies.get(name) ?? {}, 'policy')).filter(
        ({ effect }) => effect === 'Deny',
      );
      const refuses = (condition: string) =>
        refusals.some((statement) => JSON.stringify(statement.condition).includes(condition));
      if (!refuses('"aws:SecureTransport"')) findings.push(`${address} takes plain text.`);
      if (!refuses('"s3:TlsVersion"')) findings.push(`${address} takes old TLS.`);
      return findings;
    });
  },
  counterexamples: {
    'a bucket without the block': (spoiled) => drop(spoiled, 'aws_s3_bucket_public_access_block'),
    'a block with one gap': (spoiled) =>
      change(
        spoiled,
        'aws_s3_bucket_public_access_block',
        (values) => (values['block_public_policy'] = false),
      ),
    'an unencrypted bucket': (spoiled) => drop(spoiled, 'aws_s3_bucket_server_side_encryption_configuration'),
    'a bucket without versions': (spoiled) => drop(spoiled, 'aws_s3_bucket_versioning'),
    'a bucket with ACLs': (spoiled) => drop(spoiled, 'aws_s3_bucket_ownership_controls'),
    'a bucket that takes plain text': (spoiled) => drop(spoiled, 'aws_s3_bucket_policy'),
  },
};

/** `gsi1 ALL`: two that read alike hold the same. A definition names no attributes; a plan that does is another. */
const indexForm = (name: string, projection: string, attributes: readonly string[] = []): string =>
  [name, projection, ...attributes.toSorted()].join(' ');

export const tableFollowsItsDefinition: Rule = {
  name: 'The table has exactly the indexes of its definition, with what they hold, on demand, with stream, TTL, point-in-time recovery, our key and a replica',
  check(environment, stack, { table }) {
    const tables = everyOfType(stack, 'aws_dynamodb_table');
    if (tables.length !== 1) return [`There are ${tables.length} tables.`];
    return tables.flatMap(({ address, values }) => {
      const planned = blocks(values, 'global_secondary_index')
        .map((index) =>
          indexForm(
            text(index, 'name'),
            text(index, 'projection_type'),
            (index['non_key_attributes'] ?? []) as readonly string[],
          ),
        )
        .sort();
      const defined = table.globalSecondaryIndexes
        .map(({ name, projection }) => indexForm(name, projection))
        .sort();
      const findings =
        planned.join() === defined.join()
          ? []
          : [`${address} has the indexes ${planned.join(', ')}, and ${defined.join(', ')} are defined.`];
      const warm = [values, ...blocks(values, 'global_secondary_index')].every((part) =>
        blocks(part, 'warm_throughput').some(
          (throughput) =>
            throughput['read_units_per_second'] === table.warmThroughput.readUnitsPerSecond &&
            throughput['write_units_per_second'] === table.warmThroughput.writeUnitsPerSecond,
        ),
      );
      if (environment === 'prod' && !warm)
        findings.push(`${address} or an index of it is as cold as a new one when the peak comes.`);
      if (values['billing_mode'] !== 'PAY_PER_REQUEST') findings.push(`${address} is not on demand.`);
      if (values['stream_enabled'] !== true) findings.push(`${address} has no stream.`);
      if (blocks(values, 'ttl')[0]?.['enabled'] !== true) findings.push(`${address} keeps what has expired.`);
      if (blocks(values, 'point_in_time_recovery')[0]?.['enabled'] !== true)
        findings.push(`${address} cannot be taken back in time.`);
      if (!text(blocks(values, 'server_side_encryption')[0] ?? {}, 'kms_key_arn').startsWith('arn:aws:kms:'))
        findings.push(`${address} is not encrypted with our key.`);
      const [replica] = blocks(values, 'replica');
      if (replica?.['point_in_time_recovery'] !== true || !text(replica, 'kms_key_arn'))
        findings.push(`${address} has no sound replica.`);
      return findings;
    });
  },
  counterexamples: {
    'an index that Terraform does not know': ({ sources }) => {
      (sources.table.globalSecondaryIndexes as unknown[]).push({ name: 'gsi99' });
    },
    'an index that the definition no longer has': ({ sources }) => {
      (sources.table.globalSecondaryIndexes as unknown[]).pop();
    },
    'an index that holds less than its definition says': (spoiled) =>
      change(spoiled, 'aws_dynamodb_table', (values) => {
        for (const index of blocks(values, 'global_secondary_index'))
          Object.assign(index, { projection_type: 'KEYS_ONLY' });
      }),
    'a table without point-in-time recovery': (spoiled) =>
      change(
        spoiled,
        'aws_dynamodb_table',
        (values) => (values['point_in_time_recovery'] = [{ enabled: false }]),
      ),
    'an index that is cold at the peak': (spoiled) =>
      change(spoiled, 'aws_dynamodb_table', (values) => {
        for (const part of blocks(values, 'global_secondary_index'))
          Object.assign(part, { warm_throughput: [] });
      }),
    'a table in one Region': (spoiled) =>
      change(spoiled, 'aws_dynamodb_table', (values) => (values['replica'] = [])),
    'a table with AWS’s own key': (spoiled) =>
      change(spoiled, 'aws_dynamodb_table', (values) => (values['server_side_encryption'] = [])),
  },
};

export const messagesAreEncrypted: Rule = {
  name: 'Every topic, event bus and secret of the data layer is encrypted with our key, and every key rotates',
  check(_environment, stack) {
    const ours = (
      type: string,
      attribute: string,
      where: (resource: PlannedResource) => boolean = () => true,
    ) =>
      everyOfType(stack, type)
        .filter((resource) => where(resource) && !text(resource.values, attribute).startsWith('arn:aws:kms:'))
        .map(({ address }) => `${address} is not encrypted with our key.`);
    return [
      ...ours('aws_sns_topic', 'kms_master_key_id'),
      ...ours('aws_cloudwatch_event_bus', 'kms_key_identifier'),
      ...ours('aws_secretsmanager_secret', 'kms_key_id', ({ address }) => address.startsWith('data')),
      ...everyOfType(stack, 'aws_kms_key')
        .filter(({ values }) => values['enable_key_rotation'] !== true)
        .map(({ address }) => `${address} never rotates.`),
    ];
  },
  counterexamples: {
    'a topic in the clear': (spoiled) =>
      change(spoiled, 'aws_sns_topic', (values) => (values['kms_master_key_id'] = null)),
    'a key that never rotates': (spoiled) =>
      change(spoiled, 'aws_kms_key', (values) => (values['enable_key_rotation'] = false)),
  },
};
