import { describe, expect, it } from 'vitest';
import type { ResourceChange, Values } from '../checks/plan.ts';
import { policyChanges } from './policies.ts';

const statement = (action: string) => ({ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::a/*' });
const policy = (...actions: string[]) => JSON.stringify({ Statement: actions.map(statement) });

const change = (
  type: string,
  before: Values | null,
  after: Values | null,
  more: Partial<ResourceChange['change']> = {},
): ResourceChange => ({
  address: `${type}.main`,
  type,
  change: { actions: ['update'], before, after, ...more },
});

describe('What a reviewer sees of rights', () => {
  it('is each statement that comes or goes, with what it says', () => {
    const before = { policy: policy('s3:GetObject', 's3:ListBucket') };
    const after = { policy: policy('s3:GetObject', 's3:*') };
    expect(policyChanges(change('aws_iam_role_policy', before, after))).toEqual([
      `aws_iam_role_policy.main: policy - ${JSON.stringify(statement('s3:ListBucket'))}`,
      `aws_iam_role_policy.main: policy + ${JSON.stringify(statement('s3:*'))}`,
    ]);
  });

  it('is found under any name of an attribute, and a policy that is taken away as well', () => {
    expect(
      policyChanges(change('aws_iam_role', { assume_role_policy: policy('sts:AssumeRole') }, null)),
    ).toEqual([expect.stringMatching(/assume_role_policy - .*sts:AssumeRole/)]);
  });

  it('is who may call a function, and which policy of AWS a role gets', () => {
    const lines = policyChanges(
      change(
        'aws_lambda_permission',
        { principal: 'sns.amazonaws.com', source_arn: 'arn:aws:sns:a' },
        { principal: '*' },
        { after_unknown: { source_arn: true } },
      ),
    );
    expect(lines).toEqual([
      'aws_lambda_permission.main: principal: "sns.amazonaws.com" → "*"',
      'aws_lambda_permission.main: source_arn: "arn:aws:sns:a" → "(known after apply)"',
    ]);
  });

  it('is what a document will say whose resources do not exist yet', () => {
    const document = change(
      'aws_iam_policy_document',
      null,
      { statement: [{ actions: ['s3:*'], effect: null, sid: 'All', condition: [] }] },
      { actions: ['read'] },
    );
    expect(policyChanges(document)).toEqual([
      'read aws_iam_policy_document.main: + {"resources":"(known after apply)","actions":["s3:*"],"sid":"All"}',
    ]);
  });

  it('has nothing that Terraform calls sensitive, nor JSON that is no policy', () => {
    const secret = change(
      'aws_x',
      null,
      { policy: policy('s3:*'), body: '{"password":"hunter2"}' },
      {
        after_sensitive: { policy: true },
      },
    );
    expect(policyChanges(secret)).toEqual([]);
  });
});
