import { describe, expect, it } from 'vitest';
import type { Plan, ResourceChange } from '../checks/plan.ts';
import { changes, digest, summary, unreviewed } from './changes.ts';

const change = (address: string, ...actions: ResourceChange['change']['actions']): ResourceChange => ({
  address,
  type: address.split('.')[0] ?? '',
  change: { actions, before: null, after: { secret: 'hunter2' } },
});

const plan: Plan = {
  planned_values: { root_module: {} },
  resource_changes: [
    change('aws_sqs_queue.new', 'create'),
    change('aws_iam_role.same', 'no-op'),
    change('data.aws_region.read', 'read'),
    change('aws_kms_key.gone', 'delete'),
    change('aws_lambda_alias.other', 'delete', 'create'),
  ],
};

describe('What a reviewer sees of a plan', () => {
  it('is every change, a replacement as one, and no value', () => {
    expect(changes(plan)).toEqual([
      'create aws_sqs_queue.new',
      'delete aws_kms_key.gone',
      'replace aws_lambda_alias.other',
    ]);
    expect(summary('prod', { data: changes(plan) })).not.toContain('hunter2');
  });

  it('begins with what is destroyed, marked', () => {
    const text = summary('prod', { data: changes(plan), app: [] });
    expect(text.indexOf('**delete aws_kms_key.gone**')).toBeLessThan(
      text.indexOf('create aws_sqs_queue.new'),
    );
    expect(text).toContain('### app\nNo changes.');
  });

  it('has a digest that any other change changes, and no order', () => {
    const review = { data: ['create a'], app: ['update b'] };
    expect(digest({ app: ['update b'], data: ['create a'] })).toBe(digest(review));
    expect(digest({ ...review, app: ['update c'] })).not.toBe(digest(review));
    expect(digest({ ...review, app: [] })).not.toBe(digest(review));
  });

  it('is compared line by line: fewer changes than reviewed are fine, others are not', () => {
    expect(unreviewed(['create a'], ['create a', 'create b'])).toEqual([]);
    expect(unreviewed(['create a', 'delete b'], ['create a'])).toEqual(['delete b']);
    expect(unreviewed(['delete b'], undefined)).toEqual([]);
  });
});
