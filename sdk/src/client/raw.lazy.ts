import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { InvalidResponseError } from '../errors/invalid-response-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { openOperations } from '../generated/open-operations.ts';
import type { paths } from '../generated/openapi.ts';
import { isSafeMethod, newIdempotencyKey } from '../transport/idempotency-key.ts';
import type { Transport } from '../transport/transport-request.ts';
import { isRecord } from '../support/is-record.ts';
import { abortableBody } from './raw-body.ts';
import { checkedMiddleware } from './raw-middleware.ts';
import { requestClass, responseClass } from './raw-platform.ts';

/** The contract as an openapi-fetch client. */
export type RawClient = Client<paths, `${string}/${string}`>;

/** Calls a method of the openapi-fetch client with the given parameters and the middleware that is registered at that time. */
type CallRaw = (name: string, parameters: unknown[], middleware: readonly Middleware[]) => Promise<unknown>;

/** Makes the openapi-fetch client on this transport. */
export function createRawClient(
  transport: Transport,
  restUrl: string,
  headers: Readonly<Record<string, string>>,
): CallRaw {
  if (typeof Headers !== 'function')
    throw new UsageError('`northwind.raw` needs the global `Headers`, which is missing here.');
  const transportFetch = (request: Request): Promise<Response> => send(transport, restUrl, request);
  const client = createClient<paths>({
    baseUrl: restUrl,
    headers,
    fetch: transportFetch,
    Request: requestClass(),
  });
  const calls = client as unknown as Record<string, (...parameters: unknown[]) => Promise<unknown>>;
  return (name, parameters, middleware) => {
    const rest = name === 'request' ? parameters.slice(0, 1) : [];
    const [path, init] = parameters.slice(rest.length);
    return check((...last) => calls[name]!(...rest, ...last), transportFetch, { path, init, middleware });
  };
}

const PARSE_AS = ['json', 'text', 'blob', 'arrayBuffer', 'stream'] as const;

/**
 * openapi-fetch fails with a `TypeError` of its insides for arguments that it cannot send, and with a `SyntaxError` for a success that
 * is no JSON: both are told as this package's own errors. Whatever a program's middleware throws otherwise passes as it is.
 */
async function check(
  call: (path: string, init: object) => Promise<unknown>,
  fetch: (request: Request) => Promise<Response>,
  { path, init = {}, middleware }: { path: unknown; init?: unknown; middleware: readonly Middleware[] },
): Promise<unknown> {
  if (typeof path !== 'string' || !path.startsWith('/'))
    throw new UsageError('`northwind.raw`: the path must be one of the contract, such as `/invoices`.');
  if (typeof init !== 'object' || init === null)
    throw new UsageError('`northwind.raw`: the options must be an object, such as `{ params, body }`.');
  const {
    parseAs,
    middleware: own = [],
    Request = requestClass(),
  } = init as { parseAs?: unknown; middleware?: Middleware[]; Request?: typeof globalThis.Request };
  if (!Array.isArray(own)) throw new UsageError('`northwind.raw`: `middleware` must be a list.');
  if (parseAs !== undefined && !PARSE_AS.some((name) => name === parseAs))
    throw new UsageError(`\`northwind.raw\`: \`parseAs\` must be one of ${PARSE_AS.join(', ')}.`);
  let response: Response | undefined;
  try {
    return await call(path, {
      fetch: async (request: Request) => (response = await fetch(request)),
      ...init,
      middleware: [...middleware, ...own]
        .filter(isRecord)
        .map((one) => checkedMiddleware(one as Middleware, Request)),
    });
  } catch (error) {
    if (error instanceof SyntaxError && response) {
      const requestId = response.headers.get('x-request-id') ?? undefined;
      const reason = 'the body is not JSON: read it with `parseAs`';
      throw new InvalidResponseError('raw', { status: response.status, requestId, body: '', reason });
    }
    if (error instanceof TypeError && !response)
      throw new UsageError(`\`northwind.raw\`: ${path} cannot be sent with these options: ${error.message}`);
    throw error;
  }
}

const openPatterns = openOperations.map(
  (operation) => new RegExp(`^${operation.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
);

/** Whether the contract lets everybody call this. */
function isOpen(restUrl: string, { method, url }: Request): boolean {
  const path = url.startsWith(restUrl) ? url.slice(restUrl.length).replace(/[?#].*$/s, '') : '';
  return openPatterns.some((pattern) => pattern.test(`${method} ${path}`));
}

async function send(transport: Transport, restUrl: string, request: Request): Promise<Response> {
  const { method, url, signal } = request;
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => (headers[name] = value));
  if (!isSafeMethod(method)) headers['idempotency-key'] ??= newIdempotencyKey();
  // Not `request.body`: Firefox and React Native have none. A request without a body has an empty text.
  const text = method === 'GET' || method === 'HEAD' ? '' : await request.text();
  const { response, body, requestId } = await transport({
    operation: 'raw',
    method,
    url,
    headers,
    body: text || undefined,
    auth: isOpen(restUrl, request) ? 'none' : 'token+key',
    stream: true,
    returnErrors: true,
    options: { signal },
  });
  return response.ok ? abortableBody(response, request) : problemResponse(response, body, requestId);
}

/** openapi-fetch takes an error with an empty body for a success without data, so each error gets a body that says what it is. */
function problemResponse(response: Response, body: string, requestId: string | undefined): Response {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  let text = body;
  if (!body || !headers.get('content-type')?.includes('json')) {
    headers.set('content-type', 'application/problem+json');
    const title = statusText || (status === 0 ? 'A redirect, which is not followed' : `HTTP ${status}`);
    text = JSON.stringify({ type: 'about:blank', title, status, detail: body, code: 'unknown', requestId });
  }
  const answer = new (responseClass())(text, { headers });
  // `new Response` refuses a body with 304, and the status 0 of a redirect in a browser.
  for (const [name, value] of Object.entries({ status, statusText, ok: false, url: response.url }))
    Object.defineProperty(answer, name, { value });
  return answer;
}
