/** What the bill of `npm run cost` counts on: nothing that is paid by call is done more often than it says. */
import { blocks, ofType, text } from '../plan.ts';
import type { Values } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { change, drop } from '../spoil.ts';

/** Groups with a price of their own for each request that they look at (AWS WAF pricing, "Intelligent threat mitigation"). */
const paidByRequest = [
  'AWSManagedRulesBotControlRuleSet',
  'AWSManagedRulesATPRuleSet',
  'AWSManagedRulesACFPRuleSet',
];

const managedGroups = (values: Values): readonly Values[] =>
  blocks(values, 'rule')
    .flatMap((rule) => blocks(rule, 'statement'))
    .flatMap((statement) => blocks(statement, 'managed_rule_group_statement'));

/** Whether a scope leaves out every request that has an `authorization` header, and no other. */
const leavesOutTokens = (group: Values): boolean =>
  blocks(group, 'scope_down_statement')
    .flatMap((scope) => blocks(scope, 'not_statement'))
    .flatMap((not) => blocks(not, 'statement'))
    .flatMap((statement) => blocks(statement, 'size_constraint_statement'))
    .some(
      (constraint) =>
        text(constraint, 'comparison_operator') === 'GT' &&
        constraint['size'] === 0 &&
        JSON.stringify(constraint['field_to_match']).includes('"authorization"'),
    );

/** Whether a rule lets in who asks for that path, so that no later rule sees the request (WAF Developer Guide, "Setting rule priority"). */
const letsIn = (rule: Values, path: string): boolean =>
  blocks(rule, 'action').some((action) => blocks(action, 'allow').length === 1) &&
  blocks(rule, 'statement')
    .flatMap((statement) => blocks(statement, 'byte_match_statement'))
    .some(
      (match) =>
        text(match, 'positional_constraint') === 'EXACTLY' &&
        text(match, 'search_string') === path &&
        blocks(match, 'field_to_match').some((field) => blocks(field, 'uri_path').length === 1),
    );

function paidAgain(acl: Values, rule: Values, discoveryPath: string): readonly string[] {
  const groups = managedGroups({ rule: [rule] }).filter((group) =>
    paidByRequest.includes(text(group, 'name')),
  );
  const isSpared = blocks(acl, 'rule').some(
    (other) => Number(other['priority']) < Number(rule['priority']) && letsIn(other, discoveryPath),
  );
  return groups.flatMap((group) => [
    ...(leavesOutTokens(group) ? [] : [`every call is paid once more for ${text(group, 'name')}.`]),
    ...(isSpared ? [] : [`${text(group, 'name')} is paid whenever a program asks for ${discoveryPath}.`]),
  ]);
}

export const callsAreNotPaidTwice: Rule = {
  name: 'A group of firewall rules that is paid by request sees no call with a token, which the doors check themselves, and no question for the Region',
  check: (_environment, stack, { manifest: { graphqlDiscoveryPath } }) =>
    everyOfType(stack, 'aws_wafv2_web_acl').flatMap(({ address, values }) =>
      blocks(values, 'rule')
        .flatMap((rule) => paidAgain(values, rule, graphqlDiscoveryPath))
        .map((finding) => `${address}: ${finding}`),
    ),
  counterexamples: {
    'Bot Control for every call': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        for (const group of managedGroups(values)) Object.assign(group, { scope_down_statement: [] });
      }),
    'Bot Control for calls with a token only': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        values['rule'] = JSON.parse(JSON.stringify(values['rule']).replaceAll('"GT"', '"EQ"'));
      }),
    'Bot Control before the rule that lets live streams ask for their Region': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        for (const rule of blocks(values, 'rule'))
          if (managedGroups({ rule: [rule] }).length > 0) Object.assign(rule, { priority: 1 });
      }),
    'live streams that are let in by another path': (spoiled) =>
      Object.assign(spoiled.sources.manifest, { graphqlDiscoveryPath: '/elsewhere' }),
  },
};

const anything = ['service_name', 'host', 'http_method', 'url_path'];

export const doorsAreSampled: Rule = {
  name: 'Each door keeps as many traces as the backend’s definition says, of all its calls alike',
  check(_environment, stack, { functions: { traceSampling } }) {
    return [...stack].flatMap(([step, { settled }]) => {
      const doors = [
        ...ofType(settled, 'aws_api_gateway_stage').map((door) => ['AWS::ApiGateway::Stage', door] as const),
        ...ofType(settled, 'aws_appsync_graphql_api').map(
          (door) => ['AWS::AppSync::GraphQLAPI', door] as const,
        ),
      ];
      const rules = ofType(settled, 'aws_xray_sampling_rule');
      const priorities = rules.map(({ values }) => Number(values['priority']));
      return [
        ...doors.flatMap(([type, { address, values }]) => {
          const own = rules.find(
            (rule) =>
              text(rule.values, 'service_type') === type &&
              text(rule.values, 'resource_arn') === text(values, 'arn'),
          );
          if (own === undefined) return [`${step}: ${address} is traced by X-Ray’s default of 5 %.`];
          const { reservoir_size: first, fixed_rate: share } = own.values;
          return first === traceSampling.reservoirSize && share === traceSampling.fixedRate
            ? []
            : [
                `${step}: ${address} keeps ${String(first)} traces a second and ${String(share)} of the others.`,
              ];
        }),
        ...rules.flatMap(({ address, values }) =>
          anything
            .filter((attribute) => text(values, attribute) !== '*')
            .map((attribute) => `${step}: ${address} leaves calls out by their ${attribute}.`),
        ),
        ...(new Set(priorities).size === priorities.length
          ? []
          : [`${step}: two sampling rules have one priority, and nobody knows which goes first.`]),
      ];
    });
  },
  counterexamples: {
    'a door without a sampling rule': (spoiled) => drop(spoiled, 'aws_xray_sampling_rule'),
    'a rule for another API': (spoiled) =>
      change(spoiled, 'aws_xray_sampling_rule', (values) => (values['resource_arn'] = 'other')),
    'a trace of every call': (spoiled) =>
      change(spoiled, 'aws_xray_sampling_rule', (values) => (values['fixed_rate'] = 1)),
    'a rule for one method': (spoiled) =>
      change(spoiled, 'aws_xray_sampling_rule', (values) => (values['http_method'] = 'GET')),
    'two rules of one priority': (spoiled) =>
      change(spoiled, 'aws_xray_sampling_rule', (values) => (values['priority'] = 1)),
  },
};
