import { singlePartition } from '../../data/keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'health-api',
  description: 'What DNS failover asks: is the function there and, when asked deeply, the table behind it.',
  memorySize: 512,
  timeout: 5,
  latencyCritical: false,
  triggers: [{ kind: 'api' }],
  environment: {
    ...powertoolsEnvironment('health-api'),
    TABLE_NAME: { from: 'table' },
  },
  access: [tableAccess(['dynamodb:GetItem'], [singlePartition.health])],
});
