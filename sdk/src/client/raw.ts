import type { Client } from 'openapi-fetch';
import { problemFrom } from '../errors/from-answer.ts';
import type { paths } from '../generated/openapi.ts';
import type { Transport } from '../transport/transport.ts';

/** The contract as an openapi-fetch client. */
export type RawClient = Client<paths, `${string}/${string}`>;

const METHODS = [
  'GET',
  'PUT',
  'POST',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'PATCH',
  'TRACE',
  'request',
  'use',
  'eject',
] as const;
type Method = (typeof METHODS)[number];

/**
 * Makes the typed openapi-fetch client on this transport. openapi-fetch is loaded when `raw` is first used: most programs
 * never do, and it would be a fifth of the bytes of this entry.
 */
export function createRawClient(
  transport: Transport,
  restUrl: string,
  headers: Readonly<Record<string, string>>,
): RawClient {
  let client: Promise<RawClient> | undefined;
  const load = (): Promise<RawClient> =>
    (client ??= import('openapi-fetch').then(({ default: createClient }) =>
      createClient<paths>({ baseUrl: restUrl, headers, fetch: (request) => send(transport, request) }),
    ));
  // All methods wait for the same promise, so what `use` registers is there for every call made after it.
  const forward =
    (name: Method) =>
    async (...parameters: unknown[]) =>
      ((await load())[name] as (...parameters: unknown[]) => unknown)(...parameters);
  return Object.fromEntries(METHODS.map((name) => [name, forward(name)])) as unknown as RawClient;
}

async function send(transport: Transport, request: Request): Promise<Response> {
  const { method, url, signal } = request;
  const { response, body, requestId } = await transport({
    operation: 'raw',
    method,
    url,
    headers: Object.fromEntries(request.headers),
    body: request.body ? await request.text() : undefined,
    stream: true,
    returnErrors: true,
    options: { signal },
  });
  if (response.ok) return response;
  // openapi-fetch takes an error with an empty body for a success without data, so each error gets a body that says what it is.
  const { status, statusText, headers } = response;
  const problem = problemFrom(body) ?? {
    type: 'about:blank',
    title: statusText || `HTTP ${status}`,
    status,
    detail: body,
    code: 'unknown',
    requestId,
  };
  return Response.json(problem, { status, statusText, headers: withoutLength(headers) });
}

function withoutLength(headers: Headers): Headers {
  const copy = new Headers(headers);
  for (const name of ['content-length', 'content-encoding', 'transfer-encoding', 'content-type'])
    copy.delete(name);
  return copy;
}
