import { AbortError } from '../errors/abort-error.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { NorthwindError } from '../errors/northwind-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { InvoiceExport } from '../generated/models.ts';
import type { ApiResponse } from '../resource/api-promise.ts';
import { abortable, sleep } from '../support/abort.ts';
import { retryAfterMs } from '../support/retry-timing.ts';
import {
  assertLimits,
  assertSignal,
  type AllLimits,
  type RequestOptions,
} from '../transport/request-options.ts';
import type { DownloadOptions, FileConfig } from './options.ts';
import { transfer } from './transfer.ts';

const OPERATION = 'downloadInvoiceExport';
const KEYS = ['timeout', 'totalTimeout', 'maxRetries', 'signal', 'onProgress'];
/** Where the server does not say when to ask again. */
const POLL_MS = 1_000;

/** See `InvoiceExports.download`. */
export async function downloadExport(
  config: FileConfig,
  get: (options: RequestOptions) => Promise<ApiResponse<InvoiceExport>>,
  { onProgress, signal, ...options }: DownloadOptions,
): Promise<Response> {
  assertKnownKeys('download option', { ...options, onProgress, signal }, KEYS);
  assertLimits(options);
  assertSignal(signal);
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw new UsageError('`onProgress` must be a function.');
  const limits: AllLimits = {
    timeout: options.timeout ?? config.limits.timeout,
    totalTimeout: options.totalTimeout ?? config.limits.totalTimeout,
    maxRetries: options.maxRetries ?? config.limits.maxRetries,
  };
  const started = performance.now();
  const { url, totalBytes } = await finished(get, limits, signal);
  const leftMs = Math.max(1, limits.totalTimeout - (performance.now() - started));
  const response = await transfer({
    ...limits,
    totalTimeout: leftMs,
    operation: OPERATION,
    method: 'GET',
    url,
    signal,
    fetch: config.fetch,
    onBytes: onProgress && ((transferredBytes) => onProgress({ transferredBytes, totalBytes })),
  });
  return withTypedErrors(response, url, limits.timeout, signal);
}

/** Waits until the export is made, and returns where its file is. */
async function finished(
  get: (options: RequestOptions) => Promise<ApiResponse<InvoiceExport>>,
  limits: AllLimits,
  signal: AbortSignal | undefined,
): Promise<{ url: string; totalBytes: number | undefined }> {
  const started = performance.now();
  for (;;) {
    const { data, response } = await get({ ...limits, signal });
    const { id, state, downloadUrl, sizeBytes, failureReason } = data;
    if (downloadUrl) return { url: downloadUrl, totalBytes: sizeBytes ?? undefined };
    if (state !== 'queued' && state !== 'running') {
      throw new NorthwindError(
        `${OPERATION}: export ${id} is ${state}: ${failureReason ?? 'no explanation'}`,
        {
          code: 'export_failed',
          operation: OPERATION,
          advice: 'Start another export with `invoiceExports.create`.',
        },
      );
    }
    const waitMs = retryAfterMs(response.headers, Date.now()) ?? POLL_MS;
    if (performance.now() - started + waitMs >= limits.totalTimeout)
      throw new TimeoutError(OPERATION, 'totalTimeout', limits.totalTimeout);
    await sleep(waitMs, signal).catch((reason: unknown) => {
      throw new AbortError(OPERATION, reason);
    });
  }
}

/** The same response, whose body fails with errors of this package, and ends when nothing arrives for `timeoutMs`. */
function withTypedErrors(
  response: Response,
  url: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Response {
  if (!response.body || typeof ReadableStream !== 'function') return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await beforeSilence(abortable(reader.read(), signal), timeoutMs);
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          void reader.cancel(error).catch(() => {});
          if (signal?.aborted) throw new AbortError(OPERATION, signal.reason);
          throw error instanceof TimeoutError ? error : new ConnectionError(OPERATION, url, error);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

function beforeSilence<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const expire = (): void => reject(new TimeoutError(OPERATION, 'timeout', timeoutMs));
    const timer = setTimeout(expire, timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
