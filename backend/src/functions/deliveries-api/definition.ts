import { leadingKey } from '../../data/keys.ts';
import { deliveryIndex } from '../../data/index-keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'deliveries-api',
  description: "A partner's deliveries over REST; announcing one reserves a compartment.",
  memorySize: 1024,
  timeout: 10,
  latencyCritical: true,
  triggers: [{ kind: 'api' }],
  environment: {
    ...powertoolsEnvironment('deliveries-api'),
    TABLE_NAME: { from: 'table' },
    CURSOR_KEYS: { from: 'secret', secret: 'cursor-keys' },
  },
  access: [
    // One statement for all: a transaction writes to all, and AWS does not say whether its leading keys are judged one by one.
    tableAccess(
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:Query',
      ],
      [leadingKey('delivery'), leadingKey('partner'), leadingKey('locker')],
    ),
    // Whether the courier who is named is one.
    tableAccess(['dynamodb:GetItem'], [leadingKey('user')]),
    tableAccess(
      ['dynamodb:Query'],
      [leadingKey('partner')],
      [deliveryIndex.byStatus, deliveryIndex.byLocker, deliveryIndex.byStatusAndLocker, deliveryIndex.all],
    ),
  ],
});
