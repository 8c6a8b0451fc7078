import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi.ts';
import { isSafeMethod, newIdempotencyKey } from '../transport/idempotency-key.ts';
import type { Transport } from '../transport/transport.ts';
import type { RawClient } from './raw.ts';

/** Makes the openapi-fetch client on this transport. In a module of its own, so that it is loaded only when `raw` is used. */
export function createRawClient(
  transport: Transport,
  restUrl: string,
  headers: Readonly<Record<string, string>>,
): RawClient {
  return createClient<paths>({ baseUrl: restUrl, headers, fetch: (request) => send(transport, request) });
}

async function send(transport: Transport, request: Request): Promise<Response> {
  const { method, url, signal } = request;
  const headers = Object.fromEntries(request.headers);
  if (!isSafeMethod(method)) headers['idempotency-key'] ??= newIdempotencyKey();
  const { response, body, requestId } = await transport({
    operation: 'raw',
    method,
    url,
    headers,
    body: request.body ? await request.text() : undefined,
    stream: true,
    returnErrors: true,
    options: { signal },
  });
  if (response.ok) return response;
  const { status, statusText } = response;
  const answered = new Headers(response.headers);
  for (const name of ['content-length', 'content-encoding']) answered.delete(name);
  if (answered.get('content-type')?.includes('json'))
    return new Response(body, { status, statusText, headers: answered });
  // openapi-fetch takes an error with an empty body for a success without data, so each error gets a body that says what it is.
  answered.delete('content-type');
  const title = statusText || `HTTP ${status}`;
  const problem = { type: 'about:blank', title, status, detail: body, code: 'unknown', requestId };
  return Response.json(problem, { status, statusText, headers: answered });
}
