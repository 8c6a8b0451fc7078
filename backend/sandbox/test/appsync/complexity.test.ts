/** Documents made to cost more than they are long: refused by what they ask for, before anything is done for them. */
import { getIntrospectionQuery, parse, type OperationDefinitionNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fieldsManifest from '../../../src/generated/fields.json' with { type: 'json' };
import { complexityOf } from '../../src/services/appsync/http/complexity.ts';
import { startFixture, type Fixture } from './fixture.ts';
import { RealtimeClient } from './realtime-client.ts';

const { queryDepth: queryDepthLimit, resolverCount: resolverCountLimit } = fieldsManifest.limits;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture({ queryDepthLimit, resolverCountLimit });
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

  it('starts no subscription', async () => {
    const authorization = await fixture.userAuthorization();
    const client = await RealtimeClient.connect(fixture.api.realtimeUrl, authorization);
    const query = `subscription { onNote { ...f0 } } ${bomb('Note', 60, 'text')}`;
    expect(await client.subscribe('1', query, authorization)).toMatchObject({ type: 'error' });
    client.close();
  });
});
