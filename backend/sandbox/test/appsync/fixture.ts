/** A small API with one of everything: modes, groups, unit and pipeline resolvers, linked subscriptions, filters, invalidation. */
import {
  startAppSync,
  noneSource,
  lambdaSource,
  type AppSync,
  type AppSyncOptions,
  type DataSource,
} from '../../src/services/appsync/index.ts';
import { functions, resolvers, schemaSDL } from './fixture-api.ts';
import { issuer, testUserPool, type TestUserPool } from './tokens.ts';
import { signedHeaders, systemCredentials } from './signing.ts';

export interface Fixture {
  readonly api: AppSync;
  readonly pool: TestUserPool;
  readonly host: string;
  /** Sends a request as a user of these groups. */
  asUser(
    query: string,
    variables?: object,
    groups?: readonly string[],
    headers?: Record<string, string>,
  ): Promise<GraphQLAnswer>;
  /** Sends a request signed by the system. */
  asSystem(query: string, variables?: object): Promise<GraphQLAnswer>;
  /** The authorization object of a user for the real-time endpoint. */
  userAuthorization(
    groups?: readonly string[],
    sub?: string,
  ): Promise<{ host: string; Authorization: string }>;
  readonly lambdaEvents: unknown[];
  close(): Promise<void>;
}

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly Record<string, unknown>[] | undefined;
}

export async function startFixture(overrides: Partial<AppSyncOptions> = {}): Promise<Fixture> {
  const pool = await testUserPool();
  const lambdaEvents: unknown[] = [];
  const lambda: DataSource = lambdaSource({
    name: 'lambda',
    functionName: 'test-function',
    invoke: (_name, event) => {
      lambdaEvents.push(event);
      if (Array.isArray(event))
        return Promise.resolve({ payload: event.map((box: { id: number }) => box.id * 10) });
      const { number } = event as { number: number };
      return Promise.resolve(
        number < 0
          ? { errorType: 'RangeError', errorMessage: 'too small' }
          : { payload: { count: number * 2 } },
      );
    },
  });
  const api = await startAppSync({
    port: 0,
    schemaSDL,
    auth: {
      defaultMode: 'AMAZON_COGNITO_USER_POOLS',
      additionalModes: ['AWS_IAM'],
      userPool: { issuer, jwks: pool.jwks },
      iam: (accessKeyId) => (accessKeyId === systemCredentials.accessKeyId ? systemCredentials : undefined),
    },
    dataSources: [noneSource('none'), lambda],
    resolvers,
    functions,
    environment: { TABLE_NAME: 'northwind' },
    ...overrides,
  });
  const host = new URL(api.graphqlUrl).host;
  const authorizationOf = async (groups: readonly string[] = [], sub = 'user-1') => ({
    host,
    Authorization: await pool.accessToken({ groups, sub }),
  });
  return {
    api,
    pool,
    host,
    lambdaEvents,
    userAuthorization: authorizationOf,
    async asUser(query, variables = {}, groups = [], headers = {}) {
      const { Authorization } = await authorizationOf(groups);
      return await post(api.graphqlUrl, JSON.stringify({ query, variables }), {
        authorization: Authorization,
        ...headers,
      });
    },
    async asSystem(query, variables = {}) {
      const body = JSON.stringify({ query, variables });
      return await post(api.graphqlUrl, body, await signedHeaders(api.graphqlUrl, body));
    },
    close: () => api.close(),
  };
}

export async function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<GraphQLAnswer> {
  const { host: _host, ...sendable } = headers;
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...sendable },
  });
  const text = await response.text();
  const { data = null, errors } = JSON.parse(text) as Partial<GraphQLAnswer>;
  return { status: response.status, headers: response.headers, text, data, errors };
}
