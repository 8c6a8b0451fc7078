import { leadingKey } from '../../data/keys.ts';
import { invoiceIndex } from '../../data/index-keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'export-worker',
  description:
    'Writes invoice exports to the bucket, one partner after another in the order they were asked for.',
  memorySize: 1769,
  timeout: 60,
  latencyCritical: false,
  triggers: [
    { kind: 'queue', queue: 'exports', batchSize: 10, partialBatchResponse: true, maximumConcurrency: 10 },
  ],
  environment: {
    ...powertoolsEnvironment('export-worker'),
    TABLE_NAME: { from: 'table' },
    EXPORTS_BUCKET: { from: 'bucket', bucket: 'exports' },
  },
  access: [
    tableAccess(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [leadingKey('partner')]),
    tableAccess(['dynamodb:Query'], [leadingKey('partner')], [invoiceIndex.all, invoiceIndex.byStatus]),
    { kind: 'bucket', bucket: 'exports', actions: ['s3:PutObject'], objects: ['partners/*'] },
  ],
});
