/** Clients that nobody here wrote, as they come from npm: what works against AppSync must work here, in both carriers. */
import { createRequire } from 'node:module';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Amplify as currentAmplify } from 'aws-amplify';
import { generateClient as currentClient } from 'aws-amplify/api';
import { ApolloClient, ApolloLink, InMemoryCache, HttpLink, gql } from '@apollo/client/core';
import type * as AuthLink from 'aws-appsync-auth-link';
import { createSubscriptionHandshakeLink } from 'aws-appsync-subscription-link';
import { startFixture, type Fixture } from './fixture.ts';
import { systemCredentials } from './signing.ts';

// The link's ES module cannot find Sha256 in its own dependency, so IAM works only from its CommonJS build.
const require = createRequire(import.meta.url);
const { createAuthLink, AUTH_TYPE } = require('aws-appsync-auth-link') as typeof AuthLink;

let fixture: Fixture;
let token: string;
beforeAll(async () => {
  fixture = await startFixture();
  // What NODE_EXTRA_CA_CERTS does for a whole process: amplify-js makes wss:// of any endpoint.
  setDefaultCACertificates([...getCACertificates('default'), fixture.api.certificate]);
  token = await fixture.pool.accessToken({ groups: ['courier'] });
});
afterAll(async () => {
  await fixture.close();
});

const publishQuietly =
  'mutation Publish($input: NoteInput!) { publishQuietly(input: $input) { room author text priority must } }';
const onNote = 'subscription OnNote($room: String) { onNote(room: $room) { room text } }';

/** What amplify-js gives for a subscription, as far as the tests use it. */
interface Observable {
  subscribe(observer: { next: (value: { data: unknown }) => void; error: (error: unknown) => void }): {
    unsubscribe(): void;
  };
}

/** What a subscriber gets, one after another. */
function inbox<Message>(): { push: (message: Message) => void; next: () => Promise<Message> } {
  const messages: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  return {
    push: (message) => {
      const receiver = waiting.shift();
      if (receiver) receiver(message);
      else messages.push(message);
    },
    next: () => {
      const message = messages.shift();
      return message === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(message);
    },
  };
}

/** A subscriber is told nothing when AppSync has acknowledged it, so the test looks at the server. */
const subscribed = (count: number) => expect.poll(() => fixture.api.subscriptionCount).toBe(count);

/** The last release that put the authorization into the query string, with the core that belongs to it. */
const requireOfPast = createRequire(require.resolve('rt-amplify-api-6.0/package.json'));
const past = {
  Amplify: (requireOfPast('@aws-amplify/core') as { Amplify: typeof currentAmplify }).Amplify,
  generateClient: (require('rt-amplify-api-6.0') as { generateClient: typeof currentClient }).generateClient,
};

/** Every socket that a client opens, as it asked for it. */
const opened: { readonly url: string; readonly protocols: string }[] = [];
const NativeWebSocket = globalThis.WebSocket;
beforeAll(() => {
  globalThis.WebSocket = class extends NativeWebSocket {
    constructor(...input: ConstructorParameters<typeof NativeWebSocket>) {
      super(...input);
      opened.push({ url: String(input[0]), protocols: String(input[1]) });
    }
  };
});
afterAll(() => {
  globalThis.WebSocket = NativeWebSocket;
});

describe.each([
  { release: '6.22', Amplify: currentAmplify, generateClient: currentClient, carrier: 'subprotocol' },
  { release: '6.4', ...past, carrier: 'query' },
])('aws-amplify $release', ({ Amplify, generateClient, carrier }) => {
  beforeAll(() => {
    Amplify.configure(
      {
        API: {
          GraphQL: { endpoint: fixture.api.graphqlUrl, region: 'us-east-1', defaultAuthMode: 'userPool' },
        },
      },
      {
        Auth: {
          tokenProvider: {
            getTokens: () => Promise.resolve({ accessToken: { payload: {}, toString: () => token } }),
          },
          credentialsProvider: {
            getCredentialsAndIdentityId: () => Promise.resolve({ credentials: systemCredentials }),
            clearCredentialsAndIdentityId: () => undefined,
          },
        },
      },
    );
  });

  it(`authorizes its socket in the ${carrier}`, async () => {
    opened.length = 0;
    const observable = generateClient().graphql({ query: onNote }) as unknown as Observable;
    const subscription = observable.subscribe({ next: () => undefined, error: () => undefined });
    await subscribed(1);
    subscription.unsubscribe();
    await subscribed(0);
    // The socket of an earlier test may still be open: both keep it for a while and use it again.
    for (const { url, protocols } of opened) {
      expect(url.includes('?header=') ? 'query' : 'subprotocol').toBe(carrier);
      expect(protocols.includes('header-')).toBe(carrier === 'subprotocol');
    }
    expect(opened.length).toBeGreaterThan(0);
  });

  it('queries as a user and as the system', async () => {
    const client = generateClient();
    expect(await client.graphql({ query: '{ echo(text: "a") { text } }' })).toMatchObject({
      data: { echo: { text: 'a' } },
    });
    const system = await client.graphql({ query: '{ systemOnly }', authMode: 'iam' });
    expect(system).toMatchObject({ data: { systemOnly: expect.stringMatching(/^arn:/) as string } });
  });

  it('hands errorType and errorInfo through', async () => {
    const failed = generateClient().graphql({ query: '{ failing(kind: "error") { text } }' });
    await expect(failed).rejects.toMatchObject({
      errors: [{ message: 'it broke', errorType: 'Broken', errorInfo: { hint: 'h' } }],
    });
  });

  it('reads why a request is refused from the header', async () => {
    const good = token;
    token = await fixture.pool.accessToken({ expiresIn: -10 });
    const failed = generateClient().graphql({ query: '{ echo { text } }' });
    await expect(failed).rejects.toMatchObject({ errors: [{ message: 'Unauthorized' }] });
    token = good;
  });

  it.each(['userPool', 'iam'] as const)('subscribes, receives and unsubscribes with %s', async (authMode) => {
    const client = generateClient();
    const received = inbox<unknown>();
    const document = authMode === 'iam' ? 'subscription { onSystemNote { text } }' : onNote;
    const observable = client.graphql({
      query: document,
      variables: authMode === 'iam' ? {} : { room: 'amplify' },
      authMode,
    }) as unknown as Observable;
    const subscription = observable.subscribe({
      next: ({ data }) => received.push(data),
      error: (error) => received.push({ error }),
    });
    await subscribed(1);
    await client.graphql({ query: publishQuietly, variables: { input: { room: 'amplify', text: 'hi' } } });
    expect(await received.next()).toEqual(
      authMode === 'iam' ? { onSystemNote: { text: 'hi' } } : { onNote: { room: 'amplify', text: 'hi' } },
    );
    subscription.unsubscribe();
    await subscribed(0);
  });

  it('is told why a subscription is refused', async () => {
    const received = inbox<unknown>();
    const observable = generateClient().graphql({
      query: 'subscription { onManagersNote { text } }',
    }) as unknown as Observable;
    observable.subscribe({ next: () => undefined, error: received.push });
    expect(JSON.stringify(await received.next())).toContain(
      'Not Authorized to access onManagersNote on type Subscription',
    );
  });
});

describe('Apollo Client 4 with the AppSync links', () => {
  const clientWith = (auth: Parameters<typeof createAuthLink>[0]['auth']) => {
    const url = fixture.api.graphqlUrl;
    // The link signs the body without the extensions that Apollo Client 4 adds to it: AppSync itself refuses that signature too.
    const http = new HttpLink({ uri: url, enhancedClientAwareness: { transport: false } });
    // The links' types are those of Apollo's CommonJS build; the objects are the same.
    const resultsLink = http as unknown as Parameters<typeof createSubscriptionHandshakeLink>[1];
    const handshakeLink = createSubscriptionHandshakeLink({ url, region: 'us-east-1', auth }, resultsLink);
    const subscriptionLink = handshakeLink as unknown as ApolloLink;
    return new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([
        createAuthLink({ url, region: 'us-east-1', auth }) as unknown as ApolloLink,
        subscriptionLink,
      ]),
    });
  };
  const asUser = () =>
    clientWith({ type: AUTH_TYPE.AMAZON_COGNITO_USER_POOLS, jwtToken: () => Promise.resolve(token) });

  it('queries as a user and as the system', async () => {
    expect(
      (
        await asUser().query({
          query: gql`
            query {
              echo(text: "a") {
                text
              }
            }
          `,
        })
      ).data,
    ).toMatchObject({ echo: { text: 'a' } });
    const system = clientWith({
      type: AUTH_TYPE.AWS_IAM,
      credentials: () => Promise.resolve(systemCredentials),
    });
    expect(
      (
        await system.query({
          query: gql`
            query {
              systemOnly
            }
          `,
        })
      ).data,
    ).toMatchObject({ systemOnly: expect.stringMatching(/^arn:/) as string });
  });

  it('hands errorType and errorInfo through', async () => {
    const failed = asUser().query({
      query: gql`
        query {
          failing(kind: "error") {
            text
          }
        }
      `,
    });
    await expect(failed).rejects.toMatchObject({
      errors: [{ message: 'it broke', errorType: 'Broken', errorInfo: { hint: 'h' } }],
    });
  });

  it('meets a 401 as a ServerError', async () => {
    const expired = await fixture.pool.accessToken({ expiresIn: -10 });
    const client = clientWith({ type: AUTH_TYPE.AMAZON_COGNITO_USER_POOLS, jwtToken: expired });
    await expect(
      client.query({
        query: gql`
          query {
            echo {
              text
            }
          }
        `,
      }),
    ).rejects.toMatchObject({ statusCode: 401 });
  });

  it('subscribes, receives and unsubscribes', async () => {
    const client = asUser();
    const received = inbox<unknown>();
    const subscription = client.subscribe({ query: gql(onNote), variables: { room: 'apollo' } }).subscribe({
      next: ({ data }) => received.push(data),
      error: (error: unknown) => received.push({ error }),
    });
    await subscribed(1);
    await client.mutate({
      mutation: gql(publishQuietly),
      variables: { input: { room: 'apollo', text: 'hi' } },
    });
    expect(await received.next()).toMatchObject({ onNote: { room: 'apollo', text: 'hi' } });
    subscription.unsubscribe();
    await subscribed(0);
  });
});
