import { describe, expect, it } from 'vitest';
import { graphqlBreakingChanges } from './graphql-changes.ts';
import { buildContract, readSchemaText } from '../../contract/graphql/schema.ts';

const sdl = await readSchemaText();

async function changesWith(text: string, replacement: string): Promise<string[]> {
  expect(sdl).toContain(text);
  const changes = await graphqlBreakingChanges(
    buildContract(sdl),
    buildContract(sdl.replace(text, replacement)),
  );
  return changes.map(({ where, what }) => `${where}: ${what}`);
}

const groups = '@aws_cognito_user_pools(cognito_groups: ["courier", "manager", "partner", "admin"])';

describe('a change that breaks an app in somebody’s hand', () => {
  it.each([
    ['a field is gone', '  reference: String\n', '', 'Delivery.reference: '],
    ['a field may now be null', '  recipient: Recipient!', '  recipient: Recipient', 'Delivery.recipient: '],
    ['an enumeration lost a value', '  "REST: `offline`."\n  OFFLINE\n', '', 'LockerStatus.OFFLINE: '],
    [
      'an input asks for more',
      '  signatureUploadId: ID\n',
      '  signatureUploadId: ID!\n',
      'MarkDeliveredInput.signatureUploadId: ',
    ],
    [
      'an argument became necessary',
      'onDeliveryUpdated(lockerId: ID)',
      'onDeliveryUpdated(lockerId: ID!)',
      'Subscription.onDeliveryUpdated.lockerId: ',
    ],
    [
      'a group is shut out of a field',
      `me: Me! ${groups}`,
      'me: Me! @aws_cognito_user_pools(cognito_groups: ["manager", "partner", "admin"])',
      'Query.me: is closed to the group courier.',
    ],
    [
      'a group is shut out of a type',
      `type Address ${groups}`,
      'type Address @aws_cognito_user_pools(cognito_groups: ["courier", "manager", "admin"])',
      'Address: is closed to the group partner.',
    ],
    ['a field lost its directive', `me: Me! ${groups}`, 'me: Me!', 'Query.me: lost its authorization'],
    [
      'a field lost its groups',
      `me: Me! ${groups}`,
      'me: Me! @aws_cognito_user_pools',
      'Query.me: lost its groups',
    ],
    [
      'the system is shut out',
      'DeliveryEvent @aws_iam\n}',
      `DeliveryEvent ${groups}\n}`,
      'Mutation.publishDeliveryEvent: no longer takes IAM.',
    ],
    [
      'a subscription went deaf',
      '@aws_subscribe(mutations: ["publishLockerEvent"])',
      '@aws_subscribe(mutations: [])',
      'Subscription.onLockerEvent: no longer hears publishLockerEvent.',
    ],
  ])('%s', async (_name, text, replacement, expected) => {
    expect((await changesWith(text, replacement)).join('\n')).toContain(expected);
  });
});

describe('a change that breaks nobody', () => {
  it.each([
    ['nothing', 'type Query {', 'type Query {'],
    ['a new field', '  reference: String\n', '  reference: String\n  weight: Int\n'],
    ['a new value', '  OFFLINE\n', '  OFFLINE\n  RETIRED\n'],
    ['a new optional argument', 'getLocker(lockerId: ID!)', 'getLocker(lockerId: ID!, at: AWSDateTime)'],
    [
      'another group',
      'cognito_groups: ["courier"])\n\n  """\n  One locker',
      'cognito_groups: ["courier", "admin"])\n\n  """\n  One locker',
    ],
    [
      'a deprecation',
      '  reference: String\n',
      '  reference: String @deprecated(reason: "ask the partner")\n',
    ],
  ])('%s', async (_name, text, replacement) => {
    expect(await changesWith(text, replacement)).toEqual([]);
  });
});
