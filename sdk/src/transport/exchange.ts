import { ConnectionError } from '../errors/connection-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { DebugEvent } from './debug-log.ts';
import type { HookRequest, Hooks } from './hooks.ts';
import { assertHeaders } from './request-options.ts';
import type { Secrets } from './secrets.ts';

/** One request and its response, without any retry. */
export interface Answer {
  readonly response: Response;
  /** Text of the body; `''` where it is left in `response` for the caller to stream. */
  readonly body: string;
  readonly requestId: string | undefined;
  /** The access token that was sent. */
  readonly token: string | undefined;
  /** Masks the secrets that the client knows. Whatever part of an answer gets into an error goes through it. */
  readonly mask: (text: string) => string;
}

/** What {@link exchange} needs of the client. */
export interface ExchangeConfig {
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly hooks: Hooks;
  readonly log: ((message: string, event: DebugEvent) => void) | undefined;
  readonly secrets: Secrets;
}

/** Reads Northwind's request id, or else that of the API gateway in front of it. */
const requestIdOf = (headers: Headers): string | undefined =>
  headers.get('x-request-id') ?? headers.get('x-amzn-requestid') ?? undefined;

/**
 * Sends one request and reads the whole answer, so that the time limit of the attempt covers the body too.
 *
 * `fetch` is looked up at each call: a test server or an instrumentation that replaces it later is not bypassed. It gets a URL
 * and plain headers, not a `Request`: some replacements (msw) lose the headers of a `Request` made from another.
 *
 * @param credentials - headers added after the hooks have run.
 * @param stream - leave the body of a successful answer unread.
 * @throws {@link ConnectionError}, or what `fetch` throws when `signal` is aborted.
 */
export async function exchange(
  config: ExchangeConfig,
  event: HookRequest,
  body: string | undefined,
  credentials: Record<string, string>,
  signal: AbortSignal,
  stream: boolean | undefined,
): Promise<Answer> {
  const { hooks, log, secrets } = config;
  const { mask } = secrets;
  const { operation, method, url, attempt } = event;
  if (hooks.request) await hooks.request(event);
  signal.throwIfAborted();
  const headers = { ...credentials, ...event.headers };
  secrets.remember(headers);
  assertHeaders('headers', headers);
  if (/form-urlencoded/.test(headers['content-type'] ?? ''))
    secrets.remember(Object.fromEntries(new URLSearchParams(body)));
  log?.('request', { operation, method, url, attempt, headers: Object.entries(headers), body });
  const started = Date.now();
  const fetch = config.fetch ?? globalThis.fetch;
  if (typeof fetch !== 'function') throw new UsageError('This runtime has no `fetch`: pass it as an option.');
  let answer: Answer;
  try {
    // A redirect is not followed: it would carry the API key to wherever it points.
    const init: RequestInit = { method, headers, signal, redirect: 'manual' };
    if (body !== undefined) init.body = body;
    const response = await fetch(url, init);
    answer = {
      response,
      body: stream && response.ok ? '' : await response.text(),
      requestId: requestIdOf(response.headers),
      token: credentials['authorization']?.replace(/^Bearer /, ''),
      mask,
    };
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ConnectionError(operation, url, cause);
  }
  const { response, requestId } = answer;
  const { status } = response;
  const durationMs = Date.now() - started;
  log?.('response', {
    operation,
    status,
    attempt,
    requestId,
    durationMs,
    headers: response.headers,
    body: answer.body,
  });
  if (hooks.response)
    await hooks.response({ ...event, status, responseHeaders: response.headers, requestId, durationMs });
  return answer;
}
