import { leadingKey } from '../../data/keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'pre-token-generation',
  description: 'Puts partner, buildings, groups and scopes into access tokens, of people and of machines.',
  memorySize: 512,
  // Cognito gives a trigger five seconds, whatever the function's own timeout ("Customizing user pool workflows with Lambda triggers").
  timeout: 5,
  latencyCritical: true,
  triggers: [{ kind: 'user-pool', event: 'pre-token-generation', version: 'V3_0' }],
  environment: {
    ...powertoolsEnvironment('pre-token-generation'),
    TABLE_NAME: { from: 'table' },
  },
  access: [tableAccess(['dynamodb:GetItem'], [leadingKey('client'), leadingKey('user')])],
});
