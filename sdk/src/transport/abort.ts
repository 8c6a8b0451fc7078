/**
 * A signal that follows `source` for the length of one call. A caller often passes one long-lived signal to thousands of calls;
 * nothing may stay attached to it after each, so the one listener is removed by `release`.
 */
export function followSignal(source: AbortSignal): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(source.reason);
  if (source.aborted) abort();
  else source.addEventListener('abort', abort);
  return { signal: controller.signal, release: () => source.removeEventListener('abort', abort) };
}

/**
 * Settles like `promise`, or rejects with the signal's reason as soon as it is aborted. The work itself goes on: it may be
 * shared with other callers (one token request serves all of them).
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
