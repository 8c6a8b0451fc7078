import type { ConnectionPool } from '../realtime/connection-pool.ts';
import type { ObservableConnectionState } from '../realtime/connection-state.ts';
import { iterateSubscription, type SubscribeOptions, type Subscription } from '../realtime/subscription.ts';
import type { ApiPromise, ParsedResponse } from '../resource/api-promise.ts';
import type { RequestOptions } from '../transport/request-options.ts';
import type { GraphQLDocument, VariablesAndOptions } from './document.ts';
import { readOperation } from './read-operation.ts';
import { sendOperation, type GraphQLEndpoint } from './send-operation.ts';

/** Options of a mutation. */
export interface MutationOptions extends RequestOptions {
  /**
   * Whether sending it twice does no harm, so that it may be retried.
   * @defaultValue true if `variables.input` holds a `clientMutationId`, by which the server recognises a repetition; else false
   */
  idempotent?: boolean | undefined;
}

/** The GraphQL API: typed documents in, typed data out. */
export interface GraphQLClient {
  /**
   * Sends a query; retried like every safe call.
   *
   * @returns a promise of the response's `data`; `withResponse()` gives the request id, the status and the headers too.
   * @throws `GraphQLRequestError` if any field failed; its `data` holds the rest. `UsageError` if the document is none of this kind.
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   * import { MeDocument } from '@northwind/sdk/graphql';
   *
   * const northwind = Northwind.fromEnv();
   * const { me } = await northwind.graphql.query(MeDocument);
   * console.log(me.username, me.groups);
   * ```
   */
  query<Result, Variables>(
    document: GraphQLDocument<Result, Variables>,
    ...rest: VariablesAndOptions<Variables, RequestOptions>
  ): ApiPromise<Result>;
  /**
   * Sends a mutation; retried only if repeating it does no harm.
   *
   * @returns a promise of the response's `data`, with the same `withResponse()`.
   * @throws `GraphQLRequestError` if any field failed; its `data` holds the rest. `UsageError` if the document is none of this kind.
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   * import { MarkDeliveredDocument } from '@northwind/sdk/graphql';
   *
   * const northwind = Northwind.fromEnv();
   * const { markDelivered } = await northwind.graphql.mutate(MarkDeliveredDocument, {
   *   input: { clientMutationId: crypto.randomUUID(), deliveryId: 'dlv_01KAJ8Q0000000000000000001' },
   * });
   * console.log(markDelivered.status);
   * ```
   */
  mutate<Result, Variables>(
    document: GraphQLDocument<Result, Variables>,
    ...rest: VariablesAndOptions<Variables, MutationOptions>
  ): ApiPromise<Result>;
  /**
   * Follows a subscription. Lost connections are opened again; what happens meanwhile is missed. To miss nothing, use
   * `northwind.live`.
   *
   * @throws in the loop: `SubscriptionError` if the server refuses or ends it, `AbortError` if `signal` is aborted, `UsageError` if
   * the document is no subscription.
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   * import { OnDeliveryUpdatedDocument } from '@northwind/sdk/graphql';
   *
   * const northwind = Northwind.fromEnv();
   * for await (const { onDeliveryUpdated } of northwind.graphql.subscribe(OnDeliveryUpdatedDocument)) {
   *   console.log(onDeliveryUpdated?.deliveryId, onDeliveryUpdated?.status);
   * }
   * ```
   */
  subscribe<Result, Variables>(
    document: GraphQLDocument<Result, Variables>,
    ...rest: VariablesAndOptions<Variables, SubscribeOptions>
  ): Subscription<Result>;
  /** How the real-time connection is doing, to show to a user. All subscriptions share one, up to 100 of them. */
  readonly connection: ObservableConnectionState;
  /** Closes the real-time connection; running subscriptions end with `SubscriptionError`. A later one opens it again. */
  close(): void;
}

/** The client as it is when it has been loaded: its calls give the whole response. */
export interface LoadedGraphQLClient extends Pick<GraphQLClient, 'subscribe' | 'connection' | 'close'> {
  query<Result, Variables>(
    document: GraphQLDocument<Result, Variables>,
    ...rest: VariablesAndOptions<Variables, RequestOptions>
  ): Promise<ParsedResponse<Result>>;
  mutate<Result, Variables>(
    document: GraphQLDocument<Result, Variables>,
    ...rest: VariablesAndOptions<Variables, MutationOptions>
  ): Promise<ParsedResponse<Result>>;
}

/** Wires HTTP and the real-time connections into one client. */
export function createGraphQLClient(endpoint: GraphQLEndpoint, pool: ConnectionPool): LoadedGraphQLClient {
  return {
    query: async (document, variables?: unknown, options?: RequestOptions) =>
      sendOperation(
        endpoint,
        { ...readOperation(document, 'query'), ...given(variables), repeatable: true },
        options,
      ),
    mutate: async (document, variables?: unknown, options: MutationOptions = {}) => {
      const { idempotent: repeatable = hasClientMutationId(variables), ...requestOptions } = options;
      const operation = { ...readOperation(document, 'mutation'), ...given(variables), repeatable };
      return sendOperation(endpoint, operation, requestOptions);
    },
    subscribe: (document, variables?: unknown, options?: SubscribeOptions) => {
      const { name, query } = readOperation(document, 'subscription');
      return iterateSubscription(pool, name, { query, ...given(variables) }, options);
    },
    connection: pool.state,
    close: () => pool.close(),
  };
}

const given = (variables: unknown) => ({ variables: (variables ?? {}) as Record<string, unknown> });

function hasClientMutationId(variables: unknown): boolean {
  return Boolean(
    (variables as { input?: { clientMutationId?: unknown } } | undefined)?.input?.clientMutationId,
  );
}
