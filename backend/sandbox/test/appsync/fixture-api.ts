/** Schema and resolvers of the fixture: one of everything that the stand-in has to know. */
import type { FunctionDefinition, ResolverDefinition } from '../../src/services/appsync/index.ts';

export const schemaSDL = /* GraphQL */ `
  type Query {
    echo(text: String, count: Int, when: AWSDateTime, data: AWSJSON): Echo
    boxes: [Box!]
    managersOnly: String @aws_cognito_user_pools(cognito_groups: ["manager"])
    systemOnly: String @aws_iam
    either: Echo @aws_iam @aws_cognito_user_pools
    required: String!
    scalar: AWSDateTime
    failing(kind: String!): Echo
    pipeline(path: String): AWSJSON
    context: AWSJSON
    answers(number: Int!): Echo
    remembered(number: Int!): Echo
  }
  type Echo @aws_iam @aws_cognito_user_pools {
    text: String
    count: Int
    when: AWSDateTime
    data: AWSJSON
    secret: String @aws_cognito_user_pools(cognito_groups: ["manager"])
  }
  type Box {
    id: ID!
    weight: Int
    label: String!
  }
  type Mutation {
    publishNote(input: NoteInput!): Note @aws_iam
    publishQuietly(input: NoteInput!): Note
    forget(number: Int!): Echo
    leaveRoom(room: String!, author: String!, times: Int): Room
  }
  type Subscription {
    onNote(room: String, author: String): Note @aws_subscribe(mutations: ["publishNote", "publishQuietly"])
    onFilteredNote(room: String!): Note @aws_subscribe(mutations: ["publishNote", "publishQuietly"])
    onManagersNote: Note
      @aws_subscribe(mutations: ["publishQuietly"])
      @aws_cognito_user_pools(cognito_groups: ["manager"])
    onSystemNote: Note @aws_subscribe(mutations: ["publishQuietly"]) @aws_iam
  }
  type Note @aws_iam @aws_cognito_user_pools {
    room: String
    author: String
    text: String
    priority: Int
    tags: [String!]
    place: Place
    must: String!
  }
  type Place @aws_iam @aws_cognito_user_pools {
    city: String
  }
  type Room {
    room: String
  }
  input NoteInput {
    room: String
    author: String
    text: String
    priority: Int
    tags: [String!]
    city: String
  }
`;

const utils = `import { util, runtime, extensions } from '@aws-appsync/utils';\n`;
const pass = `export function response(ctx) { return ctx.result; }\n`;
const payload = (expression: string) =>
  `${utils}export function request(ctx) { return { payload: ${expression} }; }\n${pass}`;
const unit = (
  typeName: string,
  fieldName: string,
  code: string,
  dataSource = 'none',
): ResolverDefinition => ({
  kind: 'UNIT',
  typeName,
  fieldName,
  dataSource,
  code,
});

const note = payload(`{ ...ctx.args.input, must: 'here', place: { city: ctx.args.input.city } }`);

export const resolvers: readonly ResolverDefinition[] = [
  unit('Query', 'echo', payload(`{ ...ctx.args, secret: 'for managers' }`)),
  unit('Query', 'either', payload(`{ text: util.authType() }`)),
  unit('Query', 'managersOnly', payload(`'for managers'`)),
  unit('Query', 'systemOnly', payload(`ctx.identity.userArn`)),
  unit('Query', 'scalar', payload(`'yesterday'`)),
  unit(
    'Query',
    'boxes',
    payload(`[{ id: 1, label: 'one' }, { id: 2, label: 'two' }, { id: 3, label: 'three' }]`),
  ),
  unit(
    'Box',
    'weight',
    `export function request(ctx) { return { operation: 'BatchInvoke', payload: ctx.source }; }\n${pass}`,
    'lambda',
  ),
  unit(
    'Query',
    'failing',
    `${utils}export function request(ctx) {
      if (ctx.args.kind === 'unauthorized') util.unauthorized();
      if (ctx.args.kind === 'early') runtime.earlyReturn({ text: 'early' });
      if (ctx.args.kind === 'selection') {
        return { payload: { text: ctx.info.selectionSetList.join(' '), data: ctx.info.selectionSetGraphQL } };
      }
      if (ctx.args.kind === 'log') console.log('seen', { kind: ctx.args.kind });
      if (ctx.args.kind === 'code') return ctx.args.nothing.at.all;
      return { payload: { text: 'data' } };
    }
    export function response(ctx) {
      if (ctx.args.kind === 'append') util.appendError('a warning', 'Warning', { text: 'kept', count: 3 }, { hint: 'h' });
      if (ctx.args.kind === 'error') util.error('it broke', 'Broken', { text: 'kept', count: 3 }, { hint: 'h' });
      if (ctx.args.kind === 'headers') util.http.addResponseHeader('x-served-by', 'resolver');
      return ctx.result;
    }`,
  ),
  unit(
    'Query',
    'answers',
    `${utils}export function request(ctx) { return { operation: 'Invoke', payload: { number: ctx.args.number } }; }
     export function response(ctx) {
       if (ctx.error) util.error(ctx.error.message, ctx.error.type, ctx.result);
       return ctx.result;
     }`,
    'lambda',
  ),
  {
    kind: 'UNIT',
    typeName: 'Query',
    fieldName: 'remembered',
    dataSource: 'lambda',
    caching: { ttlSeconds: 60, keys: ['$context.arguments.number'] },
    code: `export function request(ctx) { return { operation: 'Invoke', payload: { number: ctx.args.number } }; }\n${pass}`,
  },
  unit(
    'Mutation',
    'forget',
    `${utils}export function request(ctx) { return { payload: { count: ctx.args.number } }; }
     export function response(ctx) {
       extensions.evictFromApiCache('Query', 'remembered', { 'context.arguments.number': ctx.args.number });
       return ctx.result;
     }`,
  ),
  unit(
    'Query',
    'context',
    payload(
      `{ identity: ctx.identity, info: { ...ctx.info, list: ctx.info.selectionSetList }, env: ctx.env, agent: ctx.request.headers['x-agent'] }`,
    ),
  ),
  {
    kind: 'PIPELINE',
    typeName: 'Query',
    fieldName: 'pipeline',
    functions: ['first', 'second'],
    code: `${utils}export function request(ctx) {
        ctx.stash.trail = ['before'];
        if (ctx.args.path === 'skip all') runtime.earlyReturn({ from: 'before' });
        return { from: 'before' };
      }
      export function response(ctx) { return { trail: ctx.stash.trail, prev: ctx.prev.result }; }`,
  },
  unit('Mutation', 'publishNote', note),
  unit('Mutation', 'publishQuietly', note),
  unit(
    'Mutation',
    'leaveRoom',
    `${utils}export function request(ctx) { return { payload: { room: ctx.args.room } }; }
     export function response(ctx) {
       for (const suffix of ['', '2', '3', '4', '5', '6'].slice(0, ctx.args.times ?? 1)) {
         extensions.invalidateSubscriptions({ subscriptionField: 'onFilteredNote', payload: { room: ctx.args.room, author: ctx.args.author + suffix } });
       }
       return ctx.result;
     }`,
  ),
  unit(
    'Subscription',
    'onFilteredNote',
    `${utils}export function request(ctx) {
       if (ctx.args.room === 'forbidden') util.unauthorized();
       return { payload: null };
     }
     export function response(ctx) {
       extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ room: { eq: ctx.args.room }, priority: { between: [1, 5] } }));
       extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ room: { eq: ctx.args.room }, author: { eq: ctx.identity.sub } }));
       return null;
     }`,
  ),
];

export const functions: readonly FunctionDefinition[] = ['first', 'second'].map((name) => ({
  name,
  dataSource: 'none',
  code: `${utils}export function request(ctx) {
      ctx.stash.trail.push('${name}');
      if (ctx.args.path === '${name} ends') runtime.earlyReturn({ from: '${name}' }, { skipTo: 'END' });
      if (ctx.args.path === '${name} nexts') runtime.earlyReturn({ from: '${name}' }, { skipTo: 'NEXT' });
      return { payload: { from: '${name}', after: ctx.prev.result.from } };
    }
    ${pass}`,
}));
