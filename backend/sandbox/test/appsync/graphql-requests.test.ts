import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post, startFixture, type Fixture } from './fixture.ts';
import { signedHeaders, systemCredentials } from './signing.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(async () => {
  await fixture.close();
});

describe('a request that cannot be authorized', () => {
  const refusals: [string, () => Promise<Record<string, string>>, number, string, string][] = [
    [
      'no header',
      () => Promise.resolve({}),
      401,
      'UnauthorizedException',
      'Valid authorization header not provided.',
    ],
    [
      'no token',
      () => Promise.resolve({ authorization: 'nonsense' }),
      401,
      'UnauthorizedException',
      'You are not authorized to make this call.',
    ],
    [
      'an expired token',
      async () => ({ authorization: await fixture.pool.accessToken({ expiresIn: -10 }) }),
      401,
      'UnauthorizedException',
      'Token has expired.',
    ],
    [
      'a token of another pool',
      async () => ({
        authorization: await fixture.pool.accessToken({ issuer: 'https://elsewhere.example' }),
      }),
      401,
      'UnauthorizedException',
      'You are not authorized to make this call.',
    ],
    [
      'a signature by an unknown key',
      () => signedHeaders(fixture.api.graphqlUrl, '{}', { ...systemCredentials, accessKeyId: 'AKIDUNKNOWN' }),
      403,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'a signature over another body',
      () => signedHeaders(fixture.api.graphqlUrl, 'another body'),
      403,
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    ],
  ];

  it.each(refusals)(
    'with %s is refused in body and header',
    async (_name, headers, status, errorType, message) => {
      const answer = await post(fixture.api.graphqlUrl, '{}', await headers());
      expect(answer.status).toBe(status);
      expect(answer.headers.get('x-amzn-errortype')).toBe(errorType);
      expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.text).toBe(JSON.stringify({ errors: [{ errorType, message }] }));
    },
  );

  it('is refused with a token whose signature is of another key', async () => {
    const other = await startFixture();
    const token = await other.pool.accessToken();
    await other.close();
    expect((await post(fixture.api.graphqlUrl, '{}', { authorization: token })).status).toBe(401);
  });
});

describe('a request that is not one', () => {
  it.each([
    ['an empty body', '', 'Request body is empty.'],
    ['no JSON', '{', 'Unable to parse GraphQL query.'],
    ['no query', '{}', 'Unable to parse GraphQL query.'],
    ['a query with a syntax error', JSON.stringify({ query: '{ echo' }), 'Unable to parse GraphQL query.'],
  ])('with %s is a 400', async (_name, body, message) => {
    const answer = await post(fixture.api.graphqlUrl, body, {
      authorization: await fixture.pool.accessToken(),
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toBe(
      JSON.stringify({ errors: [{ message, errorType: 'MalformedHttpRequestException' }] }),
    );
  });

  it('is a 413 above a megabyte', async () => {
    const answer = await fixture.asUser(`{ echo { text } } # ${'x'.repeat(1024 * 1024)}`);
    expect(answer.status).toBe(413);
  });

  it('answers a preflight for any origin', async () => {
    const response = await fetch(fixture.api.graphqlUrl, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:5173',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
  });
});

describe('validation speaks as AppSync does', () => {
  it.each([
    ['{ x }', "Validation error of type FieldUndefined: Field 'x' in type 'Query' is undefined @ 'x'", 1, 3],
    [
      '{ echo { nope } }',
      "Validation error of type FieldUndefined: Field 'nope' in type 'Echo' is undefined @ 'echo/nope'",
      1,
      10,
    ],
    [
      '{ echo }',
      "Validation error of type SubSelectionRequired: Sub selection required for type Echo of field echo @ 'echo'",
      1,
      3,
    ],
    [
      '{ managersOnly { a } }',
      "Validation error of type SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field managersOnly @ 'managersOnly'",
      1,
      16,
    ],
    [
      '{ failing { text } }',
      "Validation error of type MissingFieldArgument: Missing field argument kind @ 'failing'",
      1,
      3,
    ],
    [
      '{ echo(nope: 1) { text } }',
      "Validation error of type UnknownArgument: Unknown field argument nope @ 'echo'",
      1,
      8,
    ],
    ['query ($a: Int) { echo { text } }', 'Validation error of type UnusedVariable: Unused variable a', 1, 8],
    [
      '{ echo(text: $a) { text } }',
      "Validation error of type UndefinedVariable: Undefined variable a @ 'echo'",
      1,
      14,
    ],
    ['{ echo { ...f } }', "Validation error of type UndefinedFragment: Undefined fragment f @ 'echo'", 1, 13],
  ])('%s', async (query, message, line, column) => {
    const answer = await fixture.asUser(query);
    expect(answer.status).toBe(200);
    expect(answer.data).toBeNull();
    expect(answer.errors?.[0]).toEqual({
      path: null,
      locations: [{ line, column, sourceName: null }],
      message,
    });
  });

  it('writes the one recorded answer byte for byte', async () => {
    const answer = await fixture.asUser('{x}');
    expect(answer.text).toBe(
      `{"data":null,"errors":[{"path":null,"locations":[{"line":1,"column":2,"sourceName":null}],"message":"Validation error of type FieldUndefined: Field 'x' in type 'Query' is undefined @ 'x'"}]}`,
    );
  });

  it.each([
    [
      'an object with a name too many',
      { room: 'a', text: 'b', colour: 'red' },
      "The variables input contains a field name 'colour' that is not defined for input object type 'NoteInput'.",
    ],
    ['a list for an object', [], "Expected an object of type 'NoteInput', but was a list."],
    [
      'an object for a string',
      { room: 'a', text: { a: 1 } },
      "Expected a value of type 'String', but was an object.",
    ],
  ])(
    'tells the first thing wrong with a variable, and prints none of it: %s',
    async (_what, input, reason) => {
      const { errors } = await fixture.asUser(
        'mutation ($input: NoteInput!) { publishQuietly(input: $input) { text } }',
        { input },
      );
      expect(errors?.map(({ message }) => message)).toEqual([
        `Variable 'input' has an invalid value. ${reason}`,
      ]);
    },
  );

  it('names the variable that is missing', async () => {
    const answer = await fixture.asUser('query ($kind: String!) { failing(kind: $kind) { text } }');
    expect(answer.errors?.[0]?.message).toBe(
      "Variable 'kind' has coerced Null value for NonNull type 'String!'",
    );
  });

  it.each([
    ['AWSDateTime', 'query ($when: AWSDateTime) { echo(when: $when) { when } }', { when: 'yesterday' }],
    ['AWSJSON', 'query ($data: AWSJSON) { echo(data: $data) { data } }', { data: '{' }],
  ])('refuses a value that is no %s', async (_scalar, query, variables) => {
    const answer = await fixture.asUser(query, variables);
    expect(answer.data).toBeNull();
    expect(answer.errors?.[0]?.message).toMatch(/has an invalid value/);
  });

  it('closes introspection when the API says so', async () => {
    const closed = await startFixture({ introspection: false });
    const answer = await closed.asUser('{ __schema { types { name } } }');
    const typename = await closed.asUser('{ __typename }');
    await closed.close();
    expect(answer.errors?.[0]?.message).toBe('Introspection has been disabled for this request');
    expect(typename.data).toEqual({ __typename: 'Query' });
  });
});

describe('a response', () => {
  const around = JSON.stringify({ data: { echo: { text: '' } } }).length;
  const ask = (bytes: number, acceptEncoding: string) =>
    fixture.asUser(
      'query ($text: String) { echo(text: $text) { text } }',
      { text: 'x'.repeat(bytes - around) },
      [],
      { 'accept-encoding': acceptEncoding },
    );

  it.each([
    [1000, 'br, gzip', 'gzip'],
    [999, 'gzip', null],
    [1000, 'deflate', null],
    [1000, 'gzip;q=0', null],
  ])('of %i bytes for who accepts %s has the coding %s', async (bytes, accepted, coding) => {
    const { headers, text } = await ask(bytes, accepted);
    expect(text).toHaveLength(bytes);
    expect(headers.get('content-encoding')).toBe(coding);
  });
});
