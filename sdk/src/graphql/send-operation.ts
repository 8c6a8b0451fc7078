import { AbortError } from '../errors/abort-error.ts';
import { mask } from '../transport/mask.ts';
import { errorFromResponse, invalidResponse } from '../transport/error-from-response.ts';
import {
  GraphQLRequestError,
  isGraphQLRequestError,
  type GraphQLErrorEntry,
} from '../errors/graphql-request-error.ts';
import { sleep } from '../support/abort.ts';
import { isRecord } from '../support/is-record.ts';
import type { ParsedResponse } from '../resource/api-promise.ts';
import type { ReceivedResponse } from '../transport/exchange.ts';
import {
  addHeaders,
  assertRequestOptions,
  type AllLimits,
  type RequestOptions,
} from '../transport/request-options.ts';
import { toJson } from '../transport/json-body.ts';
import { retryDelayMs } from '../support/retry-timing.ts';
import type { Transport } from '../transport/transport-request.ts';

/** What sends operations: the client's transport, and where to. */
export interface GraphQLEndpoint {
  readonly transport: Transport;
  /** Empty where the environment has none. */
  readonly graphqlUrl: string;
  /** Headers of every call, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Limits of the client, for responses that ask for a repetition. */
  readonly limits: AllLimits;
}

/** One operation to send. */
export interface OperationRequest {
  readonly name: string;
  readonly query: string;
  readonly variables: object;
  /** Whether sending it twice does no harm. */
  readonly repeatable: boolean;
}

/**
 * Sends a query or a mutation over HTTP and returns its data beside the response. A repeatable operation that lost a race (`errorType` `Conflict`) is
 * sent again like one that was not answered.
 */
export async function sendOperation<Data>(
  endpoint: GraphQLEndpoint,
  request: OperationRequest,
  options: RequestOptions = {},
): Promise<ParsedResponse<Data>> {
  assertRequestOptions(options);
  const retries = request.repeatable ? (options.maxRetries ?? endpoint.limits.maxRetries) : 0;
  const deadline = Date.now() + (options.totalTimeout ?? endpoint.limits.totalTimeout);
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce<Data>(endpoint, request, {
        ...options,
        totalTimeout: Math.max(1, deadline - Date.now()),
      });
    } catch (error) {
      if (attempt > retries || !isGraphQLRequestError(error) || error.errorType !== 'Conflict') throw error;
      const delay = retryDelayMs(attempt, undefined, Math.random());
      if (Date.now() + delay >= deadline) throw error;
      await sleep(delay, options.signal).catch((reason: unknown) => {
        throw new AbortError(request.name, reason);
      });
    }
  }
}

async function sendOnce<Data>(
  endpoint: GraphQLEndpoint,
  { name, query, variables, repeatable }: OperationRequest,
  options: RequestOptions,
): Promise<ParsedResponse<Data>> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/json',
    ...endpoint.headers,
  };
  addHeaders(headers, options.headers);
  const received = await endpoint.transport({
    operation: name,
    method: 'POST',
    url: endpoint.graphqlUrl,
    headers,
    body: toJson('variables', { query, variables, operationName: name }),
    repeatable,
    graphql: /^\s*mutation/.test(query) ? 'mutation' : 'query',
    // AppSync would take the key of the REST API's usage plan for a key of its own, and refuse it.
    auth: 'token',
    returnErrors: true,
    options,
  });
  return { ...received, data: await dataOf<Data>(name, received) };
}

/** AppSync answers 200 also where fields failed, and 400 or 401 with the same `errors` where the request itself did. */
async function dataOf<Data>(name: string, received: ReceivedResponse): Promise<Data> {
  const { response, body, requestId, secrets } = received;
  const { ok, status } = response;
  let parsed: { data?: unknown; errors?: readonly GraphQLErrorEntry[] } | null;
  try {
    parsed = JSON.parse(body) as typeof parsed;
  } catch {
    if (ok) throw await invalidResponse(name, received, 'the body is not JSON');
    throw await errorFromResponse(name, received);
  }
  if (parsed?.errors !== undefined && parsed.errors !== null && !isErrorList(parsed.errors)) {
    if (ok) throw await invalidResponse(name, received, '`errors` is not a list of errors');
    throw await errorFromResponse(name, received);
  }
  if (parsed?.errors?.length && (ok || status === 400)) {
    const errors = JSON.parse(mask(secrets, JSON.stringify(parsed.errors))) as readonly GraphQLErrorEntry[];
    throw new GraphQLRequestError(name, errors, parsed.data ?? null, { status, requestId });
  }
  if (!ok) throw await errorFromResponse(name, received);
  if (!isRecord(parsed?.data)) throw await invalidResponse(name, received, 'the response has no data');
  return parsed.data as Data;
}

const isErrorList = (errors: unknown): boolean =>
  Array.isArray(errors) &&
  errors.every((error) => typeof (Object(error) as GraphQLErrorEntry).message === 'string');
