import { text } from '../../plan.ts';
import type { Requirement } from './requirement.ts';

const isDeadLetter = (name: string) => /-dlq(\.fifo)?$/.test(name);

/** What is kept: queues, the table, buckets, keys, backups. */
export const dataRequirements: readonly Requirement[] = [
  {
    type: 'aws_sqs_queue',
    at: 'message_retention_seconds',
    is: 1209600,
    or: 'dead letters vanish before anybody reads them',
    where: (values) => isDeadLetter(text(values, 'name')),
  },
  {
    type: 'aws_sqs_queue',
    at: 'redrive_policy',
    is: /"deadLetterTargetArn":"[^"]+-dlq(\.fifo)?","maxReceiveCount":([2-9]|10)\}$/,
    or: 'a bad message comes again for ever, or the first failure gives it up',
    where: (values) => !isDeadLetter(text(values, 'name')),
  },
  {
    type: 'aws_sqs_queue',
    at: 'receive_wait_time_seconds',
    is: 20,
    or: 'readers poll an empty queue and pay for it',
    where: (values) => !isDeadLetter(text(values, 'name')),
  },
  {
    type: 'aws_sqs_queue',
    at: 'deduplication_scope',
    is: 'messageGroup',
    or: 'one partner’s exports wait for another’s',
    where: (values) => values['fifo_queue'] === true && !isDeadLetter(text(values, 'name')),
  },
  {
    type: 'aws_sqs_queue',
    at: 'fifo_throughput_limit',
    is: 'perMessageGroupId',
    or: 'one partner’s exports wait for another’s',
    where: (values) => values['fifo_queue'] === true && !isDeadLetter(text(values, 'name')),
  },
  {
    type: 'aws_sqs_queue_redrive_allow_policy',
    at: 'redrive_allow_policy',
    is: /"redrivePermission":"byQueue","sourceQueueArns":\["arn:aws:sqs:[^"]+"\]/,
    or: 'any queue may fill the dead-letter queue',
  },
  {
    type: 'aws_dynamodb_table',
    at: 'stream_view_type',
    is: 'NEW_AND_OLD_IMAGES',
    or: 'replication stops, and the stream’s readers cannot tell what changed',
  },
  {
    type: 'aws_dynamodb_table',
    at: 'server_side_encryption.enabled',
    is: true,
    or: 'the table is not encrypted with our key',
  },
  {
    type: 'aws_dynamodb_table',
    at: 'replica.propagate_tags',
    is: true,
    or: 'the replica’s cost is nobody’s',
  },
  {
    type: 'aws_s3_bucket_replication_configuration',
    at: 'rule.status',
    is: 'Enabled',
    or: 'the other Region lacks what was written here',
  },
  {
    type: 'aws_s3_bucket_replication_configuration',
    at: 'rule.delete_marker_replication.status',
    is: 'Enabled',
    or: 'what was deleted here lives on in the other Region',
  },
  {
    type: 'aws_s3_bucket_replication_configuration',
    at: 'rule.source_selection_criteria.sse_kms_encrypted_objects.status',
    is: 'Enabled',
    or: 'encrypted objects, which is all of them, are not replicated',
  },
  {
    type: 'aws_s3_bucket_replication_configuration',
    at: 'rule.destination.encryption_configuration.replica_kms_key_id',
    is: /^arn:aws:kms:/,
    or: 'the copy is not encrypted with our key',
  },
  {
    type: 'aws_s3_bucket_replication_configuration',
    at: 'rule.destination.replication_time.status',
    is: 'Enabled',
    or: 'nobody promises when the copy is there',
  },
  {
    type: 'aws_kms_key',
    at: 'deletion_window_in_days',
    is: 30,
    or: 'data is unreadable before anybody notices',
  },
  {
    type: 'aws_kms_replica_key',
    at: 'deletion_window_in_days',
    is: 30,
    or: 'the other Region’s data is unreadable before anybody notices',
  },
  {
    type: 'aws_backup_vault',
    at: 'kms_key_arn',
    is: /^arn:aws:kms:/,
    or: 'backups are not encrypted with our key',
  },
  {
    type: 'aws_backup_vault_lock_configuration',
    at: 'min_retention_days',
    is: /^[1-9]\d*$/,
    or: 'whoever gets in deletes the backups too',
  },
  {
    type: 'aws_backup_plan',
    at: 'rule.lifecycle.delete_after',
    is: /^[1-9]\d*$/,
    or: 'backups, full copies each, are kept and paid for ever',
  },
  {
    type: 'aws_backup_plan',
    at: 'rule.copy_action.lifecycle.delete_after',
    is: /^[1-9]\d*$/,
    or: 'copies in the other Region are kept and paid for ever',
  },
  {
    type: 'aws_backup_plan',
    at: 'rule.copy_action.destination_vault_arn',
    is: /^arn:aws:backup:eu-west-1:/,
    or: 'the loss of a Region takes the backups along',
  },
  { type: 'aws_backup_plan', at: 'rule.schedule', is: /^cron\(/, or: 'nothing is backed up by itself' },
  { type: 'aws_backup_selection', at: 'resources', is: /:table\//, or: 'the table is in no backup' },
  {
    type: 'aws_s3_bucket_lifecycle_configuration',
    at: 'rule',
    is: /"expiration":\[\{[^}]*"days":[1-9]/,
    or: 'logs and records are kept, and paid, for ever',
    where: (values) => /-(access-logs|canary|config|trail)-/.test(text(values, 'bucket')),
  },
  {
    type: 'aws_s3_bucket_cors_configuration',
    at: 'cors_rule.allowed_origins',
    is: /^\["https:\/\//,
    or: 'browsers refuse the upload, or any page may make it',
  },
  {
    type: 'aws_s3_bucket_cors_configuration',
    at: 'bucket',
    is: /-(exports|signatures)-/,
    or: 'pages may read what is no upload of theirs',
  },
];
