import { leadingKey } from '../../data/keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'sensor-projector',
  description:
    "Makes each message of a locker's controller the locker's next event, and shows its newest state.",
  memorySize: 1024,
  timeout: 20,
  latencyCritical: false,
  triggers: [
    {
      kind: 'queue',
      queue: 'device-messages',
      batchSize: 10,
      partialBatchResponse: true,
      maximumConcurrency: 20,
    },
  ],
  environment: {
    ...powertoolsEnvironment('sensor-projector'),
    TABLE_NAME: { from: 'table' },
  },
  access: [
    tableAccess(
      ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [leadingKey('locker')],
    ),
  ],
});
