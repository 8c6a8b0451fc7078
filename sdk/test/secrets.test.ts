import { describe, expect, it } from 'vitest';
import { clientCredentials, Northwind, type DebugLog } from '../src/index.ts';
import { clientWith, environment, secret } from './client.ts';
import type { Handler } from './recorded-fetch.ts';

const token = 'eyJraWQ/iOi+J4In0';
const apiKey = 'key "with" quotes';

/** Everything that an error shows, also to programs that look into it. */
function written(error: unknown): string {
  const { message, stack, cause, body, problem, headers, requestId, errors, data, description } =
    error as Record<string, unknown>;
  const shown = { message, stack, body, problem, requestId, errors, data, description, cause: String(cause) };
  return JSON.stringify([shown, headers && [...(headers as Headers)]]);
}

/** All ways in which a value may be written. */
const forms = (value: string): string[] => [
  value,
  encodeURIComponent(value),
  JSON.stringify(value).slice(1, -1),
  JSON.stringify(JSON.stringify(value)).slice(3, -3),
];

function expectNoSecret(text: string): void {
  for (const value of [token, apiKey, secret])
    for (const form of forms(value)) expect(text).not.toContain(form);
}

/** What a server might do to show a client its own credentials, under names that say nothing. */
const echoes: readonly (readonly [string, Handler])[] = [
  ['text', ({ headers }) => new Response(`You sent ${headers['authorization']} ${headers['x-api-key']}`)],
  [
    'JSON that is no contract document, cut off',
    ({ headers }) =>
      new Response(JSON.stringify({ a: headers['authorization'], b: headers['x-api-key'] }).slice(0, -1)),
  ],
  [
    'a problem document',
    ({ headers }) =>
      Response.json(
        { code: 'x', status: 400, title: headers['x-api-key'], detail: headers['authorization'] },
        { status: 400 },
      ),
  ],
  [
    'a header, and percent-encoded',
    ({ headers }) =>
      new Response(encodeURIComponent(`${headers['x-api-key']}`), {
        status: 500,
        headers: { 'x-request-id': headers['authorization']! },
      }),
  ],
];

describe('a server that echoes the credentials does not get them into an error or the log', () => {
  it.each(echoes)('%s', async (_, handler) => {
    const events: unknown[] = [];
    const debug: DebugLog = (message, details) => void events.push([message, details]);
    const { northwind } = clientWith(handler, { auth: token, apiKey, debug, maxRetries: 0 });
    const error = await northwind.invoices.get('inv_1').catch((reason: unknown) => reason);
    await import('../src/transport/debug-log.ts');
    expectNoSecret(written(error));
    expect(events).not.toHaveLength(0);
    expectNoSecret(JSON.stringify(events));
  });

  it('errors of GraphQL', async () => {
    const { northwind } = clientWith(
      ({ headers }) => Response.json({ errors: [{ message: headers['authorization'], errorType: 'X' }] }),
      { auth: token, environment: { ...environment, graphqlUrl: 'https://api.test/graphql' } },
    );
    const error = await northwind.graphql
      .query('query Who { who }' as never)
      .catch((reason: unknown) => reason);
    expect((error as Error).name).toBe('GraphQLRequestError');
    expectNoSecret(written(error));
  });

  it.each(['basic', 'body'] as const)(
    'the token endpoint, client authentication by %s',
    async (authMethod) => {
      const { northwind } = clientWith(
        () => new Response(),
        { auth: clientCredentials({ clientId: 'partner', clientSecret: secret, authMethod }) },
        ({ headers, body }) =>
          Response.json(
            { error: 'invalid_client', error_description: `${secret} ${headers['authorization']} ${body}` },
            { status: 400 },
          ),
      );
      const error = await northwind.invoices.get('inv_1').catch((reason: unknown) => reason);
      expect((error as Error).name).toBe('OAuthError');
      expectNoSecret(written(error));
    },
  );

  it('InvalidResponseError.body masks by name what the client cannot know', async () => {
    const { northwind } = clientWith(() => new Response('{"access_token":"somebody else\'s"'), {
      auth: token,
    });
    const error = await northwind.invoices.get('inv_1').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ body: '{"access_token":[redacted]' });
  });
});

describe('user and password in a URL', () => {
  it.each(['restUrl', 'tokenUrl', 'graphqlUrl'])('%s is refused without showing them', (name) => {
    const environmentWith = { ...environment, [name]: 'https://user:hunter22@api.test/v1' };
    let message = '';
    try {
      new Northwind({ environment: environmentWith, auth: token });
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(new RegExp(`^UsageError: .*environment\\.${name}.*user name`));
    expect(message).not.toContain('hunter22');
  });
});
