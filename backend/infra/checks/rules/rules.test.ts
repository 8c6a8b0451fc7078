import { describe, expect, it } from 'vitest';
import { blocks, statements, text, type Values } from '../plan.ts';
import { originToken } from '../sound-entries.ts';
import { soundStack } from '../sound-stack.ts';
import { rootFields } from '../sources.ts';
import { change } from '../spoil.ts';
import { argumentsAreSafe } from './arguments/index.ts';
import { originsKnowTheEdge } from './edge.ts';
import { rules } from './index.ts';
import { exceptions, wildcards } from './roles.ts';

/** Needs every argument of every type, which only a real plan has; it has tests of its own. */
const ofSmallStacks = rules.filter((rule) => rule !== argumentsAreSafe);

describe.each(ofSmallStacks.map((rule) => ({ rule, name: rule.name })))('$name', ({ rule }) => {
  it('is so of a sound stack', () => {
    const { environment, stack, sources } = soundStack();
    expect(rule.check(environment, stack, sources)).toEqual([]);
  });

  it.each(Object.entries(rule.counterexamples))('is not so of %s', (_what, spoil) => {
    const spoiled = soundStack();
    spoil(spoiled);
    expect(rule.check(spoiled.environment, spoiled.stack, spoiled.sources)).not.toEqual([]);
  });
});

describe('A new origin token', () => {
  const [oldToken, newToken] = [originToken, 'fresh-fresh-fresh-fresh-fresh-00'];
  /** What is wrong where the edge sends one token and the origins accept these. */
  const acceptedBy = (sent: string, accepted: readonly string[]) => {
    const spoiled = soundStack();
    change(spoiled, 'aws_cloudfront_distribution', (values) => {
      values['origin'] = JSON.parse(JSON.stringify(values['origin']).replaceAll(originToken, sent));
    });
    change(
      spoiled,
      'aws_wafv2_web_acl',
      (values) => {
        values['rule'] = blocks(values, 'rule').flatMap((rule) => {
          const written = JSON.stringify(rule);
          if (!written.includes(originToken)) return [rule];
          return accepted.map((token) => JSON.parse(written.replaceAll(originToken, token)) as Values);
        });
      },
      ({ values }) => text(values, 'scope') === 'REGIONAL',
    );
    return originsKnowTheEdge.check(spoiled.environment, spoiled.stack, spoiled.sources);
  };

  it('is accepted before it is sent, and the old one until nobody sends it', () => {
    for (const [sent, accepted] of [
      [oldToken, [oldToken]],
      [oldToken, [oldToken, newToken]],
      [newToken, [newToken, oldToken]],
      [newToken, [newToken]],
    ] as const)
      expect(acceptedBy(sent, accepted)).toEqual([]);
  });

  it('closes both doors when it is sent at once', () => {
    expect(acceptedBy(newToken, [oldToken])).not.toEqual([]);
  });
});

describe('Wildcards of a role', () => {
  const of = (statement: object) => statements(JSON.stringify({ Statement: statement })).flatMap(wildcards);

  it.each([
    ['xray:PutTraceSegments', '*'],
    ['logs:PutLogEvents', 'arn:aws:logs:eu-central-1:1:log-group:/aws/lambda/northwind-prod-invoices-api:*'],
    ['s3:PutObject', 'arn:aws:s3:::northwind-prod-exports-1-eu-central-1/partners/*'],
    ['iot:Publish', 'arn:aws:iot:eu-central-1:1:topic/northwind/lockers/*/commands'],
  ])('%s on %s is a listed exception', (Action, Resource) => {
    expect(of({ Effect: 'Allow', Action, Resource })).toEqual([]);
  });

  it.each([
    ['s3:PutObject', 'arn:aws:s3:::*'],
    ['s3:PutObject', 'arn:aws:s3:::northwind-*/partners/*'],
    ['s3:*', 'arn:aws:s3:::northwind-prod-exports/partners/*'],
    ['logs:PutLogEvents', '*'],
    ['logs:PutLogEvents', 'arn:aws:logs:eu-central-1:1:log-group:*'],
    ['iot:Publish', 'arn:aws:iot:eu-central-1:1:topic/*'],
    ['lambda:InvokeFunction', 'arn:aws:lambda:eu-central-1:1:function:northwind-prod-*'],
    ['secretsmanager:GetSecretValue', '*'],
    ['secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:eu-central-1:1:secret:northwind-prod/*'],
    [
      'secretsmanager:GetSecretValue',
      'arn:aws:secretsmanager:eu-central-1:1:secret:northwind-prod/partners/*',
    ],
  ])('%s on %s is none', (Action, Resource) => {
    expect(of({ Effect: 'Allow', Action, Resource })).not.toEqual([]);
  });

  it('have a reason each', () => {
    for (const { reason } of exceptions) expect(reason).toMatch(/\w{3,}.*\.$/);
  });
});

describe('Root fields of a schema', () => {
  it('are found behind descriptions, arguments, directives and comments', () => {
    const schema = `
      """type Query { not: Me }"""
      type Query @aws_iam {
        # hidden: Int
        "me: text" me: Me! @aws_cognito_user_pools(cognito_groups: ["a"])
        list(first: Int = 10, after: String): [Me!]!
      \n}
      type Me {\n  id: ID!\n}
      type Subscription {\n  onMe(id: ID): Me\n    @aws_subscribe(mutations: ["x"])\n}`.replaceAll(
      /^ {6}/gm,
      '',
    );
    expect(rootFields(schema)).toEqual(['Query.me', 'Query.list', 'Subscription.onMe']);
  });
});
