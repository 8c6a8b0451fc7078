/** Arrows: who calls, feeds, reads or tells whom. */
import { blocks, ofType, text } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { functionOf, last, statementsOf } from './shared.ts';
import type { Arrow, Shorten } from './shared.ts';

export const actorArrows: readonly Arrow[] = [
  { from: 'partner', to: 'edge api' },
  { from: 'courier', to: 'edge api' },
  { from: 'manager', to: 'edge api' },
  { from: 'manager', to: 'edge dashboard' },
  { from: 'locker', to: 'iot' },
  { from: 'edge api', to: 'rest' },
  { from: 'edge api', to: 'graphql' },
];

export function doorArrows(app: Plan, short: Shorten): readonly Arrow[] {
  const sources = { 'apigateway.amazonaws.com': 'rest', 'cognito-idp.amazonaws.com': 'user pool' } as Record<
    string,
    string
  >;
  return [
    ...ofType(app, 'aws_lambda_permission').flatMap(({ values }): Arrow[] => {
      const from = sources[text(values, 'principal')];
      return from === undefined ? [] : [{ from, to: `function ${short(text(values, 'function_name'))}` }];
    }),
    ...ofType(app, 'aws_appsync_datasource').flatMap(({ values }): Arrow[] =>
      blocks(values, 'lambda_config').map((config) => ({
        from: 'graphql',
        to: `function ${short(functionOf(text(config, 'function_arn')))}`,
      })),
    ),
  ];
}

export function messageArrows(app: Plan, short: Shorten): readonly Arrow[] {
  const queue = (arn: string) => `queue ${short(last(arn))}`;
  const sends = ofType(app, 'aws_lambda_function').flatMap(({ values }): Arrow[] => {
    const name = text(values, 'function_name');
    return statementsOf(app, name)
      .filter(({ actions, sid }) => actions.includes('sqs:SendMessage') && sid.startsWith('Access'))
      .flatMap(({ resources }) =>
        resources.map((arn) => ({ from: `function ${short(name)}`, to: queue(arn) })),
      );
  });
  return [
    ...sends,
    ...ofType(app, 'aws_lambda_event_source_mapping')
      .filter(({ values }) => text(values, 'event_source_arn').includes(':sqs:'))
      .map(({ values }) => ({
        from: queue(text(values, 'event_source_arn')),
        to: `function ${short(functionOf(text(values, 'function_name')))}`,
      })),
    ...ofType(app, 'aws_iot_topic_rule').flatMap(({ values }) =>
      blocks(values, 'sqs').map((target) => ({ from: 'iot', to: queue(text(target, 'queue_url')) })),
    ),
    ...ofType(app, 'aws_pipes_pipe').map(({ values }) => ({
      from: queue(text(values, 'source')),
      to: 'bus',
      says: 'pipe',
    })),
    ...ofType(app, 'aws_cloudwatch_event_target').map(({ values }) => ({
      from: 'bus',
      to: queue(text(values, 'arn')),
      says: 'rule',
    })),
  ];
}

export function streamArrows(app: Plan, short: Shorten): readonly Arrow[] {
  const readers = ofType(app, 'aws_lambda_event_source_mapping').filter(({ values }) =>
    text(values, 'event_source_arn').includes(':dynamodb:'),
  );
  return readers.map(({ values }) => ({
    from: 'table',
    to: `function ${short(functionOf(text(values, 'function_name')))}`,
    says: 'stream',
    back: true,
  }));
}

/** Of the functions beside the data; those that answer say it in their box, or the arrows would cover everything. */
export function dataArrows(app: Plan, followers: ReadonlySet<string>, short: Shorten): readonly Arrow[] {
  return ofType(app, 'aws_lambda_function').flatMap(({ values }): Arrow[] => {
    const name = text(values, 'function_name');
    const from = `function ${short(name)}`;
    if (!followers.has(from)) return [];
    const allowed = statementsOf(app, name);
    const to = allowed.flatMap(({ actions, resources }) => [
      ...(actions.some((action) => /^dynamodb:.*Item$/.test(action)) ? ['table'] : []),
      ...resources.flatMap((arn) =>
        arn.startsWith('arn:aws:s3:::') ? [`bucket ${arn.slice(13).split('/')[0]}`] : [],
      ),
      ...resources.flatMap((arn) => (arn.includes(':sns:') ? [`topic ${last(arn)}`] : [])),
    ]);
    const publishes = allowed.some(({ actions }) => actions.includes('appsync:GraphQL'));
    return [
      ...to.map((target) => ({ from, to: target })),
      ...(publishes ? [{ from, to: 'graphql', says: 'mutation', back: true }] : []),
    ];
  });
}
