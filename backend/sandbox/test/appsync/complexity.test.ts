/** Documents made to cost more than they are long: refused by what they ask for, before anything is done for them. */
import { getIntrospectionQuery, parse, type OperationDefinitionNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fieldsManifest from '../../../src/generated/fields.json' with { type: 'json' };
import { complexityOf } from '../../src/services/appsync/http/complexity.ts';
import { refuseText } from '../../src/wiring/graphql-api.ts';
import { startFixture, type Fixture } from './fixture.ts';
import { RealtimeClient } from './realtime-client.ts';

const { queryDepth: queryDepthLimit, resolverCount: resolverCountLimit } = fieldsManifest.limits;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture({ queryDepthLimit, resolverCountLimit, refuseText });
});
afterAll(() => fixture.close());

/** Fragments that each spread the next twice: 2 to the power of `levels` selections, in a few bytes a level. */
const bomb = (type: string, levels: number, leaf: string): string =>
  [
    ...Array.from(
      { length: levels },
      (_, level) => `fragment f${level} on ${type} { ...f${level + 1} ...f${level + 1} }`,
    ),
    `fragment f${levels} on ${type} { ${leaf} }`,
  ].join('\n');

const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

const measured = (text: string) => {
  const document = parse(text);
  return complexityOf(document, document.definitions[0] as OperationDefinitionNode);
};

describe('the complexity of a document', () => {
  it.each([
    ['{ a }', 1, 1, 1],
    ['{ a { b c { d } } }', 3, 4, 1],
    ['{ a { ...f ... on T { b } } } fragment f on T { c { d } }', 3, 8, 2],
    ['{ a } query other { b { c } }', 1, 3, 2],
    ['{ a { b c: b b b } }', 2, 5, 3],
    // What is nobody's: validation says what is wrong with it.
    ['{ ...missing }', 0, 1, 1],
    ['{ ...f } fragment f on T { a { ...g } } fragment g on T { ...f }', 1, 8, 3],
  ])('is told from its text: %s', (text, depth, selections, repeats) => {
    expect(measured(text)).toEqual({ depth, selections, repeats, introspection: 0 });
  });

  it('counts what is asked of the schema, but no fields of ours that have the same names', () => {
    expect(measured(getIntrospectionQuery())).toMatchObject({ introspection: 6 });
    expect(measured('{ types { fields { name } } }')).toMatchObject({ introspection: 0 });
    expect(
      measured('{ __schema { types { ...T ...T } } } fragment T on __Type { fields { name } }'),
    ).toMatchObject({
      introspection: 4,
    });
  });

  it('is told in time linear to its length: a thousand fragments that each spread the next twice', () => {
    const { depth, selections } = measured(`{ ...f0 } ${bomb('Query', 1_000, 'a')}`);
    expect(depth).toBe(1);
    expect(selections).toBeGreaterThan(2 ** 1_000);
  });
});

describe('a document that asks for too much', () => {
  it.each([
    [
      'a mutation of fragments',
      `mutation { publishQuietly(input: {}) { ...f0 } } ${bomb('Note', 60, 'text')}`,
    ],
    ['a query of fragments', `{ echo { ...f0 } } ${bomb('Echo', 60, 'text')}`],
    ['a bomb that nothing spreads', `{ echo { text } } ${bomb('Echo', 60, 'text')}`],
    ['thousands of fields of one name', `{ ${'boxes '.repeat(4_000)} }`],
    ['thousands of aliases', `{ ${aliases(1_200, 'echo { text }')} }`],
    ['a field again and again', `{ ${'echo { text } '.repeat(101)} }`],
    ['the schema under many names', `{ ${aliases(11, '__schema { queryType { name } }')} }`],
  ])('is refused: %s', async (_name, query) => {
    const { data, errors } = await fixture.asUser(query);
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ errorType: 'LimitExceededException' });
  });

  it('is refused for its levels before it is validated', async () => {
    const levels = 1_000;
    const { errors } = await fixture.asUser(`{ ${'a {'.repeat(levels)} b ${'}'.repeat(levels)} }`);
    expect(errors?.[0]).toMatchObject({ errorType: 'QueryDepthLimitReached' });
  });

  it('is refused for its tokens before it is read whole', async () => {
    const { status, errors } = await fixture.asUser(`{ echo(text: [${'1 '.repeat(15_000)}]) { text } }`);
    expect(status).toBe(400);
    expect(errors?.[0]).toMatchObject({ message: 'Unable to parse GraphQL query.' });
  });

  it('is refused for its length before it is read at all', async () => {
    const { status, errors } = await fixture.asUser(`{ echo { text } } # ${'a'.repeat(33_000)}`);
    expect(status).toBe(400);
    expect(errors?.[0]).toMatchObject({
      message: 'The query is longer than 32768 characters. Send values as variables.',
    });
  });

  it('runs no more resolvers than the API allows', async () => {
    const { data, errors } = await fixture.asUser(
      `{ ${aliases(resolverCountLimit + 1, 'echo(text: "a") { text }')} }`,
    );
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      errorType: 'LimitExceededException',
      path: [`a${resolverCountLimit}`],
    });
    expect(data?.['a0']).toEqual({ text: 'a' });
  });

  it.each([
    ['values', { list: Array.from({ length: 2_001 }, () => 1) }, 'The body has more than 2000 values.'],
    [
      'levels',
      JSON.parse(`{"list":${'['.repeat(20)}1${']'.repeat(20)}}`) as object,
      'The body nests deeper than 16 levels.',
    ],
  ])('is refused for the %s of its variables before they are parsed', async (_, variables, message) => {
    const { status, errors } = await fixture.asUser('{ echo { text } }', variables);
    expect(status).toBe(400);
    expect(errors?.[0]).toMatchObject({ errorType: 'BadRequestException', message });
  });

  it('is told what a long text should have been, not the text', async () => {
    const when = '1'.repeat(5_000);
    const { text } = await fixture.asUser(
      'query ($when: AWSDateTime) { echo(text: "a", when: $when) { text } }',
      {
        when,
      },
    );
    expect(text).toContain("Expected a value of type 'AWSDateTime', but was a text of 5000 characters.");
    expect(text).not.toContain(when);
  });

  it('starts no subscription by a frame or variables with too many values', async () => {
    const authorization = await fixture.userAuthorization();
    const client = await RealtimeClient.connect(fixture.api.realtimeUrl, authorization);
    const list = Array.from({ length: 2_001 }, () => 1);
    expect(
      await client.subscribe('1', 'subscription { onNote { text } }', authorization, { list }),
    ).toMatchObject({ type: 'error', id: '1' });
    client.send({ type: 'start', id: '2', payload: { list } });
    expect(await client.next('error')).not.toHaveProperty('id');
    client.close();
  });

  it('starts no subscription', async () => {
    const authorization = await fixture.userAuthorization();
    const client = await RealtimeClient.connect(fixture.api.realtimeUrl, authorization);
    const query = `subscription { onNote { ...f0 } } ${bomb('Note', 60, 'text')}`;
    expect(await client.subscribe('1', query, authorization)).toMatchObject({ type: 'error' });
    client.close();
  });
});
