import { leadingKey } from '../../data/keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'client-secrets-api',
  description: 'Client secrets over REST: a partner’s program replaces its own.',
  memorySize: 512,
  timeout: 10,
  latencyCritical: false,
  triggers: [{ kind: 'api' }],
  environment: {
    ...powertoolsEnvironment('client-secrets-api'),
    TABLE_NAME: { from: 'table' },
    // A response with a secret is kept for repetitions, and only sealed.
    CURSOR_KEYS: { from: 'secret', secret: 'cursor-keys' },
    USER_POOL_ID: { from: 'user-pool' },
  },
  access: [
    // What is known of the secrets, which lies under the client, and the idempotency records of the partner: one transaction.
    tableAccess(['dynamodb:GetItem', 'dynamodb:PutItem'], [leadingKey('client'), leadingKey('partner')]),
    {
      kind: 'user-pool',
      actions: [
        'cognito-idp:AddUserPoolClientSecret',
        'cognito-idp:DeleteUserPoolClientSecret',
        'cognito-idp:ListUserPoolClientSecrets',
      ],
    },
  ],
});
