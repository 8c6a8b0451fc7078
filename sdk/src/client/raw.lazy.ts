import createClient, { type Client } from 'openapi-fetch';
import { UsageError } from '../errors/usage-error.ts';
import { openOperations } from '../generated/open-operations.ts';
import type { paths } from '../generated/openapi.ts';
import { isSafeMethod, newIdempotencyKey } from '../transport/idempotency-key.ts';
import type { Transport } from '../transport/transport-request.ts';
import { abortableBody } from './raw-body.ts';

/** The contract as an openapi-fetch client. */
export type RawClient = Client<paths, `${string}/${string}`>;

/** Makes the openapi-fetch client on this transport. */
export function createRawClient(
  transport: Transport,
  restUrl: string,
  headers: Readonly<Record<string, string>>,
): RawClient {
  if (typeof Request !== 'function' || typeof Headers !== 'function') {
    throw new UsageError('`northwind.raw` needs the global `Request` and `Headers`, which are missing here.');
  }
  return createClient<paths>({
    baseUrl: restUrl,
    headers,
    fetch: (request) => send(transport, restUrl, request),
  });
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
  const answer = new Response(text, { headers });
  // `new Response` refuses a body with 304, and the status 0 of a redirect in a browser.
  for (const [name, value] of Object.entries({ status, statusText, ok: false, url: response.url }))
    Object.defineProperty(answer, name, { value });
  return answer;
}
