import { leadingKey } from '../../data/keys.ts';
import { invoiceIndex } from '../../data/index-keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'invoices-api',
  description: "A partner's invoices, payments and exports over REST.",
  memorySize: 1024,
  timeout: 10,
  latencyCritical: true,
  triggers: [{ kind: 'api' }],
  environment: {
    ...powertoolsEnvironment('invoices-api'),
    TABLE_NAME: { from: 'table' },
    EXPORTS_BUCKET: { from: 'bucket', bucket: 'exports' },
    EXPORT_QUEUE_URL: { from: 'queue', queue: 'exports' },
    CURSOR_KEYS: { from: 'secret', secret: 'cursor-keys' },
  },
  access: [
    tableAccess(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
      [leadingKey('partner')],
    ),
    tableAccess(
      ['dynamodb:Query'],
      [leadingKey('partner')],
      [invoiceIndex.all, invoiceIndex.byStatus, invoiceIndex.byBuilding, invoiceIndex.byStatusAndBuilding],
    ),
    { kind: 'queue', queue: 'exports', actions: ['sqs:SendMessage'] },
    // A pre-signed URL carries the rights of who signed it: without this the download would be refused.
    { kind: 'bucket', bucket: 'exports', actions: ['s3:GetObject'], objects: ['partners/*'] },
  ],
});
