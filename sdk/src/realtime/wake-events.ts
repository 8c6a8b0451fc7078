interface EventSource {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

/**
 * Calls `listener` when a page's network is back, and when the page comes to the front again: a socket may have died meanwhile
 * without a word. Where there are no such events nothing happens.
 *
 * @returns a function that ends it.
 */
export function onWake(listener: () => void): () => void {
  const page = globalThis as EventSource & {
    readonly document?: EventSource & { readonly visibilityState?: string };
  };
  const { document } = page;
  const onVisible = (): void => {
    if (document?.visibilityState === 'visible') listener();
  };
  page.addEventListener?.('online', listener);
  document?.addEventListener?.('visibilitychange', onVisible);
  return () => {
    page.removeEventListener?.('online', listener);
    document?.removeEventListener?.('visibilitychange', onVisible);
  };
}
