/** What the organization says binds somebody. */
import { text } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { add } from '../spoil.ts';

export const policiesBind: Rule = {
  name: 'Every policy of the organization is attached to accounts',
  check(_environment, stack) {
    const attached = new Set(
      everyOfType(stack, 'aws_organizations_policy_attachment').map(({ values }) =>
        text(values, 'policy_id'),
      ),
    );
    return everyOfType(stack, 'aws_organizations_policy')
      .filter(({ values }) => !attached.has(text(values, 'id')))
      .map(({ address }) => `${address} binds nobody.`);
  },
  counterexamples: {
    'a policy for nobody': (spoiled) =>
      add(spoiled, 'aws_organizations_policy', { id: 'p-1', name: 'northwind-x' }),
  },
};
