import { userIndex } from '../../data/index-keys.ts';
import { leadingKey, singlePartition } from '../../data/keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'users-api',
  description: 'Users over REST: admins invite them, and say who manages what.',
  memorySize: 512,
  timeout: 10,
  latencyCritical: false,
  triggers: [{ kind: 'api' }],
  environment: {
    ...powertoolsEnvironment('users-api'),
    TABLE_NAME: { from: 'table' },
    CURSOR_KEYS: { from: 'secret', secret: 'cursor-keys' },
    USER_POOL_ID: { from: 'user-pool' },
  },
  access: [
    // Users, and the idempotency records of the admins, which lie under the admin or, if the admin is a partner too, the partner.
    // One statement, because a transaction writes both, and AWS does not say whether its leading keys are judged one by one.
    tableAccess(
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:ConditionCheckItem',
      ],
      [leadingKey('user'), leadingKey('partner')],
    ),
    tableAccess(['dynamodb:BatchGetItem'], [leadingKey('building')]),
    tableAccess(['dynamodb:Query'], [singlePartition.allUsers], [userIndex]),
    {
      kind: 'user-pool',
      actions: [
        'cognito-idp:AdminAddUserToGroup',
        'cognito-idp:AdminCreateUser',
        'cognito-idp:AdminDeleteSoftwareToken',
        'cognito-idp:AdminDeleteUser',
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminListGroupsForUser',
        'cognito-idp:AdminRemoveUserFromGroup',
        'cognito-idp:AdminUserGlobalSignOut',
      ],
    },
  ],
});
