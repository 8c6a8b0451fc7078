import { text } from '../../plan.ts';
import type { Values } from '../../plan.ts';
import type { Requirement } from './requirement.ts';

const isEdge = (values: Values) => text(values, 'scope') === 'CLOUDFRONT';

/** Web ACLs and what they write down. */
export const firewallRequirements: readonly Requirement[] = [
  {
    type: 'aws_wafv2_web_acl',
    at: 'rule.visibility_config.cloudwatch_metrics_enabled',
    is: true,
    or: 'what the rule blocks is unseen',
  },
  {
    type: 'aws_wafv2_web_acl',
    at: 'visibility_config.cloudwatch_metrics_enabled',
    is: true,
    or: 'what the firewall blocks is unseen',
  },
  {
    type: 'aws_wafv2_web_acl_logging_configuration',
    at: 'log_destination_configs',
    is: /aws-waf-logs-/,
    or: 'what the firewall blocks is in no log',
  },
  { type: 'aws_wafv2_web_acl', at: 'scope', is: /^(CLOUDFRONT|REGIONAL)$/, or: 'AWS WAF refuses it' },
  {
    type: 'aws_wafv2_web_acl',
    at: 'rule',
    is: /^\[\{(?!.*"text_transformation":\[\{"priority":\d+,"type":"(?!NONE"))/,
    or: 'a rule compares something else than what was sent',
  },
  {
    type: 'aws_wafv2_web_acl',
    at: 'visibility_config.sampled_requests_enabled',
    is: true,
    or: 'nobody can look at what the firewall blocks',
  },
  {
    type: 'aws_wafv2_web_acl',
    at: 'rule.visibility_config.sampled_requests_enabled',
    is: true,
    or: 'nobody can look at what a rule blocks',
    where: isEdge,
  },
  {
    type: 'aws_wafv2_web_acl',
    at: 'rule.action.block.custom_response.response_code',
    is: /^(null|429)$/,
    or: 'clients are not told that they are too fast, and do not wait',
  },
  {
    type: 'aws_wafv2_web_acl',
    at: 'rule.action.block.custom_response.response_header',
    is: /^(null|\[\{"name":"retry-after","value":"60"\}\])$/,
    or: 'clients do not know how long to wait',
  },
  {
    type: 'aws_wafv2_web_acl_logging_configuration',
    at: 'logging_filter.default_behavior',
    is: 'DROP',
    or: 'every call is logged, and paid, a second time',
  },
  {
    type: 'aws_wafv2_web_acl_logging_configuration',
    at: 'logging_filter.filter.behavior',
    is: 'KEEP',
    or: 'what the firewall blocks is in no log',
  },
  {
    type: 'aws_wafv2_web_acl_logging_configuration',
    at: 'logging_filter.filter.requirement',
    is: 'MEETS_ANY',
    or: 'what the firewall blocks is in no log',
  },
  {
    type: 'aws_wafv2_web_acl_logging_configuration',
    at: 'logging_filter.filter.condition.action_condition.action',
    is: /^(BLOCK|COUNT)$/,
    or: 'what the firewall blocks is in no log',
  },
  {
    type: 'aws_wafv2_web_acl_logging_configuration',
    at: 'redacted_fields',
    is: /^(?=.*"authorization")(?=.*"cookie")(?=.*"query_string":\[\{)(?=.*"sec-websocket-protocol")(?=.*"x-api-key").*"x-origin-token"/,
    or: 'tokens and keys are in the log',
  },
  // Bodies and programs that the contracts allow (AWS WAF Developer Guide, "AWS Managed Rules rule groups list").
  ...[
    'CategoryHttpLibrary',
    'SignalKnownBotDataCenter',
    'SignalNonBrowserUserAgent',
    'SizeRestrictions_BODY',
    'SQLi_BODY',
    'SQLiExtendedPatterns_BODY',
  ].map((name): Requirement => ({
    type: 'aws_wafv2_web_acl',
    at: 'rule',
    is: new RegExp(`"action_to_use":\\[\\{[^}]*"count":\\[\\{[^\\]]*\\}\\][^\\]]*\\}\\],"name":"${name}"`),
    or: `${name} refuses partners' programs, or what people may write`,
    where: isEdge,
  })),
];
