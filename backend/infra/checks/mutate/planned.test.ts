import { describe, expect, it } from 'vitest';
import type { JsonValue, Plan } from '../plan.ts';
import { plan } from '../sound-entries.ts';
import type { Mutant } from './mutants.ts';
import { forget, isPlanned } from './planned.ts';
import { readFolder } from './scope.ts';

const folder = readFolder([
  'data "aws_iam_policy_document" "of_nobody" {}\nresource "aws_iam_role" "of_nobody" {\n  policy = data.aws_iam_policy_document.of_nobody.json\n}',
]);
const mutant = (what: string): Mutant => ({
  ...{ file: 'app/a.tf', line: 1, block: 'aws_sqs_queue.main', what },
  edit: { range: { from: 0, to: 0 }, to: '' },
  isDynamic: false,
});
const queue = (values: Readonly<Record<string, JsonValue>>): Plan => plan(['aws_sqs_queue', 'main', values]);
const block = 'aws_sqs_queue.main';

describe('A mistake that the plan of one environment cannot show', () => {
  const planned = (what: string, of = block, scope = [of]) =>
    isPlanned(mutant(what), of, queue({ name: 'a', none: [], rule: [{ days: 1 }] }), folder, new Set(scope));

  it('is in a block that is not planned, or in a nested one that is not there', () => {
    expect(planned('name is removed')).toBe(true);
    expect(planned('rule.days is ten times as much')).toBe(true);
    expect(planned('none.days is ten times as much')).toBe(false);
    expect(planned('name is removed', 'aws_sqs_queue.other')).toBe(false);
  });

  it('is in a document that nothing planned uses', () => {
    const document = 'data.aws_iam_policy_document.of_nobody';
    expect(planned('statement is removed', document, [document, 'aws_iam_role.of_nobody'])).toBe(false);
    expect(planned('statement is removed', document, [document, block])).toBe(true);
  });

  it('is never one of Terraform’s own arguments, which no resource has as values', () => {
    expect(planned('depends_on is removed')).toBe(true);
  });
});

describe('An argument that is removed and keeps its value', () => {
  const kept = (what: string, before: JsonValue, after: JsonValue) => {
    const planned = queue({ name: after });
    const why = forget(mutant(what), block, queue({ name: before }), planned, folder, {
      aws_sqs_queue: { name: 'default' },
    });
    return [why, planned.planned_values.root_module.resources?.[0]?.values['name']];
  };

  it('is missing where the stack is built anew', () => {
    expect(kept('name is removed', 'a', 'a')).toEqual(['from the state', null]);
  });

  it('is nothing to see where it is the provider’s default', () => {
    expect(kept('name is removed', 'default', 'default')).toEqual(['default', 'default']);
  });

  it('is left alone where the plan shows the change, or another mistake was made', () => {
    expect(kept('name is removed', 'a', 'b')).toEqual([undefined, 'b']);
    expect(kept('name is "other"', 'a', 'a')).toEqual([undefined, 'a']);
  });
});
