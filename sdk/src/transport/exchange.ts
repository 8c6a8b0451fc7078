import { ConnectionError } from '../errors/connection-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { DebugEvent } from './debug-log.ts';
import type { HookRequest, Hooks } from './hooks.ts';
import { assertHeaders } from './request-options.ts';
import type { Secrets } from './secrets.ts';

/** A response, its body read. */
export interface ReceivedResponse {
  readonly response: Response;
  /** Text of the body; `''` where it is left in `response` for the caller to stream. */
  readonly body: string;
  readonly requestId: string | undefined;
  /** The access token that was sent. */
  readonly token: string | undefined;
  /** The secrets that the client knows. Whatever part of a response gets into an error is masked with them (`mask.ts`). */
  readonly secrets: Iterable<string>;
}

/** What {@link exchange} needs of the client. */
export interface ExchangeConfig {
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly hooks: Hooks;
  readonly log?: ((message: string, event: DebugEvent) => void) | undefined;
  readonly secrets: Secrets;
}

/** Reads Northwind's request id, or else that of the API gateway in front of it. */
const requestIdOf = (headers: Headers): string | undefined =>
  headers.get('x-request-id') ?? headers.get('x-amzn-requestid') ?? undefined;

/** One request to send. */
export interface ExchangeRequest {
  /** What the hooks are told; its headers are sent. */
  readonly event: HookRequest;
  readonly body: string | undefined;
  /** Headers added after the hooks have run. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Leave the body of a successful response unread. */
  readonly stream: boolean | undefined;
}

/**
 * Sends one request and reads the whole response, so that the time limit of the attempt covers the body too.
 *
 * `fetch` is looked up at each call: a test server or an instrumentation that replaces it later is not bypassed. It gets a URL
 * and plain headers, not a `Request`: some replacements (msw) lose the headers of a `Request` made from another.
 *
 * @throws {@link ConnectionError}; {@link UsageError} for a header that cannot be sent; or what `fetch` throws when `signal` is
 * aborted.
 */
export async function exchange(config: ExchangeConfig, request: ExchangeRequest): Promise<ReceivedResponse> {
  const { hooks, log, secrets } = config;
  const { event, body, signal, stream } = request;
  const { operation, method, url, attempt } = event;
  if (hooks.request) await hooks.request(event);
  // An attempt that has been given up while its token or its hooks were waited for is not sent.
  if (signal.aborted) throw new Error('given up');
  const headers = { ...request.credentials, ...event.headers };
  secrets.remember(headers);
  assertHeaders('headers', headers);
  if (body && /form-urlencoded/.test(headers['content-type'] ?? ''))
    secrets.remember(Object.fromEntries(new URLSearchParams(body)));
  log?.('request', { operation, method, url, attempt, headers: Object.entries(headers), body });
  const started = Date.now();
  // Not `config.fetch(…)`: browsers refuse to fetch as a method of another object.
  const fetch = config.fetch ?? globalThis.fetch;
  if (!fetch) throw new UsageError('No global `fetch`: pass the option `fetch`.');
  let received: ReceivedResponse;
  try {
    // A redirect is not followed: it would carry the API key to wherever it points.
    const init: RequestInit = { method, headers, signal, redirect: 'manual' };
    if (body !== undefined) init.body = body;
    const response = await fetch(url, init);
    if (typeof (response as Partial<Response> | null)?.text !== 'function')
      throw new TypeError('`fetch` gave no `Response`');
    received = {
      response,
      body: stream && response.ok ? '' : await response.text(),
      requestId: requestIdOf(response.headers),
      token: request.credentials['authorization']?.replace(/^Bearer /, ''),
      secrets: secrets.values,
    };
  } catch (cause) {
    throw new ConnectionError(operation, url, cause);
  }
  const { status, headers: responseHeaders } = received.response;
  const outcome = { status, requestId: received.requestId, durationMs: Date.now() - started };
  log?.('response', { operation, attempt, ...outcome, headers: responseHeaders, body: received.body });
  if (hooks.response) await hooks.response({ ...event, ...outcome, responseHeaders });
  return received;
}
