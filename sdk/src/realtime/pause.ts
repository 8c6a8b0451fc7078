interface OnlineEvents {
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
}

/** A wait between two attempts to connect. */
export interface Pause {
  /** Resolves when it is over. */
  readonly over: Promise<void>;
  /** Ends it now. */
  end(): void;
  /** Lets it never be over; nothing is kept for it. */
  cancel(): void;
}

/** Waits; not longer than until a browser that was offline is back, since what was waited for is then there. */
export function pause(milliseconds: number): Pause {
  const page = globalThis as OnlineEvents;
  let resolve = (): void => {};
  const over = new Promise<void>((done) => (resolve = done));
  const cancel = (): void => {
    clearTimeout(timer);
    page.removeEventListener?.('online', end);
  };
  const end = (): void => {
    cancel();
    resolve();
  };
  const timer = setTimeout(end, milliseconds);
  page.addEventListener?.('online', end);
  return { over, end, cancel };
}
