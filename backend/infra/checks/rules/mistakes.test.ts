import { describe, expect, it } from 'vitest';
import { argumentsAreSafe, requirements } from './arguments/index.ts';
import { isMet } from './arguments/requirement.ts';
import { rules } from './index.ts';

/** A mistake that a person might make → the counterexample that has it. `rules.test.ts` sees each turn its rule red. */
const seenByCounterexample: Readonly<Record<string, string>> = {
  'the origin header compared loosely': 'a token that has to be contained only',
  'the origin header not sent by CloudFront': 'an edge that sends no token',
  'an edge that names another Region’s AppSync': 'an edge that leads to another Region than it says',
  'a permission for each operation of a function': 'a permission for each operation',
  'threat protection off': 'a pool that nobody protects',
  'a pool that may not call its trigger': 'a trigger that the pool may not call',
  'functions that may not use the key': 'a function that may not use the key',
  'an alarm on no metric': 'an alarm on a metric that nobody publishes',
  'a pipe that may not delete what it has read': 'a worker that may not delete what it has done',
  'a time-out longer than the queue hides': 'a queue that shows a message while it is worked on',
  'a missing depends_on that only a first apply shows': 'a function that does not wait for its role’s policy',
  'a key policy without EventBridge': 'a key that does not open for EventBridge',
  'X-Ray off on a function': 'an untraced function',
  'X-Ray off on the stage': 'a stage without traces',
  'bodies in the log': 'bodies in the log',
  'a canary that moves all traffic at once': 'a function that changes all at once',
  'a standby that publishes what it reads': 'a standby that publishes too',
  'a failover that waits for a person': 'a function that nothing starts',
  'a lost Region that is asked again by itself': 'a function that may not hold the primary',
  'an alias that CodeDeploy cannot move': 'a right on the alias in place of the function',
  'method settings under a path without ~1': 'limits under a path that API Gateway does not look up',
  'a partner id in another form than the contract’s': 'a partner whose id is not the contract’s',
  'a firewall below what usage plans promise': 'a plan that is larger than the firewall',
  'a queue without a dead-letter queue': 'a queue without a dead-letter queue',
  'a bus that may not use its dead-letter queue': 'a queue that does not take events',
  'a public bucket': 'a bucket for everybody',
  'a wildcard in a role': 'an action on everything',
  'AppSync open by an API key': 'GraphQL with an API key',
  'TLS below 1.2': 'TLS 1.0 for viewers',
  'no point-in-time recovery': 'a table without point-in-time recovery',
  'the table in one Region': 'a table in one Region',
  'an origin that lets everybody in': 'an origin that lets everybody in',
  'Bot Control paid for every call': 'Bot Control for every call',
  'a door traced by the default': 'a door without a sampling rule',
  'a user pool without a firewall': 'a pool without a firewall',
  'a table that is cold at the peak': 'an index that is cold at the peak',
  'an access log that its bucket refuses': 'an access log that its bucket does not take',
  'a policy about nobody': 'a bucket policy about nobody',
  'a service control policy that binds nobody': 'a policy for nobody',
};

/** A mistake → the argument and the value that it gives it. */
const seenByArgument: readonly [mistake: string, type: string, at: string, value: string | boolean | null][] =
  [
    ['a wrong handler', 'aws_lambda_function', 'handler', 'main.handler'],
    ['X-Ray off on the GraphQL API', 'aws_appsync_graphql_api', 'xray_enabled', false],
    ['an IoT rule without error action', 'aws_iot_topic_rule', 'error_action.sqs.queue_url', null],
    [
      'any device that may speak for any locker',
      'aws_iot_policy',
      'policy',
      '{"Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}',
    ],
    ['replication disabled', 'aws_s3_bucket_replication_configuration', 'rule.status', 'Disabled'],
    ['no access log', 'aws_api_gateway_stage', 'access_log_settings.destination_arn', null],
    ['the cache on for GET', 'aws_api_gateway_method_settings', 'settings.caching_enabled', true],
    ['a canary without alarm', 'aws_codedeploy_deployment_group', 'alarm_configuration.enabled', false],
    [
      'CloudFront caching /graphql',
      'aws_cloudfront_distribution',
      'ordered_cache_behavior.cache_policy_id',
      '658327ea-f89d-4fab-a63d-7e88639e58f6',
    ],
  ];

describe('A mistake that a person might make', () => {
  const counterexamples = new Set(rules.flatMap((rule) => Object.keys(rule.counterexamples)));

  it.each(Object.entries(seenByCounterexample))(
    '%s: a rule has the counterexample “%s”',
    (_mistake, name) => {
      expect(counterexamples).toContain(name);
    },
  );

  it.each(seenByArgument)('%s: %s’s %s may not be %s', (_mistake, type, at, value) => {
    const held = requirements.filter((requirement) => requirement.type === type && requirement.at === at);
    expect(held).not.toEqual([]);
    expect(held.filter((requirement) => isMet(requirement, value))).toEqual([]);
    expect(rules).toContain(argumentsAreSafe);
  });
});
