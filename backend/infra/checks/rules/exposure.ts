/** What the world can reach, and what cannot be deleted. */
import { blocks, statements, text } from '../plan.ts';
import type { PolicyStatement } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { add, addStatement, change, drop } from '../spoil.ts';

/** Types that are public by being there. */
const publicTypes = [
  'aws_lambda_function_url',
  'aws_internet_gateway',
  'aws_nat_gateway',
  'aws_s3_bucket_website_configuration',
  'aws_s3_bucket_acl',
  'aws_appsync_api_key',
  'aws_iam_access_key',
  'aws_iam_user',
];

/** Resource policies: attribute that holds one, by type. */
const resourcePolicies: Readonly<Record<string, string>> = {
  aws_s3_bucket_policy: 'policy',
  aws_sqs_queue_policy: 'policy',
  aws_sns_topic_policy: 'policy',
  aws_kms_key: 'policy',
  aws_kms_replica_key: 'policy',
};

const everybody = ({ effect, principal }: PolicyStatement): boolean => {
  const names =
    typeof principal === 'string'
      ? [principal]
      : Object.values((principal ?? {}) as Record<string, string | string[]>).flat();
  return effect === 'Allow' && names.includes('*');
};

export const nothingIsPublic: Rule = {
  name: 'Nothing is public that should not be: no policy for everybody, no way around the edge, no open port, no API key for GraphQL',
  check(environment, stack) {
    const findings: string[] = [];
    for (const type of publicTypes)
      for (const { address } of everyOfType(stack, type))
        findings.push(`${address} is public or a long-lived key.`);
    for (const [type, attribute] of Object.entries(resourcePolicies)) {
      for (const { address, values } of everyOfType(stack, type)) {
        if (statements(text(values, attribute)).some(everybody))
          findings.push(`${address} is for everybody.`);
      }
    }
    for (const { address, values } of everyOfType(stack, 'aws_lambda_permission')) {
      if (
        text(values, 'principal') === '*' ||
        (text(values, 'source_arn') === '' && text(values, 'source_account') === '')
      )
        findings.push(`${address} lets anybody call.`);
    }
    for (const { address, values } of everyOfType(stack, 'aws_vpc_security_group_ingress_rule')) {
      if (text(values, 'cidr_ipv4') === '0.0.0.0/0' || text(values, 'cidr_ipv6') === '::/0')
        findings.push(`${address} is open to the world.`);
    }
    for (const { address, values } of everyOfType(stack, 'aws_subnet'))
      if (values['map_public_ip_on_launch'] === true) findings.push(`${address} gives public addresses.`);
    for (const { address, values } of everyOfType(stack, 'aws_api_gateway_rest_api')) {
      if (values['disable_execute_api_endpoint'] !== true)
        findings.push(`${address} can be reached around its domain.`);
    }
    for (const { address, values } of everyOfType(stack, 'aws_appsync_graphql_api')) {
      const modes = [
        text(values, 'authentication_type'),
        ...blocks(values, 'additional_authentication_provider').map((mode) =>
          text(mode, 'authentication_type'),
        ),
      ];
      if (modes.includes('API_KEY')) findings.push(`${address} takes an API key.`);
      if (text(blocks(values, 'user_pool_config')[0] ?? {}, 'default_action') !== 'DENY')
        findings.push(`${address} leaves fields without a directive open.`);
      if (environment === 'prod' && text(values, 'introspection_config') !== 'DISABLED')
        findings.push(`${address} hands out its schema.`);
    }
    for (const { address, values } of everyOfType(stack, 'aws_cognito_identity_pool')) {
      if (values['allow_unauthenticated_identities'] !== false)
        findings.push(`${address} gives strangers credentials.`);
    }
    return findings;
  },
  counterexamples: {
    'a function URL': (spoiled) => add(spoiled, 'aws_lambda_function_url', { authorization_type: 'NONE' }),
    'a user with keys': (spoiled) => add(spoiled, 'aws_iam_access_key', { user: 'deploy' }),
    'a bucket for everybody': (spoiled) =>
      change(spoiled, 'aws_s3_bucket_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: '*',
        }),
      ),
    'a queue for everybody': (spoiled) =>
      change(spoiled, 'aws_sqs_queue_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Allow',
          Principal: { AWS: ['*'] },
          Action: 'sqs:SendMessage',
          Resource: '*',
        }),
      ),
    'a function that every API may call': (spoiled) =>
      change(spoiled, 'aws_lambda_permission', (values) => {
        values['source_arn'] = null;
        values['source_account'] = null;
      }),
    'a REST API beside the edge': (spoiled) =>
      change(
        spoiled,
        'aws_api_gateway_rest_api',
        (values) => (values['disable_execute_api_endpoint'] = false),
      ),
    'GraphQL with an API key': (spoiled) =>
      change(spoiled, 'aws_appsync_graphql_api', (values) => (values['authentication_type'] = 'API_KEY')),
    'GraphQL that allows by default': (spoiled) =>
      change(
        spoiled,
        'aws_appsync_graphql_api',
        (values) => (values['user_pool_config'] = [{ default_action: 'ALLOW' }]),
      ),
    'introspection in production': (spoiled) =>
      change(spoiled, 'aws_appsync_graphql_api', (values) => (values['introspection_config'] = 'ENABLED')),
    'an open port': (spoiled) =>
      add(spoiled, 'aws_vpc_security_group_ingress_rule', { cidr_ipv4: '0.0.0.0/0' }),
  },
};

export const productionIsProtected: Rule = {
  name: 'In production nothing that people rely on can be deleted by mistake: table, replica, user pool, buckets, keys, backups',
  check(environment, stack) {
    if (environment !== 'prod') return [];
    const findings: string[] = [];
    for (const { address, values } of everyOfType(stack, 'aws_dynamodb_table')) {
      if (values['deletion_protection_enabled'] !== true) findings.push(`${address} can be deleted.`);
      if (blocks(values, 'replica').some((replica) => replica['deletion_protection_enabled'] !== true))
        findings.push(`The replica of ${address} can be deleted.`);
    }
    for (const { address, values } of everyOfType(stack, 'aws_cognito_user_pool'))
      if (text(values, 'deletion_protection') !== 'ACTIVE') findings.push(`${address} can be deleted.`);
    for (const { address, values } of everyOfType(stack, 'aws_s3_bucket')) {
      if (values['force_destroy'] === true && !text(values, 'bucket').includes('-canary-'))
        findings.push(`${address} goes with everything in it.`);
    }
    for (const { address, values } of everyOfType(stack, 'aws_kms_key'))
      if (values['deletion_window_in_days'] !== 30) findings.push(`${address} is gone in less than 30 days.`);
    const locked = new Set(
      everyOfType(stack, 'aws_backup_vault_lock_configuration').map(({ values }) => text(values, 'region')),
    );
    for (const { address, values } of everyOfType(stack, 'aws_backup_vault'))
      if (!locked.has(text(values, 'region'))) findings.push(`${address} is not locked.`);
    return findings;
  },
  counterexamples: {
    'a table without deletion protection': (spoiled) =>
      change(spoiled, 'aws_dynamodb_table', (values) => (values['deletion_protection_enabled'] = false)),
    'a pool without deletion protection': (spoiled) =>
      change(spoiled, 'aws_cognito_user_pool', (values) => (values['deletion_protection'] = 'INACTIVE')),
    'a bucket that goes with its objects': (spoiled) =>
      change(spoiled, 'aws_s3_bucket', (values) => (values['force_destroy'] = true)),
    'backups that can be deleted': (spoiled) => drop(spoiled, 'aws_backup_vault_lock_configuration'),
  },
};
