import { buildingIndex, lockerIndex } from '../../data/index-keys.ts';
import { leadingKey, singlePartition } from '../../data/keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'lockers-api',
  description:
    'Lockers and buildings over REST: managers and admins edit lockers, admins buildings; partners read lockers.',
  memorySize: 1024,
  timeout: 10,
  latencyCritical: false,
  triggers: [{ kind: 'api' }],
  environment: {
    ...powertoolsEnvironment('lockers-api'),
    TABLE_NAME: { from: 'table' },
    CURSOR_KEYS: { from: 'secret', secret: 'cursor-keys' },
  },
  access: [
    // Lockers and buildings, and the idempotency records of their editors, which lie under the person or the partner. One statement,
    // because a transaction writes all, and AWS does not say whether its leading keys are judged one by one.
    tableAccess(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      [leadingKey('locker'), leadingKey('building'), leadingKey('user'), leadingKey('partner')],
    ),
    tableAccess(['dynamodb:BatchGetItem'], [leadingKey('building'), leadingKey('locker')]),
    tableAccess(['dynamodb:Query'], [singlePartition.allBuildings], [buildingIndex]),
    tableAccess(['dynamodb:Query'], [leadingKey('locker')]),
    tableAccess(['dynamodb:Query'], [leadingKey('building')], [lockerIndex.byBuilding]),
    tableAccess(['dynamodb:Query'], [leadingKey('allLockers')], [lockerIndex.all]),
  ],
});
