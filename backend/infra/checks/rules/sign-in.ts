/** The door that people and partners' programs sign in at, which no edge is in front of. */
import { blocks, text } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { change, drop } from '../spoil.ts';

export const signInHasAFirewall: Rule = {
  name: 'The user pool has a firewall: known bad addresses are refused, and no address may guess without end',
  check(_environment, stack) {
    const acls = new Map(
      everyOfType(stack, 'aws_wafv2_web_acl').map(({ values }) => [text(values, 'arn'), values]),
    );
    const guarded = new Map(
      everyOfType(stack, 'aws_wafv2_web_acl_association').map(({ values }) => [
        text(values, 'resource_arn'),
        acls.get(text(values, 'web_acl_arn')),
      ]),
    );
    return everyOfType(stack, 'aws_cognito_user_pool').flatMap(({ address, values }) => {
      const acl = guarded.get(text(values, 'arn'));
      if (acl === undefined) return [`${address} has no firewall.`];
      const rules = blocks(acl, 'rule');
      const rates = rules
        .filter((rule) => blocks(rule, 'action').some((action) => blocks(action, 'block').length > 0))
        .flatMap((rule) => blocks(rule, 'statement'))
        .flatMap((statement) => blocks(statement, 'rate_based_statement'));
      return [
        ...(JSON.stringify(rules).includes('"AWSManagedRulesAmazonIpReputationList"')
          ? []
          : [`${address} takes calls from addresses that AWS knows as bad.`]),
        ...(rates.some(
          (rate) =>
            text(rate, 'aggregate_key_type') === 'IP' &&
            Number(rate['limit']) <= 1000 &&
            blocks(rate, 'scope_down_statement').length === 0,
        )
          ? []
          : [`${address} lets one address guess passwords and secrets without end.`]),
      ];
    });
  },
  counterexamples: {
    'a pool without a firewall': (spoiled) =>
      drop(spoiled, 'aws_wafv2_web_acl_association', ({ values }) =>
        /^pool$|:userpool\//.test(text(values, 'resource_arn')),
      ),
    'a rate that a header gets around': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        for (const rule of blocks(values, 'rule'))
          for (const statement of blocks(rule, 'statement'))
            for (const rate of blocks(statement, 'rate_based_statement'))
              Object.assign(rate, { scope_down_statement: [{ not_statement: [{}] }] });
      }),
    'a rate that only counts': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        for (const rule of blocks(values, 'rule')) Object.assign(rule, { action: [{ count: [{}] }] });
      }),
    'a firewall without the list of bad addresses': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        values['rule'] = blocks(values, 'rule').filter(
          ({ name }) => name !== 'AWSManagedRulesAmazonIpReputationList',
        );
      }),
  },
};
