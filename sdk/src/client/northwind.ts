import type { TokenRequest } from '../auth/token-source.ts';
import { ClientSecrets } from './client-secrets.ts';
import { InvoiceExports } from '../files/invoice-exports.ts';
import { Signatures } from '../files/signatures.ts';
import { Resources } from '../generated/resources/index.ts';
import { lazyDebugLog } from '../transport/debug.ts';
import { addHeaders, DEFAULT_LIMITS } from '../transport/request-options.ts';
import type { GraphQLClient } from '../graphql/graphql-client.ts';
import type { LiveClient } from '../live/live-client.ts';
import { createTransport, postForm } from '../transport/transport.ts';
import { userAgent } from '../runtime.ts';
import { lazyRealtime } from './realtime.ts';
import { optionsFromEnv } from './options-from-env.ts';
import type { NorthwindOptions, NorthwindOverrides } from './options.ts';
import type { RawClient } from './raw.lazy.ts';
import { lazyRawClient } from './raw.ts';
import { assertOptions, resolveEnvironment, resolveTokenSource } from './resolve-options.ts';

/**
 * Client of the Northwind Lockers platform. Make one and keep it: it holds the access token.
 *
 * @example
 * ```ts
 * import { Northwind, clientCredentials } from '@northwind/sdk';
 *
 * const northwind = new Northwind({
 *   environment: 'sandbox',
 *   auth: clientCredentials({ clientId: 'your-client-id', clientSecret: 'your-client-secret' }),
 *   apiKey: 'your-api-key',
 * });
 * for await (const invoice of northwind.invoices.list({ status: 'open' })) {
 *   console.log(invoice.number, invoice.amountDue);
 * }
 * ```
 */
export class Northwind extends Resources {
  /**
   * The contract's operations as a typed [openapi-fetch](https://openapi-ts.dev/openapi-fetch/) client, on the same transport
   * with the same tokens, retries and limits: for responses as streams, or headers that the methods do not show. It returns
   * `{ data, error, response }` and throws only when no response arrived. Unsafe calls get an
   * `Idempotency-Key` unless you set one.
   *
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   *
   * const northwind = Northwind.fromEnv();
   * const { data, error, response } = await northwind.raw.GET('/invoices/{invoiceId}', {
   *   params: { path: { invoiceId: 'inv_01KAJ8Q0000000000000000001' } },
   * });
   * console.log(response.status, data?.total ?? error?.code);
   * ```
   */
  declare readonly raw: RawClient;
  /** The GraphQL API: queries, mutations and subscriptions from typed documents (`@northwind/sdk/graphql`). */
  declare readonly graphql: GraphQLClient;
  /** Streams of live events that lose nothing. */
  declare readonly live: LiveClient;

  /** The secrets of the client that the program signs in with. */
  declare readonly clientSecrets: ClientSecrets;
  /** All invoices of a period as one file, made in the background. */
  declare readonly invoiceExports: InvoiceExports;
  /** Signatures of recipients, which a courier takes. */
  declare readonly signatures: Signatures;

  readonly #urls: object;

  /** @throws `UsageError` for a missing, unknown or wrong option; the message names the right one. */
  constructor(options: NorthwindOptions) {
    assertOptions(options);
    const { restUrl, tokenUrl, graphqlUrl } = resolveEnvironment(options.environment);
    const limits = {
      timeout: options.timeout ?? DEFAULT_LIMITS.timeout,
      totalTimeout: options.totalTimeout ?? DEFAULT_LIMITS.totalTimeout,
      maxRetries: options.maxRetries ?? DEFAULT_LIMITS.maxRetries,
    };
    const auth = resolveTokenSource(options.auth);
    const log = lazyDebugLog(options.debug);
    const transport = createTransport({
      auth,
      apiKey: options.apiKey,
      tokenUrl,
      fetch: options.fetch,
      hooks: { ...options.hooks },
      log,
      limits,
      userAgent: userAgent(),
    });
    const headers: Record<string, string> = {};
    addHeaders(headers, options.headers);
    const context = { transport, restUrl, headers };
    super(context);
    this.#urls = { restUrl, ...(graphqlUrl && { graphqlUrl }) };
    this.raw = lazyRawClient(context);
    const tokenRequest: Pick<TokenRequest, 'tokenUrl' | 'postForm'> = {
      tokenUrl,
      postForm: (...parameters) => postForm(transport, ...parameters),
    };
    const { graphql, live } = lazyRealtime({
      endpoint: { transport, graphqlUrl, headers, limits },
      auth,
      tokenRequest,
      webSocketImpl: options.webSocketImpl,
      webSocketAuth: options.webSocketAuth ?? 'subprotocol',
      connectTimeoutMs: options.connectTimeout,
      log,
      hook: options.hooks?.realtime,
    });
    this.graphql = graphql;
    this.live = live;
    const files = { fetch: options.fetch, limits };
    this.clientSecrets = new ClientSecrets(context, auth, tokenRequest);
    this.invoiceExports = new InvoiceExports(context, files);
    this.signatures = new Signatures(graphql, files);
  }

  /**
   * What Node, Bun and Deno print of a client: where its calls go.
   * @internal
   */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: object, options: object) => string,
  ): string {
    return `Northwind ${inspect(this.#urls, options)}`;
  }

  /**
   * Makes a client from environment variables, those that the sandbox's `--env-file` writes:
   *
   * | variable | meaning |
   * |---|---|
   * | `NORTHWIND_CLIENT_ID`, `NORTHWIND_CLIENT_SECRET` | client credentials; needed unless there is an access token |
   * | `NORTHWIND_ACCESS_TOKEN` | a token to use instead |
   * | `NORTHWIND_API_KEY` | API key |
   * | `NORTHWIND_SCOPES` | scopes to ask for, separated by spaces; default all |
   * | `NORTHWIND_ENVIRONMENT` | `production` (default) or `sandbox` |
   * | `NORTHWIND_REST_URL`, `NORTHWIND_TOKEN_URL`, `NORTHWIND_GRAPHQL_URL` | URLs, instead of an environment |
   * | `NORTHWIND_DEBUG` | logs requests and responses, secrets masked; `0`, `false`, `no` and `off` do not |
   *
   * @param overrides - options that win over the variables.
   * @throws `UsageError` if a needed variable is missing, half of an environment is set, or a name is misspelt; the message names it.
   */
  static fromEnv(overrides: NorthwindOverrides = {}): Northwind {
    return create(optionsFromEnv(overrides));
  }
}

/** Outside of the class, which the build renames if it mentions itself. */
const create = (options: NorthwindOptions): Northwind => new Northwind(options);
