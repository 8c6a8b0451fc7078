import { AbortError } from '../errors/abort-error.ts';
import { isConnectionError } from '../errors/connection-error.ts';
import { isTimeoutError, TimeoutError } from '../errors/timeout-error.ts';
import { onAbort, sleep } from '../support/abort.ts';
import { retryAfterMs, retryDelayMs } from '../support/retry-timing.ts';
import type { ReceivedResponse } from './exchange.ts';
import type { RetryEvent } from './hooks.ts';
import { mayRetry, type AttemptFailure } from './retry-policy.ts';

/** One attempt of a call. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** Aborted when the attempt's result no longer counts. */
  readonly signal: AbortSignal;
  /** To be called when the request is sent: errors say whether it may have arrived. */
  readonly sending: () => void;
}

/** A call that may take several attempts. */
export interface RepeatableCall {
  readonly operation: string;
  /** Limit of each attempt, milliseconds. */
  readonly timeoutMs: number;
  /** Limit of all attempts and the waits between them, milliseconds. */
  readonly totalTimeoutMs: number;
  readonly maxRetries: number;
  /** Whether sending it twice does no harm. */
  readonly repeatable: boolean;
  /** The caller's own. */
  readonly signal: AbortSignal | undefined;
  readonly attempt: (attempt: Attempt) => Promise<ReceivedResponse>;
  /** Called before each wait. */
  readonly onRetry: (event: Omit<RetryEvent, 'call'>) => void | Promise<void>;
}

/**
 * Makes attempts until one succeeds, fails in a way that repeating does not help, or the limits are reached. Returns the last
 * response, whatever its status.
 *
 * @throws the error of the last attempt, {@link TimeoutError} or {@link AbortError}.
 */
export async function runAttempts(call: RepeatableCall): Promise<ReceivedResponse> {
  const { operation, maxRetries, repeatable, signal, totalTimeoutMs } = call;
  const started = performance.now();
  const progress = { sent: false };
  for (let number = 1; ; number++) {
    const leftMs = totalTimeoutMs - (performance.now() - started);
    let received: ReceivedResponse | undefined;
    let error: unknown;
    try {
      received = await withinLimits(call, number, leftMs, progress);
      if (received.response.status < 400) return received;
    } catch (thrown) {
      error = thrown;
    }
    const giveUp = (): ReceivedResponse => {
      if (received) return received;
      throw error;
    };
    const failure = received ? refusal(received) : failureOf(error, operation);
    if (number > maxRetries || !failure || !mayRetry(failure, repeatable)) return giveUp();
    const serverWaitMs = failure.kind === 'status' ? failure.retryAfterMs : undefined;
    const delayMs = retryDelayMs(number, serverWaitMs, Math.random());
    // Waiting for an attempt that could not begin any more would only hide the reason of the failure.
    if (performance.now() - started + delayMs >= totalTimeoutMs) return giveUp();
    await call.onRetry({ operation, attempt: number, delayMs, status: received?.response.status, error });
    await sleep(delayMs, signal).catch((reason: unknown) => {
      throw new AbortError(operation, reason, progress.sent);
    });
  }
}

/** One attempt: it ends when its time is up or the caller aborts it, whether or not `fetch` heeds its signal. */
function withinLimits(
  call: RepeatableCall,
  number: number,
  leftMs: number,
  progress: { sent: boolean },
): Promise<ReceivedResponse> {
  const { operation, signal, timeoutMs, totalTimeoutMs } = call;
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const end = (error: Error): void => {
      release();
      reject(error);
      controller.abort(error);
    };
    const expire = (): void => {
      // Whichever limit comes first.
      const [limit, limitMs] =
        leftMs <= timeoutMs ? (['totalTimeout', totalTimeoutMs] as const) : (['timeout', timeoutMs] as const);
      end(new TimeoutError(operation, limit, limitMs, progress.sent));
    };
    const timer = setTimeout(expire, Math.min(leftMs, timeoutMs));
    let forget: (() => void) | undefined;
    const release = (): void => {
      clearTimeout(timer);
      forget?.();
    };
    if (signal) {
      forget = onAbort(signal, () => end(new AbortError(operation, signal.reason, progress.sent)));
      if (signal.aborted) return;
    }
    const sending = (): void => void (progress.sent = true);
    call.attempt({ number, signal: controller.signal, sending }).then(
      (received) => {
        release();
        resolve(received);
      },
      (error: Error) => {
        release();
        reject(error);
      },
    );
  });
}

const refusal = ({ response: { status, headers } }: ReceivedResponse): AttemptFailure => ({
  kind: 'status',
  status,
  retryAfterMs: retryAfterMs(headers, Date.now()),
});

/**
 * Errors of the token source have had their own retries, and errors of hooks are the caller's: neither is a failed attempt. Of the
 * total time, nothing is left for another.
 */
function failureOf(error: unknown, operation: string): AttemptFailure | undefined {
  if (isTimeoutError(error)) {
    return error.operation === operation && error.limit === 'timeout' ? { kind: 'timeout' } : undefined;
  }
  return isConnectionError(error) && error.operation === operation ? { kind: 'connection' } : undefined;
}
