import { http, HttpResponse, type HttpHandler, type WebSocketHandler } from 'msw';
import type { EnvironmentUrls } from '../client/options.ts';
import { assertKnownKeys, didYouMean } from '../errors/did-you-mean.ts';
import { UsageError } from '../errors/usage-error.ts';
import { environments, type EnvironmentName } from '../generated/environments.ts';
import type { GraphQLOverrides } from '../generated/testing/fields.ts';
import type { RestOverrides } from '../generated/testing/operations.ts';
import { graphqlDefaults, graphqlOverrides } from './graphql-handlers.ts';
import { restDefaults, restOverrides, undeclared } from './rest-handlers.ts';
import { EXPORTS_URL } from './rules/invoices.ts';
import { FILES_URL } from './samples.ts';

/** Where the program under test sends its calls: what its client has as `environment`. */
export type TestEnvironment = EnvironmentName | EnvironmentUrls;

/** Options of `northwindHandlers`. */
export interface HandlerOptions {
  /**
   * What the client of the program under test has as `environment`.
   * @defaultValue 'production'
   */
  environment?: TestEnvironment | undefined;
  /**
   * The same seed gives the same responses.
   * @defaultValue 1
   */
  seed?: number | undefined;
  /**
   * Called with a message for each request that the contract does not declare, which is answered with 404 `route_not_found`. Collect
   * the messages and expect none, to fail a test whose program swallows that error.
   * @defaultValue `console.error`
   */
  onUndeclared?: ((message: string) => void) | undefined;
}

/** One function for each operation of REST, and under `graphql` for each field, which makes a handler that answers it. */
export interface Overrides extends RestOverrides {
  readonly graphql: GraphQLOverrides;
}

const URLS = ['restUrl', 'tokenUrl', 'graphqlUrl'];

function urlsOf(environment: TestEnvironment): EnvironmentUrls {
  if (typeof environment !== 'string') {
    assertKnownKeys('environment URL', environment, URLS);
    return environment;
  }
  const known: Partial<Record<string, EnvironmentUrls>> = environments;
  const urls = known[environment];
  if (urls === undefined)
    throw new UsageError(
      `Unknown environment \`${environment}\`. ${didYouMean(environment, Object.keys(environments))}`,
    );
  return urls;
}

/**
 * MSW handlers that answer every operation of the REST API and every field of the GraphQL API with a valid example, the token endpoint,
 * subscriptions, and the links to files. For `setupServer` of `msw/node` and `setupWorker` of `msw/browser`.
 *
 * A response repeats what its request names (ids, filters, the fields of a body), and the same id is answered with the same data. No
 * rule of Northwind is applied: to test against the rules, use `@northwind/sandbox`.
 *
 * @throws `UsageError` on unknown options
 *
 * @example
 * ```ts
 * import { northwindHandlers } from '@northwind/sdk/testing';
 * import { setupServer } from 'msw/node';
 *
 * const server = setupServer(...northwindHandlers());
 * server.listen({ onUnhandledFrame: 'error' });
 * ```
 */
export function northwindHandlers(options: HandlerOptions = {}): (HttpHandler | WebSocketHandler)[] {
  assertKnownKeys('handler option', options, ['environment', 'seed', 'onUndeclared']);
  const { environment = 'production', seed = 1, onUndeclared = console.error } = options;
  const { restUrl, tokenUrl, graphqlUrl } = urlsOf(environment);
  return [
    ...restDefaults(restUrl, seed),
    undeclared(restUrl, onUndeclared),
    ...(tokenUrl ? [http.post(tokenUrl, () => HttpResponse.json(TOKEN))] : []),
    ...(graphqlUrl ? graphqlDefaults(graphqlUrl, seed) : []),
    http.get(`${EXPORTS_URL}/*`, () => HttpResponse.text('number,total\n2026-000123,33308\n')),
    http.put(`${FILES_URL}/*`, () => new HttpResponse(null)),
  ];
}

const TOKEN = { access_token: 'sample-access-token', token_type: 'Bearer', expires_in: 3600 };

/**
 * Overrides for another environment than production: `on` is `onAt('production')`.
 *
 * @throws `UsageError` for an unknown environment
 *
 * @example
 * ```ts
 * import { invoice, onAt } from '@northwind/sdk/testing';
 *
 * const on = onAt({ restUrl: 'http://localhost:8080/v1' });
 * on.getInvoice(({ params, response }) => response(200).json(invoice({ id: params.invoiceId, status: 'paid' })));
 * ```
 */
export function onAt(environment: TestEnvironment): Overrides {
  const { restUrl, graphqlUrl } = urlsOf(environment);
  // Without a GraphQL URL nothing is sent there, and an override of it is met by nothing.
  return {
    ...restOverrides(restUrl),
    graphql: graphqlOverrides(graphqlUrl ?? environments.production.graphqlUrl),
  };
}

/**
 * Makes a handler that answers one operation of production, to give to `server.use`: `on.getInvoice(…)` of REST,
 * `on.graphql.getDelivery(…)` of GraphQL. Types are the contract's: a wrong parameter, body or status does not compile.
 *
 * @example
 * ```ts
 * import { invoice, northwindHandlers, on, problem } from '@northwind/sdk/testing';
 * import { setupServer } from 'msw/node';
 *
 * const server = setupServer(...northwindHandlers());
 * server.use(
 *   on.getInvoice(({ params, response }) => response(200).json(invoice({ id: params.invoiceId, status: 'paid' }))),
 *   on.payInvoice(({ response }) => response(409).json(problem({ code: 'payment_exceeds_amount_due' }))),
 * );
 * ```
 */
export const on: Overrides = /* @__PURE__ */ onAt('production');
