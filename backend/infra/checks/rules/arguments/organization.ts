import type { Requirement } from './requirement.ts';

/** What holds for every account. */
export const organizationRequirements: readonly Requirement[] = [
  {
    type: 'aws_config_organization_managed_rule',
    at: 'rule_identifier',
    is: /^[A-Z][A-Z0-9_]+$/,
    or: 'nobody sees what was changed by hand',
  },
  {
    type: 'aws_config_configuration_recorder',
    at: 'recording_group.all_supported',
    is: true,
    or: 'rules find nothing to judge',
  },
  {
    type: 'aws_config_configuration_recorder_status',
    at: 'is_enabled',
    is: true,
    or: 'the recorder records nothing',
  },
  {
    type: 'aws_cloudtrail',
    at: 'is_organization_trail',
    is: true,
    or: 'what is done in the other accounts is in no trail',
  },
  {
    type: 'aws_cloudtrail',
    at: 'is_multi_region_trail',
    is: true,
    or: 'what is done in another Region is in no trail',
  },
  {
    type: 'aws_cloudtrail',
    at: 'enable_log_file_validation',
    is: true,
    or: 'a trail may be changed unseen',
  },
  {
    type: 'aws_cloudtrail',
    at: 'insight_selector.insight_type',
    is: /^Api(CallRate|ErrorRate)Insight$/,
    or: 'a wave of calls that nobody makes by day goes unseen',
  },
  {
    type: 'aws_cloudtrail',
    at: 'kms_key_id',
    is: /^arn:aws:kms:/,
    or: 'the trail lies unencrypted with our key',
  },
  {
    type: 'aws_organizations_policy_attachment',
    at: 'target_id',
    is: /^(r|ou)-[\w-]+$/,
    or: 'the policy binds nobody',
  },
];
