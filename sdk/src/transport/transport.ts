import { assertAccessToken } from '../auth/access-token.ts';
import type { TokenRequest, TokenSource } from '../auth/token-source.ts';
import { lazy } from '../errors/lazy.ts';
import { errorFromResponse } from './error-from-response.ts';
import { abortable } from '../support/abort.ts';
import { runAttempts, type Attempt } from './attempts.ts';
import type { DebugEvent } from './debug-log.ts';
import { exchange, type ReceivedResponse, type ExchangeConfig } from './exchange.ts';
import { isSafeMethod } from './idempotency-key.ts';
import type { AllLimits } from './request-options.ts';
import { createSecrets } from './secrets.ts';
import type { Transport, TransportRequest } from './transport-request.ts';

/** What a transport is made from. */
export interface TransportConfig extends Omit<ExchangeConfig, 'secrets'> {
  readonly auth: TokenSource;
  readonly apiKey?: string | undefined;
  readonly tokenUrl: string;
  readonly limits: AllLimits;
  readonly userAgent?: string | undefined;
}

/** Calls of all clients: hooks may be shared by several. */
let calls = 0;

/** A call, as the hooks count it. */
interface NumberedRequest extends TransportRequest {
  readonly call: number;
}

/** Makes the one transport of a client. */
export function createTransport(given: TransportConfig): Transport {
  const secrets = createSecrets();
  const log =
    given.log &&
    ((message: string, event: DebugEvent) => given.log!(message, { ...event, secrets: secrets.values }));
  const config = { ...given, secrets, log };
  const { hooks, limits } = config;

  // Not async: a cached token is there at once, and most are.
  const accessToken = (
    { options }: TransportRequest,
    signal: AbortSignal,
    rejected?: string,
  ): string | Promise<string> => {
    const token = config.auth.accessToken({
      scopes: options?.scopes,
      rejected,
      tokenUrl: config.tokenUrl,
      postForm: post,
    });
    return typeof token === 'string'
      ? assertAccessToken(token)
      : abortable(Promise.resolve(token).then(assertAccessToken), signal);
  };

  const sendOnce = (
    request: NumberedRequest,
    { number, signal, sending }: Attempt,
    token?: string,
  ): Promise<ReceivedResponse> => {
    const { call, operation, method, url, body, auth, stream, graphql } = request;
    const credentials: Record<string, string> = { ...request.secretHeaders };
    if (config.userAgent) credentials['user-agent'] = config.userAgent;
    if (token) credentials['authorization'] = `Bearer ${token}`;
    if (config.apiKey && auth === 'token+key') credentials['x-api-key'] = config.apiKey;
    // A copy only where a hook may change it.
    const headers = hooks.request ? { ...request.headers } : request.headers;
    const event = { call, operation, method, url, attempt: number, headers, graphql };
    sending();
    return exchange(config, { event, body, credentials, signal, stream });
  };

  /** One attempt: with a token, and once more with a fresh one if the first is refused. */
  const attempt = async (request: NumberedRequest, current: Attempt): Promise<ReceivedResponse> => {
    const { signal } = current;
    if (request.auth === 'none') return sendOnce(request, current);
    const cached = accessToken(request, signal);
    const token = typeof cached === 'string' ? cached : await cached;
    const received = await sendOnce(request, current, token);
    if (received.response.status !== 401) return received;
    const fresh = await accessToken(request, signal, token);
    return fresh === token ? received : sendOnce(request, current, fresh);
  };

  const send: Transport = async (given) => {
    const request = { ...given, call: ++calls };
    const { call, operation, method, headers, options } = request;
    try {
      const received = await runAttempts({
        operation,
        timeoutMs: options?.timeout ?? limits.timeout,
        totalTimeoutMs: options?.totalTimeout ?? limits.totalTimeout,
        maxRetries: options?.maxRetries ?? limits.maxRetries,
        repeatable: request.repeatable ?? (isSafeMethod(method) || 'idempotency-key' in headers),
        signal: options?.signal,
        attempt: (current) => attempt(request, current),
        onRetry: ({ error, ...event }) => {
          log?.('retry', event);
          return hooks.retry?.({ ...event, call, error });
        },
      });
      if (!received.response.ok && !request.returnErrors) throw await errorFromResponse(operation, received);
      return received;
    } catch (error) {
      log?.('error', { operation, error: String(error) });
      if (hooks.error) await hooks.error({ call, operation, error });
      throw error;
    }
  };
  const post: TokenRequest['postForm'] = (...parameters) => postForm(send, ...parameters);
  return send;
}

const loadPostForm = /* @__PURE__ */ lazy(() => import('./post-form.ts'));

/** See `post-form.ts`, which is loaded with the first token: a program with a token of its own asks for none. */
export const postForm = async (
  send: Transport,
  ...parameters: Parameters<TokenRequest['postForm']>
): ReturnType<TokenRequest['postForm']> => (await loadPostForm()).postForm(send, ...parameters);
