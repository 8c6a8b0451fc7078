/** Who may act in a role or call a function, and whose key opens for whom. */
import { blocks, isObject, ofType, statements, text, texts } from '../plan.ts';
import type { Plan, PolicyStatement, Values } from '../plan.ts';
import { everyOfType, everywhere } from '../rule.ts';
import type { Rule, Stack } from '../rule.ts';
import { add, change, drop, editStatements } from '../spoil.ts';

/** Service that acts in a role: the type that names the role, and where. A service that acts for several accounts has to say for whom. */
const actors: readonly {
  readonly type: string;
  readonly at: readonly string[];
  readonly service: string;
  readonly forUsOnly: boolean;
}[] = [
  { type: 'aws_lambda_function', at: ['role'], service: 'lambda.amazonaws.com', forUsOnly: false },
  { type: 'aws_pipes_pipe', at: ['role_arn'], service: 'pipes.amazonaws.com', forUsOnly: true },
  { type: 'aws_iot_topic_rule', at: ['sqs', 'role_arn'], service: 'iot.amazonaws.com', forUsOnly: true },
  {
    type: 'aws_iot_topic_rule',
    at: ['error_action', 'sqs', 'role_arn'],
    service: 'iot.amazonaws.com',
    forUsOnly: true,
  },
  { type: 'aws_iot_logging_options', at: ['role_arn'], service: 'iot.amazonaws.com', forUsOnly: true },
  {
    type: 'aws_scheduler_schedule',
    at: ['target', 'role_arn'],
    service: 'scheduler.amazonaws.com',
    forUsOnly: true,
  },
  {
    type: 'aws_appsync_datasource',
    at: ['service_role_arn'],
    service: 'appsync.amazonaws.com',
    forUsOnly: true,
  },
  {
    type: 'aws_appsync_graphql_api',
    at: ['log_config', 'cloudwatch_logs_role_arn'],
    service: 'appsync.amazonaws.com',
    forUsOnly: true,
  },
  {
    type: 'aws_codedeploy_deployment_group',
    at: ['service_role_arn'],
    service: 'codedeploy.amazonaws.com',
    forUsOnly: true,
  },
  {
    type: 'aws_api_gateway_account',
    at: ['cloudwatch_role_arn'],
    service: 'apigateway.amazonaws.com',
    forUsOnly: false,
  },
  {
    type: 'aws_backup_selection',
    at: ['iam_role_arn'],
    service: 'backup.amazonaws.com',
    forUsOnly: true,
  },
  {
    type: 'aws_synthetics_canary',
    at: ['execution_role_arn'],
    service: 'lambda.amazonaws.com',
    forUsOnly: false,
  },
  {
    type: 'aws_s3_bucket_replication_configuration',
    at: ['role'],
    service: 's3.amazonaws.com',
    forUsOnly: false,
  },
];

function at(values: Values, path: readonly string[]): readonly string[] {
  const [name = '', ...rest] = path;
  if (rest.length === 0) return texts(values[name]);
  return blocks(values, name).flatMap((nested) => at(nested, rest));
}

const services = ({ principal }: PolicyStatement): readonly string[] =>
  isObject(principal) ? texts(principal['Service']) : [];

const conditions = ({ condition }: PolicyStatement): Values =>
  Object.assign({}, ...Object.values(condition).filter(isObject)) as Values;

export const rolesTrustTheirService: Rule = {
  name: 'Every role that a service acts in trusts that service, nobody else, and only on behalf of this account',
  check(_environment, stack) {
    const roles = new Map(
      everyOfType(stack, 'aws_iam_role').map(({ values }) => [
        text(values, 'arn'),
        statements(text(values, 'assume_role_policy')),
      ]),
    );
    return actors.flatMap(({ type, at: path, service, forUsOnly }) =>
      everyOfType(stack, type).flatMap(({ address, values }) =>
        at(values, path).flatMap((arn) => {
          const trust = roles.get(arn);
          if (trust === undefined) return [`${address} acts in ${arn}, which nobody made.`];
          const said = trust.flatMap(services);
          if (
            !said.includes(service) ||
            !trust.every(({ effect, actions }) => effect === 'Allow' && actions.includes('sts:AssumeRole'))
          )
            return [`${address} does nothing: ${service} may not act in ${arn}.`];
          if (said.some((other) => other !== service)) return [`${arn} is ${said.join(' and ')}’s too.`];
          const bound = trust.every(
            (statement) => texts(conditions(statement)['aws:SourceAccount']).length === 1,
          );
          return forUsOnly && !bound
            ? [`${arn}: ${service} may act in it for another account (a confused deputy).`]
            : [];
        }),
      ),
    );
  },
  counterexamples: {
    'a role of another service': (spoiled) =>
      change(spoiled, 'aws_iam_role', (values) =>
        editStatements(values, 'assume_role_policy', (statement) => {
          statement['Principal'] = { Service: 'ec2.amazonaws.com' };
        }),
      ),
    'a role that nobody made': (spoiled) => drop(spoiled, 'aws_iam_role'),
  },
};

/** Who calls a function by its resource policy: the pool its trigger. */
function callers(stack: Stack): readonly {
  readonly by: string;
  readonly principal: string;
  readonly arn: string;
  readonly source: string;
}[] {
  return [
    ...everyOfType(stack, 'aws_cognito_user_pool').flatMap(({ address, values }) =>
      at(values, ['lambda_config', 'pre_token_generation_config', 'lambda_arn']).map((arn) => ({
        by: address,
        principal: 'cognito-idp.amazonaws.com',
        arn,
        source: text(values, 'arn'),
      })),
    ),
  ];
}

export const callersMayCall: Rule = {
  name: 'The user pool may call its trigger, by the alias that it names',
  check(_environment, stack) {
    const permissions = everyOfType(stack, 'aws_lambda_permission');
    return callers(stack)
      .filter(
        ({ principal, arn, source }) =>
          !permissions.some(
            ({ values }) =>
              text(values, 'principal') === principal &&
              text(values, 'action') === 'lambda:InvokeFunction' &&
              arn.endsWith(`:function:${text(values, 'function_name')}:${text(values, 'qualifier')}`) &&
              text(values, 'source_arn') === source,
          ),
      )
      .map(({ by, principal, arn }) => `${by}: ${principal} may not call ${arn}: nobody gets a token.`);
  },
  counterexamples: {
    'a trigger that the pool may not call': (spoiled) =>
      drop(
        spoiled,
        'aws_lambda_permission',
        ({ values }) => text(values, 'principal') === 'cognito-idp.amazonaws.com',
      ),
    'a permission on the function in place of its alias': (spoiled) =>
      change(spoiled, 'aws_lambda_permission', (values) => (values['qualifier'] = null)),
  },
};

/** Service that uses the data key in its own name → which resource makes it do so. */
const keyUsers: readonly { readonly service: string; readonly because: string; readonly type: string }[] = [
  {
    service: 'events.amazonaws.com',
    because: 'events do not reach encrypted queues',
    type: 'aws_cloudwatch_event_bus',
  },
  {
    service: 'cloudwatch.amazonaws.com',
    because: 'alarms do not reach encrypted topics',
    type: 'aws_sns_topic',
  },
  {
    service: 'budgets.amazonaws.com',
    because: 'budgets do not reach encrypted topics',
    type: 'aws_budgets_budget',
  },
  {
    service: 'cloudfront.amazonaws.com',
    because: 'the dashboard’s files stay closed',
    type: 'aws_cloudfront_origin_access_control',
  },
];

const keyActions: Readonly<Record<string, readonly string[]>> = {
  'cloudfront.amazonaws.com': ['kms:Decrypt'],
  // For its archive (EventBridge User Guide, "Encrypting EventBridge archives with AWS KMS keys").
  'events.amazonaws.com': [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:GenerateDataKey',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
};

const keysOf = (plan: Plan) => ['aws_kms_key', 'aws_kms_replica_key'].flatMap((type) => ofType(plan, type));

export const keysOpenForServices: Rule = {
  name: 'No key is locked away from its own account or opens on behalf of others, and the data keys open for the services that use them in their own name',
  check(_environment, stack) {
    const used = keyUsers.filter(({ type }) => everyOfType(stack, type).length > 0);
    const keys = everywhere(stack, keysOf);
    const opensForAccount = ({ effect, actions, principal }: PolicyStatement): boolean =>
      effect === 'Allow' &&
      actions.includes('kms:*') &&
      isObject(principal) &&
      JSON.stringify(principal).includes(':root');
    // Without a policy a key has AWS's own, which opens for the account.
    const locked = keys
      .filter(({ values }) => text(values, 'policy') !== '')
      .filter(({ values }) => !statements(text(values, 'policy')).some(opensForAccount))
      .map(({ address }) => `${address} is locked away from its own account.`);
    const isBound = (statement: PolicyStatement): boolean => {
      const bound = conditions(statement);
      return texts(bound['aws:SourceAccount']).length + texts(bound['aws:SourceArn']).length > 0;
    };
    const loose = keys.flatMap(({ address, values }) =>
      statements(text(values, 'policy'))
        .filter((statement) => statement.effect === 'Allow' && services(statement).length > 0)
        .filter((statement) => !isBound(statement))
        .map(({ sid }) => `${address}: ${sid} opens for services on behalf of any account.`),
    );
    const data = keys
      .filter(({ address }) => address.startsWith('data'))
      .flatMap(({ address, values }) => {
        const policy = statements(text(values, 'policy'));
        const closed = used
          .filter(({ service }) =>
            (keyActions[service] ?? ['kms:Decrypt', 'kms:GenerateDataKey']).some(
              (action) =>
                !policy.some(
                  (statement) =>
                    statement.effect === 'Allow' &&
                    services(statement).includes(service) &&
                    statement.actions.includes(action),
                ),
            ),
          )
          .map(({ service, because }) => `${address} does not open for ${service}: ${because}.`);
        return closed;
      });
    return [...locked, ...loose, ...data];
  },
  counterexamples: {
    'a key without its account': (spoiled) =>
      change(spoiled, 'aws_kms_key', (values) => (values['policy'] = '{"Statement":[]}')),
    'a key that opens for services on behalf of anybody': (spoiled) =>
      change(spoiled, 'aws_kms_key', (values) => {
        values['policy'] = String(values['policy']).replaceAll(
          /aws:Source(Account|Arn)/g,
          'aws:PrincipalOrgID',
        );
      }),
    'a key of another layer without its account': (spoiled) =>
      add(spoiled, 'aws_kms_key', {
        policy: JSON.stringify({
          Statement: { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 'kms:*' },
        }),
      }),
    'a key that does not open for EventBridge': (spoiled) =>
      change(spoiled, 'aws_kms_key', (values) => {
        values['policy'] = String(values['policy']).replaceAll('events.amazonaws.com', 'ec2.amazonaws.com');
      }),
  },
};

export const timeoutsFit: Rule = {
  name: 'A queue hides a message for at least six times its function’s time-out, and a function gives up before its door does',
  check(_environment, stack) {
    return [...stack].flatMap(([step, { settled }]) => {
      const timeouts = new Map(
        ofType(settled, 'aws_lambda_function').map(({ values }) => [
          text(values, 'function_name'),
          Number(values['timeout']),
        ]),
      );
      const queues = new Map(
        ofType(settled, 'aws_sqs_queue').map(({ values }) => [text(values, 'arn'), values]),
      );
      const mapped = ofType(settled, 'aws_lambda_event_source_mapping').flatMap(({ values }) => {
        const name = text(values, 'function_name').split(':')[6] ?? '';
        const queue = queues.get(text(values, 'event_source_arn'));
        const hidden = Number(queue?.['visibility_timeout_seconds'] ?? 0);
        const needed = 6 * (timeouts.get(name) ?? 0);
        return queue === undefined || hidden >= needed
          ? []
          : [
              `${step}: ${text(queue, 'name')} shows a message again after ${hidden} s, while ${name} may still work on it: six times its time-out are ${needed} s.`,
            ];
      });
      // API Gateway waits 29 s for an integration (API Gateway Developer Guide, "Quotas"), AppSync 30 s, Cognito 5 s for a trigger.
      // Nobody waits for `failover`, which looks out until its next run does.
      const slow = [...timeouts]
        .filter(
          ([name, seconds]) =>
            !name.endsWith('-failover') &&
            seconds > (name.endsWith('-pre-token-generation') ? 5 : name.endsWith('-api') ? 28 : 60),
        )
        .map(
          ([name, seconds]) => `${step}: ${name} may take ${seconds} s, longer than whoever waits for it.`,
        );
      return [...mapped, ...slow];
    });
  },
  counterexamples: {
    'a queue that shows a message while it is worked on': (spoiled) =>
      change(spoiled, 'aws_sqs_queue', (values) => (values['visibility_timeout_seconds'] = 30)),
  },
};
