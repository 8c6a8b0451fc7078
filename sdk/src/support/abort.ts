interface Listeners {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/** What waits for each signal. */
const listening = new WeakMap<AbortSignal, Listeners>();

function listenersOf(signal: AbortSignal): Listeners {
  let listeners = listening.get(signal);
  if (!listeners) {
    const callbacks = new Set<() => void>();
    listeners = { callbacks, listener: () => [...callbacks].forEach((callback) => callback()) };
    listening.set(signal, listeners);
  }
  return listeners;
}

/**
 * Calls `callback` when the signal is aborted; at once if it already is. A caller often passes one long-lived signal to
 * thousands of calls: they share one listener (Node warns above ten), and nothing stays attached when they are over.
 *
 * @returns a function that forgets the callback.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => {};
  }
  const { callbacks, listener } = listenersOf(signal);
  if (callbacks.size === 0) signal.addEventListener('abort', listener);
  // Its own function, so that the same callback may wait twice.
  const entry = (): void => callback();
  callbacks.add(entry);
  return () => {
    if (callbacks.delete(entry) && callbacks.size === 0) signal.removeEventListener('abort', listener);
  };
}

/**
 * Settles like `promise`, or rejects with the signal's reason as soon as it is aborted. The work itself goes on: it may be
 * shared with other callers (one token request serves all of them).
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const release = onAbort(signal, () => reject(signal.reason as Error));
    promise.then(resolve, reject).finally(() => release());
  });
}

/**
 * Resolves after a time, or rejects with the signal's reason as soon as it is aborted. Nothing stays behind either way, neither the timer nor a
 * listener.
 */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      release();
      resolve();
    }, milliseconds);
    let release = (): void => {};
    if (signal) {
      release = onAbort(signal, () => {
        clearTimeout(timer);
        release();
        reject(signal.reason as Error);
      });
    }
  });
}
