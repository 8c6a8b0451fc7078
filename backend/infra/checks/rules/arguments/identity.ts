import { text } from '../../plan.ts';
import type { Requirement } from './requirement.ts';

const pool = (at: string, is: Requirement['is'], or: string): Requirement => ({
  type: 'aws_cognito_user_pool',
  at,
  is,
  or,
});

const risk = (at: string, is: Requirement['is'], or: string): Requirement => ({
  type: 'aws_cognito_risk_configuration',
  at,
  is,
  or,
});

const client = (at: string, is: Requirement['is'], or: string): Requirement => ({
  type: 'aws_cognito_user_pool_client',
  at,
  is,
  or,
});

const isPersons = (values: Parameters<NonNullable<Requirement['where']>>[0]) =>
  !text(values, 'name').includes('-partner-');

/** Who somebody is. */
export const identityRequirements: readonly Requirement[] = [
  pool('user_pool_tier', 'PLUS', 'there is no threat protection'),
  pool('user_pool_add_ons.advanced_security_mode', 'ENFORCED', 'threat protection only watches, or is off'),
  pool('mfa_configuration', /^(ON|OPTIONAL)$/, 'nobody can have a second factor'),
  pool('software_token_mfa_configuration.enabled', true, 'the second factor has no means'),
  pool('admin_create_user_config.allow_admin_create_user_only', true, 'anybody may register'),
  pool('username_attributes', ['email'], 'people sign in by another name than the SDK says'),
  pool('auto_verified_attributes', ['email'], 'nobody can get a forgotten password back'),
  pool('username_configuration.case_sensitive', false, 'one address may be two people'),
  pool('password_policy.minimum_length', /^(1[4-9]|[2-9]\d)$/, 'passwords are short'),
  pool('password_policy.require_lowercase', true, 'passwords are weak'),
  pool('password_policy.require_uppercase', true, 'passwords are weak'),
  pool('password_policy.require_numbers', true, 'passwords are weak'),
  pool('password_policy.password_history_size', /^[1-9]\d*$/, 'a leaked password can be set again'),
  pool(
    'password_policy.temporary_password_validity_days',
    /^[1-7]$/,
    'an invitation in an old mailbox opens the door',
  ),
  pool(
    'user_attribute_update_settings.attributes_require_verification_before_update',
    ['email'],
    'an address that is not one’s own can be set, and the account taken over by it',
  ),
  pool(
    'lambda_config.pre_token_generation_config.lambda_version',
    'V3_0',
    'the trigger does not run for machines, and no partner token says whose it is',
  ),
  pool(
    'lambda_config.pre_token_generation_config.lambda_arn',
    /:function:northwind-\w+-pre-token-generation:live$/,
    'no token says whose it is',
  ),
  pool(
    'account_recovery_setting.recovery_mechanism.name',
    'verified_email',
    'an account is recovered by something unproven',
  ),
  risk(
    'compromised_credentials_risk_configuration.actions.event_action',
    'BLOCK',
    'leaked passwords open accounts',
  ),
  risk(
    'account_takeover_risk_configuration.actions.high_action.event_action',
    'BLOCK',
    'a likely takeover goes through',
  ),
  risk(
    'account_takeover_risk_configuration.actions.medium_action.event_action',
    'MFA_REQUIRED',
    'an odd sign-in needs no second factor',
  ),
  risk(
    'account_takeover_risk_configuration.actions.low_action.event_action',
    'MFA_IF_CONFIGURED',
    'an odd sign-in needs no second factor',
  ),
  {
    type: 'aws_cognito_log_delivery_configuration',
    at: 'log_configurations.event_source',
    is: 'userAuthEvents',
    or: 'nobody can say who signed in',
  },
  {
    type: 'aws_cognito_log_delivery_configuration',
    at: 'log_configurations.log_level',
    is: 'INFO',
    or: 'nobody can say who signed in',
  },
  {
    type: 'aws_cognito_log_delivery_configuration',
    at: 'log_configurations.cloud_watch_logs_configuration.log_group_arn',
    is: /^arn:aws:logs:/,
    or: 'nobody can say who signed in',
  },
  client('prevent_user_existence_errors', 'ENABLED', 'strangers learn who has an account'),
  client('allowed_oauth_flows_user_pool_client', true, 'nobody gets a token by OAuth'),
  client('allowed_oauth_scopes', /^\["/, 'tokens allow nothing'),
  client('access_token_validity', /^([5-9]|[1-5]\d|60)$/, 'a stolen token is good for longer than an hour'),
  client('token_validity_units.access_token', 'minutes', 'a token of 60 is good for 60 hours'),
  {
    ...client('explicit_auth_flows', ['ALLOW_USER_SRP_AUTH'], 'passwords travel in the clear'),
    where: isPersons,
  },
  {
    ...client(
      'enable_propagate_additional_user_context_data',
      false,
      'whoever signs in may make up the address that threat protection judges',
    ),
    where: isPersons,
  },
  {
    ...client('token_validity_units.id_token', 'minutes', 'an id token of 60 is good for 60 hours'),
    where: isPersons,
  },
  {
    ...client('token_validity_units.refresh_token', 'hours', 'people are signed in for years'),
    where: isPersons,
  },
  {
    ...client(
      'refresh_token_rotation.retry_grace_period_seconds',
      /^([1-9]|[1-5]\d|60)$/,
      'a lost response signs people out',
    ),
    where: isPersons,
  },
  {
    ...client('explicit_auth_flows', ['ALLOW_REFRESH_TOKEN_AUTH'], 'a machine client may sign people in'),
    where: (values) => !isPersons(values),
  },
  {
    type: 'aws_cognito_identity_pool',
    at: 'allow_classic_flow',
    is: false,
    or: 'people may choose a role for themselves',
  },
  {
    type: 'aws_cognito_identity_pool',
    at: 'cognito_identity_providers.server_side_token_check',
    is: true,
    or: 'who was signed out keeps getting credentials',
  },
  {
    type: 'aws_cognito_identity_pool_roles_attachment',
    at: 'role_mapping.ambiguous_role_resolution',
    is: 'Deny',
    or: 'who is in no group gets credentials',
  },
  {
    type: 'aws_cognito_identity_pool_roles_attachment',
    at: 'role_mapping.type',
    is: 'Rules',
    or: 'the token chooses the role',
  },
];
