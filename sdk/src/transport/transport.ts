import ky, { isTimeoutError as isKyTimeout } from 'ky';
import type { TokenRequest, TokenSource } from '../auth/token-source.ts';
import { AbortError } from '../errors/abort-error.ts';
import type { Access } from '../errors/access-note.ts';
import { errorFromAnswer } from '../errors/from-answer.ts';
import { isConnectionError } from '../errors/connection-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { abortable, onAbort } from '../support/abort.ts';
import type { DebugEvent } from './debug-log.ts';
import { exchange, type Answer, type ExchangeConfig } from './exchange.ts';
import { isSafeMethod } from './idempotency-key.ts';
import type { CallLimits, RequestOptions } from './request-options.ts';
import { isRetryableStatus, mayRetry, type AttemptFailure } from './retry-policy.ts';
import { retryAfterMs, retryDelayMs } from '../support/retry-timing.ts';
import { createSecrets } from './secrets.ts';

/** What a transport is made from. */
export interface TransportConfig extends Omit<ExchangeConfig, 'secrets'> {
  readonly auth: TokenSource;
  readonly apiKey: string | undefined;
  readonly tokenUrl: string;
  readonly limits: Required<CallLimits>;
  readonly userAgent: string | undefined;
}

/** One call, however many attempts it takes. */
export interface TransportRequest {
  /** Name for errors, hooks and the log. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
  /** Headers that hold secrets: sent, but not shown to hooks. */
  readonly secretHeaders?: Readonly<Record<string, string>> | undefined;
  /** Send neither token nor API key. */
  readonly open?: boolean | undefined;
  /** Who may call the operation; told to whom a 403 refuses. */
  readonly access?: Access | undefined;
  /** Send the token, but not the API key. */
  readonly withoutApiKey?: boolean | undefined;
  /** Whether sending twice does no harm. Default: a safe method, or an idempotency key in the headers. */
  readonly repeatable?: boolean | undefined;
  /** Return an answer with an error status instead of throwing its error. */
  readonly returnErrors?: boolean | undefined;
  /** Leave the body of a successful answer unread. */
  readonly stream?: boolean | undefined;
  readonly options?: RequestOptions | undefined;
}

/** Sends calls; everything of this package that talks to Northwind goes through one of these. */
export type Transport = (request: TransportRequest) => Promise<Answer>;

/** An answer with a retryable status, thrown through ky so that it tries again. */
class RetryableAnswer extends Error {
  readonly answer: Answer;
  readonly retryAfterMs: number | undefined;

  constructor(answer: Answer, waitMs: number | undefined) {
    super();
    this.answer = answer;
    this.retryAfterMs = waitMs;
  }
}

/**
 * Makes the one transport of a client.
 *
 * ky runs the attempts: it holds the clocks of the attempt and of the whole call, aborts, counts and waits. What is sent is
 * decided in ky's `fetch` option from this call's own data; ky's `Request` is only a handle for its signal. That way it has
 * neither headers nor body to copy for a retry that rarely comes (cloning them cost more than the rest of ky together), and a
 * retry sends exactly the same headers and body.
 */
export function createTransport(given: TransportConfig): Transport {
  const secrets = createSecrets();
  const log =
    given.log &&
    ((message: string, event: DebugEvent) => given.log!(message, { ...event, mask: secrets.mask }));
  const config = { ...given, secrets, log };
  const { hooks } = config;

  // Not async: a cached token is there at once, and most are.
  const accessToken = (
    request: TransportRequest,
    signal: AbortSignal,
    rejected?: string,
  ): string | Promise<string> => {
    const token = config.auth.accessToken({
      scopes: request.options?.scopes,
      rejected,
      tokenUrl: config.tokenUrl,
      postForm: post,
    });
    return typeof token === 'string' ? token : abortable(token, signal);
  };

  /** One attempt: with a token, and once more with a fresh one if the first is refused. */
  const authenticated = async (
    request: TransportRequest,
    attempt: number,
    signal: AbortSignal,
    sending: () => void,
  ): Promise<Answer> => {
    const { operation, method, url, body, open, stream } = request;
    const once = (token: string | undefined): Promise<Answer> => {
      const credentials: Record<string, string> = { ...request.secretHeaders };
      if (config.userAgent) credentials['user-agent'] = config.userAgent;
      if (token) credentials['authorization'] = `Bearer ${token}`;
      if (config.apiKey && !open && !request.withoutApiKey) credentials['x-api-key'] = config.apiKey;
      // A copy only where a hook may change it.
      const headers = hooks.request ? { ...request.headers } : request.headers;
      const event = { operation, method, url, attempt, headers };
      signal.throwIfAborted();
      sending();
      return exchange(config, event, body, credentials, signal, stream);
    };
    if (open) return once(undefined);
    const cached = accessToken(request, signal);
    const token = typeof cached === 'string' ? cached : await cached;
    const answer = await once(token);
    if (answer.response.status !== 401) return answer;
    const fresh = await accessToken(request, signal, token);
    return fresh === token ? answer : once(fresh);
  };

  const attempts = async (request: TransportRequest): Promise<Answer> => {
    const { operation, method, url, options = {} } = request;
    const timeout = options.timeout ?? config.limits.timeout;
    const totalTimeout = options.totalTimeout ?? config.limits.totalTimeout;
    const limit = options.maxRetries ?? config.limits.maxRetries;
    const repeatable = request.repeatable ?? (isSafeMethod(method) || 'idempotency-key' in request.headers);
    const { signal } = options;
    const controller = signal && new AbortController();
    const release = signal && onAbort(signal, () => controller!.abort(signal.reason));
    const started = performance.now();
    let attempt = 0;
    let sent = false;
    let attemptStarted = started;
    let answer: Answer | undefined;
    let delayMs = 0;

    const shouldRetry = async ({ error }: { error: Error }): Promise<boolean> => {
      const failure = failureOf(error, operation);
      if (!failure || !mayRetry(failure, repeatable)) return false;
      const answered = failure.kind === 'status' ? failure : undefined;
      delayMs = retryDelayMs(attempt, answered?.retryAfterMs, Math.random());
      // Waiting for an attempt that could not begin any more would only hide the reason of the failure.
      if (performance.now() - started + delayMs >= totalTimeout) return false;
      const event = { operation, attempt, delayMs, status: answered?.status };
      log?.('retry', event);
      if (hooks.retry) await hooks.retry(event);
      return true;
    };

    try {
      await ky(url, {
        method,
        throwHttpErrors: false,
        timeout,
        totalTimeout,
        ...(controller && { signal: controller.signal }),
        retry: { limit, methods: [method as 'get'], shouldRetry, delay: () => delayMs },
        fetch: async (handle) => {
          attemptStarted = performance.now();
          answer = await authenticated(
            request,
            ++attempt,
            (handle as Request).signal,
            () => void (sent = true),
          );
          const { status, headers } = answer.response;
          if (status < 400) return answer.response;
          const waitMs = retryAfterMs(headers, Date.now());
          if (isRetryableStatus(status, waitMs)) throw new RetryableAnswer(answer, waitMs);
          return answer.response;
        },
      });
      return answer!;
    } catch (error) {
      if (error instanceof RetryableAnswer) return error.answer;
      if (options.signal?.aborted) throw new AbortError(operation, options.signal.reason, sent);
      if (!isKyTimeout(error)) throw error;
      // Whichever limit would have come first for the last attempt.
      const total = attemptStarted - started + timeout >= totalTimeout;
      throw new TimeoutError(
        operation,
        total ? 'totalTimeout' : 'timeout',
        total ? totalTimeout : timeout,
        sent,
      );
    } finally {
      release?.();
    }
  };

  const send: Transport = async (request) => {
    const { operation, returnErrors } = request;
    try {
      const answer = await attempts(request);
      if (!answer.response.ok && !returnErrors) throw errorFromAnswer(operation, answer, request.access);
      return answer;
    } catch (error) {
      log?.('error', { operation, error: String(error) });
      if (hooks.error) await hooks.error({ operation, error });
      throw error;
    }
  };
  const post: TokenRequest['postForm'] = (url, form, headers) => postForm(send, url, form, headers);
  return send;
}

/** Errors of the token source have had their own retries, and errors of hooks are the caller's: neither is a failed attempt. */
function failureOf(error: Error, operation: string): AttemptFailure | undefined {
  if (error instanceof RetryableAnswer) {
    return { kind: 'status', status: error.answer.response.status, retryAfterMs: error.retryAfterMs };
  }
  if (isKyTimeout(error)) return { kind: 'timeout' };
  return isConnectionError(error) && error.operation === operation ? { kind: 'connection' } : undefined;
}

/** Token requests create nothing that matters twice, so they are repeated like safe calls. */
export async function postForm(
  send: Transport,
  url: string,
  form: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string; requestId: string | undefined }> {
  const { response, body, requestId, mask } = await send({
    operation: 'token',
    method: 'POST',
    url,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    secretHeaders: headers,
    body: new URLSearchParams(form).toString(),
    open: true,
    repeatable: true,
    returnErrors: true,
  });
  return { status: response.status, body: response.ok ? body : mask(body), requestId };
}
