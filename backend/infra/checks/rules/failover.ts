/** A lost Region is left by itself, on every channel, and stays left until a person says otherwise. */
import {
  blocks,
  isObject,
  ofType,
  statements,
  text,
  texts,
  type Plan,
  type PlannedResource,
  type Values,
} from '../plan.ts';
import { everyOfType, type Rule, type Stack } from '../rule.ts';
import { change, drop, editStatements } from '../spoil.ts';
import { readers } from './regions.ts';

/** Longest time to live of a name that moves, seconds: with three health checks of ten seconds it is within the minute. */
const longestSeconds = 10;

const policyOf = ({ values }: PlannedResource): string =>
  text(blocks(values, 'failover_routing_policy')[0] ?? {}, 'type');

/** The records of one name that says which Region is active. */
interface ActiveName {
  readonly name: string;
  readonly primary: PlannedResource | undefined;
  readonly secondary: PlannedResource | undefined;
}

function activeName(stack: Stack): ActiveName {
  const records = everyOfType(stack, 'aws_route53_record').filter(
    (record) => text(record.values, 'type') === 'TXT' && policyOf(record) !== '',
  );
  const [primary] = records.filter((record) => policyOf(record) === 'PRIMARY');
  const [secondary] = records.filter((record) => policyOf(record) === 'SECONDARY');
  return { name: text(primary?.values ?? {}, 'name'), primary, secondary };
}

const environmentOf = (values: Values): Values => {
  const variables = blocks(values, 'environment')[0]?.['variables'];
  return isObject(variables) ? variables : {};
};

const appSteps = (stack: Stack): readonly (readonly [string, Plan])[] =>
  [...stack].flatMap(([step, { settled }]) => (step.startsWith('app') ? [[step, settled] as const] : []));

const functionNamed = (plan: Plan, name: string): Values | undefined =>
  ofType(plan, 'aws_lambda_function').find(({ values }) => text(values, 'function_name') === name)?.values;

/** For counterexamples: a function that goes by the name, but for the one that leads the edge. */
const isReader = ({ values }: PlannedResource): boolean =>
  'FAILOVER_NAME' in environmentOf(values) && !text(values, 'function_name').endsWith('-failover');

export const oneRegionPublishes: Rule = {
  name: 'Both Regions read the table’s stream, and each function that does knows by which name the active one publishes',
  check(_environment, stack) {
    const { name } = activeName(stack);
    if (name === '') return ['No name says which Region is active: both publish everything, or none does.'];
    return appSteps(stack).flatMap(([step, plan]) => {
      const reading = readers(plan);
      if (reading.length === 0) return [`${step} reads nothing: after a failover no event is published.`];
      return reading.flatMap(({ values }) => {
        const reader = text(values, 'function_name').split(':')[6] ?? '';
        const known = text(environmentOf(functionNamed(plan, reader) ?? {}), 'FAILOVER_NAME');
        return known === name
          ? []
          : [
              `${step}: ${reader} goes by ${known || 'no name'} and not by ${name}: it publishes what the other does.`,
            ];
      });
    });
  },
  counterexamples: {
    'Regions that read nothing': (spoiled) =>
      change(
        spoiled,
        'aws_lambda_event_source_mapping',
        (values) => (values['enabled'] = false),
        ({ values }) => text(values, 'event_source_arn').includes(':dynamodb:'),
      ),
    'a standby that publishes too': (spoiled) =>
      change(spoiled, 'aws_lambda_function', (values) => (values['environment'] = []), isReader),
    'a reader that goes by another name': (spoiled) =>
      change(
        spoiled,
        'aws_lambda_function',
        (values) => (values['environment'] = [{ variables: { FAILOVER_NAME: 'rest.example.com' } }]),
        isReader,
      ),
    'no name that says who is active': (spoiled) =>
      drop(spoiled, 'aws_route53_record', ({ values }) => text(values, 'type') === 'TXT'),
  },
};

/** What is wrong with the names that move. */
function nameFindings(stack: Stack): readonly string[] {
  const { primary, secondary } = activeName(stack);
  if (primary === undefined || secondary === undefined)
    return ['No name leads from the primary Region to the other.'];
  const rest = everyOfType(stack, 'aws_route53_record').find(
    ({ values }) =>
      text(values, 'type') === 'CNAME' &&
      text(values, 'set_identifier') === text(primary.values, 'set_identifier'),
  );
  return [
    ...[primary, secondary]
      .filter(({ values }) => texts(values['records']).join() !== text(values, 'set_identifier'))
      .map(({ address }) => `${address} does not say its Region.`),
    ...[primary, secondary, ...(rest ? [rest] : [])]
      .filter(({ values }) => !(Number(values['ttl']) <= longestSeconds))
      .map(
        ({ address, values }) =>
          `${address} is kept for ${String(values['ttl'])} s: nobody is there within the minute.`,
      ),
    ...(text(primary.values, 'health_check_id') !== '' &&
    text(primary.values, 'health_check_id') === text(rest?.values ?? {}, 'health_check_id')
      ? []
      : [`${primary.address} does not follow REST’s health check: the channels go different ways.`]),
  ];
}

/** What is wrong with the function in one Region. */
function functionFindings(environment: string, stack: Stack, step: string, plan: Plan): readonly string[] {
  const name = `northwind-${environment}-failover`;
  const found = functionNamed(plan, name);
  if (found === undefined) return [`${step}: nobody leads GraphQL elsewhere.`];
  const { name: record, primary } = activeName(stack);
  const [key] = everyOfType(stack, 'aws_cloudfrontkeyvaluestore_key');
  const expected: Readonly<Record<string, string>> = {
    FAILOVER_NAME: record,
    PRIMARY_REGION: text(primary?.values ?? {}, 'set_identifier'),
    PRIMARY_HEALTH_CHECK_ID: text(primary?.values ?? {}, 'health_check_id'),
    EDGE_STORE_ARN: text(key?.values ?? {}, 'key_value_store_arn'),
    EDGE_STORE_KEY: text(key?.values ?? {}, 'key'),
  };
  const known = environmentOf(found);
  const starts = ofType(plan, 'aws_scheduler_schedule').filter(
    ({ values }) =>
      text(values, 'schedule_expression') === 'rate(1 minute)' &&
      text(values, 'state') !== 'DISABLED' &&
      text(blocks(values, 'target')[0] ?? {}, 'arn').endsWith(`:function:${name}:live`),
  );
  return [
    ...Object.entries(expected)
      .filter(([variable, value]) => value === '' || text(known, variable) !== value)
      .map(([variable, value]) => `${step}: ${name} has a ${variable} that is not ${value || 'there'}.`),
    ...(starts.length === 1 ? [] : [`${step}: nothing starts ${name} every minute.`]),
    ...(blocks(found, 'vpc_config').length === 0
      ? []
      : [`${step}: ${name} is in a VPC, which has no way to the edge's store.`]),
  ];
}

const alarmMetrics = ['Errors', 'Invocations'];

export const failoverNeedsNobody: Rule = {
  name: 'In each Region a function looks every minute at the name that follows REST’s health check and leads the edge there; when it fails or stands still, somebody hears of it',
  check(environment, stack) {
    const steps = appSteps(stack);
    const name = `northwind-${environment}-failover`;
    const alarms = everyOfType(stack, 'aws_cloudwatch_metric_alarm').filter(
      ({ values }) =>
        isObject(values['dimensions']) &&
        text(values['dimensions'], 'FunctionName') === name &&
        texts(values['alarm_actions']).length > 0,
    );
    return [
      ...nameFindings(stack),
      ...steps.flatMap(([step, plan]) => functionFindings(environment, stack, step, plan)),
      ...alarmMetrics
        .filter(
          (metric) =>
            alarms.filter(({ values }) => text(values, 'metric_name') === metric).length < steps.length,
        )
        .map(
          (metric) => `Nobody hears of it when ${name} has ${metric === 'Errors' ? 'failed' : 'not run'}.`,
        ),
    ];
  },
  counterexamples: {
    'a name that is kept for a minute': (spoiled) =>
      change(spoiled, 'aws_route53_record', (values) => (values['ttl'] = 60)),
    'a name that follows another health check than REST': (spoiled) =>
      change(
        spoiled,
        'aws_route53_record',
        (values) => (values['health_check_id'] = 'another'),
        ({ values }) => text(values, 'type') === 'TXT',
      ),
    'a name that says the other Region': (spoiled) =>
      change(
        spoiled,
        'aws_route53_record',
        (values) => (values['records'] = ['eu-west-1']),
        ({ values }) => text(values, 'type') === 'TXT',
      ),
    'a Region in which nobody looks': (spoiled) =>
      drop(spoiled, 'aws_lambda_function', ({ values }) =>
        text(values, 'function_name').endsWith('-failover'),
      ),
    'a function that nothing starts': (spoiled) => drop(spoiled, 'aws_scheduler_schedule'),
    'a look once an hour': (spoiled) =>
      change(spoiled, 'aws_scheduler_schedule', (values) => (values['schedule_expression'] = 'rate(1 hour)')),
    'a schedule that is switched off': (spoiled) =>
      change(spoiled, 'aws_scheduler_schedule', (values) => (values['state'] = 'DISABLED')),
    'a function that writes another key than the edge reads': (spoiled) =>
      change(spoiled, 'aws_cloudfrontkeyvaluestore_key', (values) => (values['key'] = 'other')),
    'a function in a VPC': (spoiled) =>
      change(
        spoiled,
        'aws_lambda_function',
        (values) => (values['vpc_config'] = [{ subnet_ids: ['subnet-1'] }]),
      ),
    'nobody who hears of a failure': (spoiled) =>
      change(
        spoiled,
        'aws_cloudwatch_metric_alarm',
        (values) => (values['alarm_actions'] = []),
        ({ values }) => text(values, 'metric_name') === 'Errors',
      ),
    'nobody who hears that it stands still': (spoiled) =>
      drop(
        spoiled,
        'aws_cloudwatch_metric_alarm',
        ({ values }) => text(values, 'metric_name') === 'Invocations',
      ),
  },
};

export const aLeftRegionIsHeld: Rule = {
  name: 'Whoever leads away from the primary Region may hold it, and no other Region leads back because it is ill itself',
  check(environment, stack) {
    const { primary } = activeName(stack);
    const check = `arn:aws:route53:::healthcheck/${text(primary?.values ?? {}, 'health_check_id')}`;
    const holders = appSteps(stack).flatMap(([step, plan]) => {
      const allowed = ofType(plan, 'aws_iam_role_policy')
        .filter(({ values }) => text(values, 'role').startsWith(`northwind-${environment}-failover-`))
        .flatMap(({ values }) => statements(text(values, 'policy')))
        .some(
          ({ effect, actions, resources }) =>
            effect === 'Allow' && actions.includes('route53:UpdateHealthCheck') && resources.includes(check),
        );
      return allowed ? [] : [`${step}: a Region that was lost is asked again before its data is whole.`];
    });
    const leading = everyOfType(stack, 'aws_route53_record')
      .filter((record) => policyOf(record) === 'SECONDARY' && text(record.values, 'health_check_id') !== '')
      .map(
        ({ address }) =>
          `${address} has a health check: where the standby fails it, everybody goes to a Region that is held.`,
      );
    return [...holders, ...leading];
  },
  counterexamples: {
    'a function that may not hold the primary': (spoiled) =>
      change(
        spoiled,
        'aws_iam_role_policy',
        (values) =>
          editStatements(values, 'policy', (statement) => {
            if (statement['Action'] === 'route53:UpdateHealthCheck')
              statement['Action'] = 'route53:GetHealthCheck';
          }),
        ({ values }) => text(values, 'role').includes('-failover-'),
      ),
    'a standby with a check of its own': (spoiled) =>
      change(
        spoiled,
        'aws_route53_record',
        (values) => (values['health_check_id'] = 'check-2'),
        (record) => policyOf(record) === 'SECONDARY',
      ),
  },
};
