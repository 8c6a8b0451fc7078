import { http, HttpResponse, type HttpHandler, type WebSocketHandler } from 'msw';
import { graphqlDiscoveryPath } from '../generated/environments.ts';
import { graphQLDiscovery } from '../generated/testing/rest-factories.ts';
import { partsOf } from '../realtime/endpoint.ts';
import { rootTypes, type GraphQLOverrides } from '../generated/testing/fields.ts';
import { appSyncError } from './graphql-error.ts';
import { exampleOf, pushesOf } from './graphql-examples.ts';
import { graphqlLibrary } from './graphql-library.ts';
import { subscriptionHandler, type Pushes } from './subscriptions.ts';

type Field = keyof typeof rootTypes;
type Resolver = (info: {
  readonly args: Readonly<Record<string, unknown>>;
  readonly request: Request;
}) => unknown;

export function graphqlOverrides(graphqlUrl: string, seed = 1): GraphQLOverrides {
  const overrides = (Object.keys(rootTypes) as Field[]).map((field) => [
    field,
    rootTypes[field] === 'Subscription'
      ? (pushes: Pushes) => subscriptionHandler(graphqlUrl, { [field]: pushes })
      : (resolver: Resolver) => documentHandler(graphqlUrl, seed, { [field]: resolver }),
  ]);
  return Object.fromEntries(overrides) as GraphQLOverrides;
}

/** Every field, each with a valid response. */
export function graphqlDefaults(graphqlUrl: string, seed: number): (HttpHandler | WebSocketHandler)[] {
  const { scheme, host } = partsOf(graphqlUrl);
  return [
    documentHandler(graphqlUrl, seed),
    subscriptionHandler(graphqlUrl, pushesOf(seed)),
    http.get(`${scheme}://${host}${graphqlDiscoveryPath}`, () =>
      HttpResponse.json(graphQLDiscovery({ host }, seed)),
    ),
  ];
}

/** Answers documents: all of them, or those that ask for one of `own`. */
function documentHandler(
  graphqlUrl: string,
  seed: number,
  own?: Readonly<Record<string, Resolver>>,
): HttpHandler {
  return http.post(graphqlUrl, async ({ request }) => {
    const { graphql, schema } = await graphqlLibrary();
    const asked = (await request.clone().json()) as {
      query: string;
      variables?: Record<string, unknown>;
      operationName?: string;
    };
    let document;
    try {
      document = graphql.parse(asked.query);
    } catch (error) {
      return reply({ data: null, errors: [appSyncError(error as Error)] });
    }
    const wrong = graphql.validate(schema, document);
    if (wrong.length > 0)
      return reply({
        data: null,
        errors: wrong.map((error) => ({
          ...appSyncError(error),
          message: `Validation error: ${error.message}`,
        })),
      });
    const met = new Set<string>();
    const answers = Object.keys(rootTypes).map((field): [string, unknown] => [
      field,
      async (args: Record<string, unknown>) => {
        met.add(field);
        const resolver = own?.[field];
        return resolver === undefined ? exampleOf(field, args, seed) : resolver({ args, request });
      },
    ]);
    const { data, errors } = await graphql.execute({
      schema,
      document,
      rootValue: Object.fromEntries(answers),
      variableValues: asked.variables,
      operationName: asked.operationName,
    });
    // Another handler's.
    if (own !== undefined && !Object.keys(own).some((field) => met.has(field))) return undefined;
    return reply({ data: data ?? null, ...(errors && { errors: errors.map(appSyncError) }) });
  });
}

const reply = (body: { data: unknown; errors?: object[] }): HttpResponse<object> =>
  HttpResponse.json(body, { headers: { 'x-amzn-RequestId': '00000000-0000-4000-8000-000000000000' } });
