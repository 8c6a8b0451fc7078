import ky, { isHTTPError, isTimeoutError, type Options } from 'ky';
import { AbortError } from '../errors/abort-error.ts';
import type { ApiError } from '../errors/api-error.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { classOfStatus } from '../generated/status-errors.ts';
import { backoffMs } from '../support/backoff.ts';
import type { AllLimits } from '../transport/request-options.ts';

/*! Carries ky: MIT License, Copyright (c) Sindre Sorhus (https://sindresorhus.com) */

const MAX_RETRY_WAIT_MS = 8_000;

/** One request to a pre-signed URL: it carries its own authorization, so neither token nor API key is sent. */
export interface Transfer extends AllLimits {
  /** Name for errors. */
  readonly operation: string;
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal | undefined;
  readonly fetch: typeof globalThis.fetch | undefined;
  /** Called with the bytes that have arrived so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Sends it; retried like a safe call, since a pre-signed URL names one object. The body of the response is left to be read. */
export async function transfer(request: Transfer): Promise<Response> {
  const { operation, method, url, headers, body, signal, fetch, onBytes } = request;
  const { timeout, totalTimeout, maxRetries } = request;
  if (typeof globalThis.Request !== 'function')
    throw new UsageError('Files need the global `Request` of a browser, of Node or of React Native.');
  if (signal?.aborted) throw new AbortError(operation, signal.reason, false);
  const options: Options = {
    method,
    timeout,
    totalTimeout,
    // A redirect is refused: a pre-signed URL is not moved.
    redirect: 'error',
    retry: {
      limit: maxRetries,
      methods: ['get', 'put'],
      statusCodes: [408, 425, 429, 500, 502, 503, 504],
      retryOnTimeout: true,
      delay: (attempt) => backoffMs(attempt - 1, MAX_RETRY_WAIT_MS),
    },
    ...(headers && { headers: { ...headers } }),
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
    ...(fetch && { fetch }),
    // React Native has no streams: there the whole file arrives at once.
    ...(onBytes &&
      typeof ReadableStream === 'function' && {
        onDownloadProgress: ({ transferredBytes }) => onBytes(transferredBytes),
      }),
  };
  const started = performance.now();
  try {
    return await ky(url, options);
  } catch (error) {
    if (signal?.aborted) throw new AbortError(operation, signal.reason);
    if (isHTTPError(error)) throw refusal(operation, error.response, error.data);
    if (isTimeoutError(error)) {
      throw performance.now() - started >= totalTimeout
        ? new TimeoutError(operation, 'totalTimeout', totalTimeout)
        : new TimeoutError(operation, 'timeout', timeout);
    }
    throw new ConnectionError(operation, url, causeOf(error));
  }
}

/** ky wraps what `fetch` threw. */
const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.name === 'NetworkError' ? (error.cause ?? error) : error;

/** S3 explains itself in XML. Only its code and message are kept: the rest may repeat the signed URL. */
function refusal(operation: string, response: Response, data: unknown): ApiError {
  const text = typeof data === 'string' ? data : '';
  const [code, message] = ['Code', 'Message'].map(
    (name) => new RegExp(`<${name}>([^<]{1,500})</${name}>`).exec(text)?.[1],
  );
  const { status, statusText, headers } = response;
  const ErrorOfStatus = classOfStatus(status);
  return new ErrorOfStatus(operation, {
    status,
    statusText: [code, message].filter(Boolean).join(': ') || statusText,
    headers,
    requestId: headers.get('x-amz-request-id') ?? undefined,
  });
}
