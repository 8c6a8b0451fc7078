import { leadingKey } from '../../data/keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'client-secret-notices',
  description: 'Notes daily which client secrets there are, and tells a topic whose should be replaced.',
  memorySize: 512,
  // Two calls to the pool for each client, one client after the other: some hundred of them.
  timeout: 60,
  latencyCritical: false,
  triggers: [{ kind: 'schedule', expression: 'rate(1 day)' }],
  environment: {
    ...powertoolsEnvironment('client-secret-notices'),
    TABLE_NAME: { from: 'table' },
    USER_POOL_ID: { from: 'user-pool' },
    CLIENT_SECRETS_TOPIC_ARN: { from: 'topic', topic: 'client-secrets' },
  },
  access: [
    tableAccess(['dynamodb:GetItem', 'dynamodb:PutItem'], [leadingKey('client')]),
    { kind: 'topic', topic: 'client-secrets', actions: ['sns:Publish'] },
    {
      kind: 'user-pool',
      actions: ['cognito-idp:ListUserPoolClients', 'cognito-idp:ListUserPoolClientSecrets'],
    },
  ],
});
