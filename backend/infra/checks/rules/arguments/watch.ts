import { blocks, text } from '../../plan.ts';
import type { Requirement } from './requirement.ts';

/** Silence of these is the symptom itself. */
const isOutside = (values: Parameters<NonNullable<Requirement['where']>>[0]) =>
  ['CloudWatchSynthetics', 'AWS/Route53'].includes(text(values, 'namespace')) ||
  text(values, 'metric_name') === 'Invocations';

/** What tells people that something is wrong. */
export const watchRequirements: readonly Requirement[] = [
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'treat_missing_data',
    is: 'breaching',
    or: 'a canary, a health check or a failover function that no longer runs looks healthy',
    where: isOutside,
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'treat_missing_data',
    is: 'notBreaching',
    or: 'a quiet night wakes people, or ends an alarm',
    where: (values) => !isOutside(values),
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'comparison_operator',
    is: 'LessThanThreshold',
    or: 'the alarm goes off when all is well, and only then',
    where: isOutside,
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'comparison_operator',
    is: /^GreaterThan(OrEqualTo)?Threshold$/,
    or: 'the alarm goes off when all is well, and only then',
    where: (values) => !isOutside(values),
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'threshold',
    is: /^(100|[1-9]\d?)$/,
    or: 'no percentage reaches it, and the alarm never ends',
    where: (values) => text(values, 'metric_name') === 'SuccessPercent',
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'evaluation_periods',
    is: /^([1-9]|1\d)$/,
    or: 'people hear of it hours later',
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'datapoints_to_alarm',
    is: /^([1-9]|1\d)$/,
    or: 'one good minute among bad ones keeps the alarm quiet',
    where: (values) => Number(values['evaluation_periods']) > 1,
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'metric_query.period',
    is: /^[1-9]\d+$/,
    or: 'CloudWatch refuses a query without a period',
    where: (values) =>
      blocks(values, 'metric_query').some((query) => text(query, 'expression').startsWith('SELECT')),
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'statistic',
    is: /^(Average|Maximum|Minimum|Sum)$/,
    or: 'CloudWatch does not know what to compare',
    where: (values) => text(values, 'metric_name') !== '' && text(values, 'extended_statistic') === '',
  },
  {
    type: 'aws_cloudwatch_query_definition',
    at: 'log_group_names',
    is: /^\["\/?[\w-]+\//,
    or: 'the question is asked of no log',
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'threshold',
    is: /^\d/,
    or: 'the alarm has nothing to compare with',
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'alarm_actions',
    is: /-ticket"/,
    or: 'nobody learns of a message that was not delivered',
    where: (values) => text(values, 'alarm_name').endsWith('-dead-letters'),
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'alarm_actions',
    is: /-ticket"/,
    or: 'nobody learns that the doors do not answer',
    where: (values) => text(values, 'namespace') === 'CloudWatchSynthetics',
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'period',
    is: /^(60|300|600|900)$/,
    or: 'a symptom is seen hours later',
    where: (values) => text(values, 'metric_name') !== '',
  },
  { type: 'aws_synthetics_canary', at: 'handler', is: 'canary.handler', or: 'the canary fails at every run' },
  {
    type: 'aws_synthetics_canary',
    at: 'start_canary',
    is: true,
    or: 'nobody looks at the doors from outside',
  },
  {
    type: 'aws_synthetics_canary',
    at: 'run_config.active_tracing',
    is: true,
    or: 'the canary’s calls are in no trace',
  },
  {
    type: 'aws_synthetics_canary',
    at: 'run_config.environment_variables',
    is: /^(?=.*"GRAPHQL_URL":"https:).*"REST_URL":"https:/,
    or: 'the canary looks at nothing',
  },
  {
    type: 'aws_synthetics_canary',
    at: 'schedule.expression',
    is: /^rate\(([1-9]|10|15) minutes\)$/,
    or: 'a door that is closed is seen late',
  },
  {
    type: 'aws_synthetics_canary',
    at: 'artifact_config.s3_encryption.kms_key_arn',
    is: /^arn:aws:kms:/,
    or: 'what the canary saw lies unencrypted with our key',
  },
  {
    type: 'aws_cloudwatch_composite_alarm',
    at: 'alarm_actions',
    is: /-(page|ticket)"/,
    or: 'nobody learns of a correlated fault',
    where: (values) => text(values, 'alarm_rule').includes(' AND '),
  },
  {
    type: 'aws_cloudwatch_composite_alarm',
    at: 'ok_actions',
    is: /-page"/,
    or: 'nobody learns that it is over',
    where: (values) => /-page"/.test(JSON.stringify(values['alarm_actions'] ?? null)),
  },
  {
    type: 'aws_cloudwatch_metric_alarm',
    at: 'metric_query',
    is: /^(?=.*"return_data":true)(?!.*"return_data":true.*"return_data":true)/,
    or: 'CloudWatch does not know which of the numbers to compare',
    where: (values) => blocks(values, 'metric_query').length > 0,
  },
];
