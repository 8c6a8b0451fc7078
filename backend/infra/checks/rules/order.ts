/** What has to be there before something else is made: a plan does not show it, and only a first apply fails. */
import type { ConfiguredModule, ConfiguredResource } from '../plan.ts';
import type { Rule, Stack } from '../rule.ts';

interface Order {
  readonly type: string;
  /** Type, or module, of which at least one has to be reached by references and depends_on. */
  readonly after: string;
  /** Which of the type, by the end of its address. */
  readonly named?: string;
  /** Whether it has to say so itself: what it refers to of the other is there before the other is whole. */
  readonly itself?: true;
  readonly or: string;
}

const orders: readonly Order[] = [
  {
    type: 'aws_lambda_function',
    after: 'aws_iam_role_policy',
    or: 'the first calls can neither log nor read',
  },
  {
    type: 'aws_pipes_pipe',
    after: 'aws_iam_role_policy',
    or: 'Pipes tries its role out and refuses to be made',
  },
  {
    type: 'aws_synthetics_canary',
    after: 'aws_iam_role_policy',
    or: 'the first runs fail, and the alarm goes off',
  },
  {
    type: 'aws_api_gateway_account',
    after: 'aws_iam_role_policy_attachment',
    or: 'API Gateway tries the role out and refuses it',
  },
  {
    type: 'aws_api_gateway_stage',
    after: 'aws_api_gateway_account',
    or: 'a stage that logs is refused while the account has no role for it',
  },
  {
    type: 'aws_api_gateway_stage',
    after: 'aws_cloudwatch_log_group',
    or: 'API Gateway makes the log group itself, without retention, and ours fails',
  },
  {
    type: 'aws_cognito_user_pool_client',
    named: 'partner',
    after: 'aws_cognito_resource_server',
    or: 'Cognito refuses a client with scopes that do not exist yet',
  },
  {
    type: 'aws_cognito_managed_login_branding',
    after: 'aws_cognito_user_pool_domain',
    or: 'there is no sign-in page that could have a style',
  },
  {
    type: 'aws_s3_bucket_replication_configuration',
    after: 'aws_iam_role_policy',
    or: 'S3 tries the role out and refuses it',
  },
  {
    type: 'aws_organizations_policy',
    after: 'aws_organizations_organization',
    or: 'policies of a type are refused while the type is off',
  },
  {
    type: 'aws_cloudtrail',
    after: 'aws_organizations_organization',
    or: 'the organization does not trust CloudTrail yet',
  },
  {
    type: 'aws_cloudtrail',
    after: 'aws_iam_role_policy',
    or: 'CloudTrail tries the role out and refuses it',
  },
  {
    type: 'aws_cloudtrail',
    after: 'module.trail_bucket',
    itself: true,
    or: 'CloudTrail tries the bucket out before its policy lets it',
  },
  {
    type: 'aws_config_organization_managed_rule',
    after: 'module.config_recorder',
    or: 'a rule fails in an account that records nothing',
  },
  {
    type: 'aws_config_organization_managed_rule',
    after: 'aws_organizations_organization',
    or: 'the organization does not trust Config yet',
  },
  {
    type: 'aws_config_configuration_recorder_status',
    after: 'aws_config_delivery_channel',
    or: 'a recorder without a channel cannot be started',
  },
  {
    type: 'module',
    named: 'config_recorder',
    after: 'module.config_bucket',
    itself: true,
    or: 'Config tries the bucket out before its policy lets it',
  },
  {
    type: 'aws_s3_bucket_lifecycle_configuration',
    after: 'aws_s3_bucket_versioning',
    or: 'S3 refuses rules about versions that are not kept',
  },
  {
    type: 'aws_s3_bucket_policy',
    after: 'aws_s3_bucket_public_access_block',
    or: 'both change the bucket at once, and S3 refuses one of them',
  },
];

const modulesOf = (module: ConfiguredModule): readonly ConfiguredModule[] => [
  module,
  ...Object.values(module.module_calls ?? {}).flatMap((call) => modulesOf(call.module)),
];

/** A module's resources, and its calls of other modules as if they were resources. */
const partsOf = ({ resources = [], module_calls = {} }: ConfiguredModule): readonly ConfiguredResource[] => [
  ...resources,
  ...Object.entries(module_calls).map(([name, { module: _, ...call }]) => ({
    ...call,
    address: `module.${name}`,
    mode: 'managed' as const,
    type: 'module',
  })),
];

/** Addresses that a resource names, `aws_iam_role.pipe` and `module.bucket`, without keys and attributes. */
function named({ expressions, depends_on = [] }: ConfiguredResource): readonly string[] {
  const references = [
    ...JSON.stringify(expressions ?? {}).matchAll(/"((?:data\.)?(?:aws_\w+|module)\.[\w-]+)/g),
  ];
  return [...references.map(([, reference]) => reference ?? ''), ...depends_on];
}

/** Everything that is made before a resource. */
function before(
  resource: ConfiguredResource,
  all: ReadonlyMap<string, ConfiguredResource>,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const follow = (current: ConfiguredResource): void => {
    for (const address of named(current)) {
      if (seen.has(address)) continue;
      seen.add(address);
      const next = all.get(address);
      if (next !== undefined) follow(next);
    }
  };
  follow(resource);
  return seen;
}

const configured = (stack: Stack): readonly (readonly [string, ConfiguredModule])[] =>
  [...stack].flatMap(([step, { settled }]) =>
    settled.configuration === undefined
      ? []
      : modulesOf(settled.configuration.root_module).map((module) => [step, module] as const),
  );

export const whatIsNeededIsMadeFirst: Rule = {
  name: 'What AWS tries out when a thing is made is made before it',
  check(_environment, stack) {
    const findings = configured(stack).flatMap(([step, module]) => {
      const parts = partsOf(module);
      const all = new Map(parts.map((resource) => [resource.address, resource]));
      return parts.flatMap((resource) =>
        orders
          .filter(
            ({ type, named: name }) =>
              resource.mode === 'managed' &&
              resource.type === type &&
              (name === undefined || resource.address.endsWith(`.${name}`)),
          )
          .filter(
            ({ after, itself }) =>
              ![...(itself ? (resource.depends_on ?? []) : before(resource, all))].some((address) =>
                `${address}.`.startsWith(`${after}.`),
              ),
          )
          .map(({ after, or }) => `${step}: ${resource.address} does not wait for ${after}: ${or}.`),
      );
    });
    return [...new Set(findings)];
  },
  counterexamples: {
    'a function that does not wait for its role’s policy': ({ stack }) => {
      for (const [, { resources = [] }] of configured(stack))
        for (const resource of resources)
          if (resource.type === 'aws_lambda_function') Object.assign(resource, { depends_on: [] });
    },
  },
};
