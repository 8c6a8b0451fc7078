/** What roles allow: no wildcards but the listed ones, and on the table only what the definitions say. */
import { ofType, statements, text, texts } from '../plan.ts';
import type { PlannedResource, PolicyStatement } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { AnyAccess, Rule, Sources, Stack, TableAccess } from '../rule.ts';
import { addStatement, change, editStatements } from '../spoil.ts';

interface Exception {
  readonly actions: RegExp;
  readonly resources: RegExp;
  readonly reason: string;
}

/** Every wildcard that a role may have. One that is in no line here is a finding. */
export const exceptions: readonly Exception[] = [
  {
    actions: /^xray:Put(TelemetryRecords|TraceSegments)$/,
    resources: /^\*$/,
    reason: 'X-Ray knows no resource for writing traces.',
  },
  {
    actions:
      /^ec2:(Assign|Unassign)PrivateIpAddresses$|^ec2:(Create|Delete)NetworkInterface$|^ec2:Describe(NetworkInterfaces|Subnets)$/,
    resources: /^\*$/,
    reason:
      'Lambda attaches functions to a VPC with these, and checks for exactly them; only where vpc_enabled is on.',
  },
  {
    actions: /^cloudwatch:DescribeAlarms$/,
    resources: /^\*$/,
    reason: 'CodeDeploy lists alarms; CloudWatch knows no resource for a list.',
  },
  {
    actions: /^cloudwatch:PutMetricData$|^s3:ListAllMyBuckets$/,
    resources: /^\*$/,
    reason:
      'The synthetic canary: neither has a resource, and the metric is bound to its namespace by a condition.',
  },
  {
    actions: /^logs:(Create(LogGroup|LogStream)|PutLogEvents|DescribeLogStreams)$/,
    resources:
      /:log-group:[\w/.-]+:\*$|:log-group:\/aws\/appsync\/apis\/\*$|:log-group:\/aws\/lambda\/cwsyn-[\w-]+-\*$/,
    reason:
      'The streams of one log group; AppSync and Synthetics name their groups by an id that is made later.',
  },
  {
    actions: /^s3:/,
    resources: /^arn:aws:s3:::[a-z0-9.-]+\/([\w./-]+\/)?\*$/,
    reason: 'Objects of one bucket, below a prefix: their names are data.',
  },
  {
    actions: /^iot:Publish$/,
    resources: /:topic\/northwind\/lockers\/\*\/commands$/,
    reason: 'A command goes to the locker that it is for; lockers are data.',
  },
];

/** AWS’s own policies that a role may have, and why ours would not do. */
const managedPolicies: Readonly<Record<string, string>> = {
  'arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup':
    'AWS Backup grows its own needs.',
  'arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup': 'AWS Backup grows its own needs.',
  'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs':
    'API Gateway refuses a role that may less.',
};

const rolePolicies = (stack: Stack): readonly PlannedResource[] => everyOfType(stack, 'aws_iam_role_policy');

const excepted = (action: string, resource: string): boolean =>
  exceptions.some((exception) => exception.actions.test(action) && exception.resources.test(resource));

/** @returns the wildcards of a statement that no exception covers, as text */
export function wildcards({ effect, actions, resources }: PolicyStatement): readonly string[] {
  if (effect === 'Deny') return [];
  const wide = actions.filter((action) => /[*?]/.test(action)).map((action) => `the action ${action}`);
  const loose = resources
    .filter((resource) => /[*?]/.test(resource))
    .flatMap((resource) =>
      actions.filter((action) => !excepted(action, resource)).map((action) => `${action} on ${resource}`),
    );
  return [...wide, ...loose];
}

export const rolesHaveNoWildcards: Rule = {
  name: 'No role has a wildcard action or resource, but for the listed exceptions, nor a policy of AWS that is not listed',
  check(_environment, stack) {
    return [
      ...rolePolicies(stack).flatMap(({ address, values }) =>
        statements(text(values, 'policy')).flatMap((statement) =>
          wildcards(statement).map((what) => `${address} allows ${what}.`),
        ),
      ),
      ...everyOfType(stack, 'aws_iam_role_policy_attachment')
        .filter(({ values }) => managedPolicies[text(values, 'policy_arn')] === undefined)
        .map(({ address, values }) => `${address} attaches ${text(values, 'policy_arn')}.`),
    ];
  },
  counterexamples: {
    'every action of a service': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Allow',
          Action: 'dynamodb:*',
          Resource: 'arn:aws:dynamodb:eu-central-1:1:table/t',
        }),
      ),
    'an action on everything': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        addStatement(values, 'policy', { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: '*' }),
      ),
    'every table': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Allow',
          Action: 'dynamodb:GetItem',
          Resource: ['arn:aws:dynamodb:eu-central-1:1:table/*'],
        }),
      ),
    'an excepted resource with another action': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Allow',
          Action: ['xray:PutTraceSegments', 'xray:GetTraceSummaries'],
          Resource: '*',
        }),
      ),
    'administrator rights': (spoiled) =>
      change(
        spoiled,
        'aws_iam_role_policy_attachment',
        (values) => (values['policy_arn'] = 'arn:aws:iam::aws:policy/AdministratorAccess'),
      ),
  },
};

const isTable = (access: AnyAccess): access is TableAccess => access.kind === 'table';

/** `dynamodb:GetItem on table for P#*`, one line each, for comparison. */
const grants = (access: readonly AnyAccess[]): ReadonlySet<string> =>
  new Set(
    access
      .filter(isTable)
      .flatMap(({ actions, on, leadingKeys }) =>
        actions.flatMap((action) =>
          (on === 'table' ? ['table'] : on).flatMap((place) =>
            leadingKeys.map((key) => `${action} on ${place} for ${key}`),
          ),
        ),
      ),
  );

const leadingKeys = ({ condition }: PolicyStatement): readonly string[] =>
  texts(
    (condition['ForAllValues:StringLike'] as { 'dynamodb:LeadingKeys'?: string[] } | undefined)?.[
      'dynamodb:LeadingKeys'
    ],
  );

/** Stream actions belong to the trigger and have no partition key. */
const itemActions = (statement: PolicyStatement): readonly string[] =>
  statement.actions.filter(
    (action) => action.startsWith('dynamodb:') && !/Stream|GetRecords|GetShardIterator/.test(action),
  );

function tableGrants(policy: string): {
  readonly lines: ReadonlySet<string>;
  readonly unbound: readonly string[];
} {
  const lines = new Set<string>();
  const unbound: string[] = [];
  for (const statement of statements(policy)) {
    const actions = itemActions(statement);
    if (statement.effect === 'Deny' || actions.length === 0) continue;
    const keys = leadingKeys(statement);
    if (keys.length === 0 || keys.includes('*')) unbound.push(actions.join(', '));
    for (const resource of statement.resources) {
      const place = /\/index\/([\w.*-]+)$/.exec(resource)?.[1] ?? 'table';
      for (const action of actions) for (const key of keys) lines.add(`${action} on ${place} for ${key}`);
    }
  }
  return { lines, unbound };
}

/** Role → what its owner's definition says of the table. */
function definedAccess(
  environment: string,
  { functions, fields }: Sources,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([
    ...Object.entries(functions.functions).map(([name, { access }]): [string, ReadonlySet<string>] => [
      `northwind-${environment}-${name}-`,
      grants(access),
    ]),
    ...fields.dataSources.map(({ name, access = [] }): [string, ReadonlySet<string>] => [
      `northwind-${environment}-graphql-${name}-`,
      grants(access),
    ]),
  ]);
}

export const tableAccessFollowsDefinitions: Rule = {
  name: 'Every function’s and data source’s role allows on the table exactly the actions, indexes and leading keys of its definition',
  check(environment, stack, sources) {
    const defined = definedAccess(environment, sources);
    const findings: string[] = [];
    for (const [step, { settled }] of stack) {
      if (!step.startsWith('app')) continue;
      const region = step.slice('app '.length);
      const policies = new Map(
        ofType(settled, 'aws_iam_role_policy').map(({ values }) => [
          text(values, 'role'),
          text(values, 'policy'),
        ]),
      );
      for (const [prefix, expected] of defined) {
        const policy = policies.get(`${prefix}${region}`);
        policies.delete(`${prefix}${region}`);
        if (policy === undefined) {
          if (expected.size > 0) findings.push(`${step}: ${prefix}${region} has no policy.`);
          continue;
        }
        const { lines, unbound } = tableGrants(policy);
        for (const what of unbound)
          findings.push(`${step}: ${prefix}${region} allows ${what} for any partition.`);
        for (const line of lines)
          if (!expected.has(line))
            findings.push(`${step}: ${prefix}${region} allows ${line}, which no definition says.`);
        for (const line of expected)
          if (!lines.has(line)) findings.push(`${step}: ${prefix}${region} lacks ${line}.`);
      }
      for (const [role, policy] of policies) {
        if (tableGrants(policy).lines.size + tableGrants(policy).unbound.length > 0)
          findings.push(`${step}: ${role} reaches the table and has no definition.`);
      }
    }
    return findings;
  },
  counterexamples: {
    'a role without leading keys': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => delete statement['Condition']),
      ),
    'leading keys that are anything': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => {
          const condition = statement['Condition'] as Record<string, Record<string, unknown>> | undefined;
          const like = condition?.['ForAllValues:StringLike'];
          if (like) like['dynamodb:LeadingKeys'] = ['*'];
        }),
      ),
    'a Scan': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Allow',
          Action: 'dynamodb:Scan',
          Resource: 'arn:aws:dynamodb:eu-central-1:1:table/t',
        }),
      ),
    'an index that the definition does not name': (spoiled) =>
      change(
        spoiled,
        'aws_iam_role_policy',
        (values) => (values['policy'] = String(values['policy']).replaceAll('/index/gsi1', '/index/gsi9')),
      ),
    'a right that the definition has and the role has not': ({ sources }) => {
      for (const { access } of Object.values(sources.functions.functions)) {
        (access as unknown[]).push({
          kind: 'table',
          actions: ['dynamodb:GetItem'],
          on: 'table',
          leadingKeys: ['NEW#*'],
        });
      }
    },
  },
};
