/** What a firewall's rule does with what it finds. */
import { blocks, text } from '../plan.ts';
import type { Values } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { change } from '../spoil.ts';

const actions = ['allow', 'block', 'captcha', 'challenge', 'count'];

/** Of a rule: one action of its own, or whether a group's own ones count. */
const done = (rule: Values): number =>
  [...blocks(rule, 'action'), ...blocks(rule, 'override_action')].flatMap((action) =>
    [...actions, 'none'].filter((name) => blocks(action, name).length > 0),
  ).length;

export const firewallRulesAct: Rule = {
  name: 'Every rule of a firewall does one thing, and no two have one priority',
  check: (_environment, stack) =>
    everyOfType(stack, 'aws_wafv2_web_acl').flatMap(({ address, values }) => {
      const planned = blocks(values, 'rule').filter((rule) => 'action' in rule || 'override_action' in rule);
      const priorities = planned.map((rule) => rule['priority']);
      return [
        ...planned
          .filter((rule) => done(rule) !== 1)
          .map(
            (rule) => `${address}: ${text(rule, 'name')} does ${done(rule)} things, and AWS WAF refuses it.`,
          ),
        ...(new Set(priorities).size === priorities.length
          ? []
          : [`${address}: two rules have one priority, and AWS WAF refuses them.`]),
      ];
    }),
  counterexamples: {
    'a rule that does nothing': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        for (const rule of blocks(values, 'rule'))
          Object.assign(rule, { action: [{ allow: [], block: [], count: [] }] });
      }),
    'two rules of one priority': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        for (const rule of blocks(values, 'rule'))
          Object.assign(rule, { priority: 1, action: [{ allow: [{}] }] });
      }),
  },
};
