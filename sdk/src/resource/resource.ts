import { invalidResponse } from '../transport/error-from-response.ts';
import { toJson } from '../transport/json-body.ts';
import { isSafeMethod, newIdempotencyKey } from '../transport/idempotency-key.ts';
import {
  addHeaders,
  assertRequestOptions,
  type OptionalIfMatchRequestOptions,
} from '../transport/request-options.ts';
import type { ReceivedResponse } from '../transport/exchange.ts';
import type { Transport } from '../transport/transport-request.ts';
import { isRecord } from '../support/is-record.ts';
import { startCall, type ApiPromise, type ParsedResponse } from './api-promise.ts';
import { ListPromise } from './list-promise.ts';
import type { Page } from './page.ts';
import { query } from './url.ts';

/** What every resource of one client shares. */
export interface ResourceContext {
  readonly transport: Transport;
  readonly restUrl: string;
  /** Headers of every call, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The method and the contract's `operationId`, such as `GET listInvoices`. Generated methods pass this and the path by position, which
 * makes the least code.
 */
export type OperationName = `${string} ${string}`;

/** What else a generated method states of its call. */
export interface OperationCall {
  readonly query?: object | undefined;
  readonly body?: unknown;
  /** On a deprecated operation: the method to use instead. */
  readonly replacedBy?: string;
  /** The response has no body. */
  readonly empty?: boolean;
  /** The operation needs neither token nor API key. */
  readonly open?: boolean;
}

/** Sends one call at once. */
export function call<T>(
  context: ResourceContext,
  name: OperationName,
  path: string,
  options?: OptionalIfMatchRequestOptions,
  operation?: OperationCall,
): ApiPromise<T> {
  return startCall(() => send<T>(context, name, path, options, operation));
}

/** Prepares a list; it is sent when it is awaited or iterated. */
export function list<Item>(
  context: ResourceContext,
  name: OperationName,
  path: string,
  options?: OptionalIfMatchRequestOptions,
  operation?: OperationCall,
): ListPromise<Item> {
  return new ListPromise(async (cursor, seen) => {
    const parameters = cursor === undefined ? operation?.query : { ...operation?.query, cursor };
    const received = await send<Page<Item>>(context, name, path, options, {
      ...operation,
      query: parameters,
    });
    const { data: items, nextCursor } = received.data;
    const fault =
      !Array.isArray(items) || !(nextCursor === null || typeof nextCursor === 'string')
        ? 'the body is not a page: `{ data, nextCursor }`'
        : // Following it would never end.
          nextCursor !== null && seen?.has(nextCursor) && 'the server repeats a cursor';
    if (fault) throw await invalidResponse(name.split(' ')[1] as string, received, fault);
    return received;
  });
}

async function send<T>(
  context: ResourceContext,
  name: OperationName,
  path: string,
  given?: OptionalIfMatchRequestOptions,
  call: OperationCall = {},
): Promise<ParsedResponse<T>> {
  if (given !== undefined) assertRequestOptions(given);
  const options = given ?? {};
  const [method, operation] = name.split(' ') as [string, string];
  const headers: Record<string, string> = { accept: 'application/json', ...context.headers };
  let body: string | undefined;
  if (call.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = toJson('parameters', call.body);
  }
  if (!isSafeMethod(method)) headers['idempotency-key'] = options.idempotencyKey ?? newIdempotencyKey();
  if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
  addHeaders(headers, options.headers);

  const received = await context.transport({
    operation,
    method,
    url: context.restUrl + path + query(call.query),
    headers,
    body,
    auth: call.open ? 'none' : 'token+key',
    options,
  });
  const { headers: sent } = received.response;
  if (['deprecation', 'sunset', 'client-secret-rotate-by'].some((name) => sent.has(name))) {
    // Loaded when needed, and a warning that cannot be loaded fails no call.
    void import('./notices.lazy.ts').then(
      (module) => module.warn(operation, sent, call.replacedBy),
      () => {},
    );
  }
  return { ...received, data: call.empty ? (undefined as T) : await parse<T>(operation, received) };
}

async function parse<T>(operation: string, received: ReceivedResponse): Promise<T> {
  let data: unknown;
  try {
    data = JSON.parse(received.body);
  } catch {
    throw await invalidResponse(operation, received, 'the body is not JSON');
  }
  // Every body of the contract is one.
  if (!isRecord(data)) throw await invalidResponse(operation, received, 'the body is not a JSON object');
  return data as T;
}
