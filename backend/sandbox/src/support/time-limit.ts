/**
 * Time limits that count the time in which this process could work. AWS gives a function a machine of its own; here one process is all of
 * them, and a machine that is busy, asleep or at a breakpoint stops it. Such a pause counts as one look, however long it was.
 */
const lookMs = 50;

export interface TimeLimit {
  /** What is left, in milliseconds. */
  remainingMs(): number;
  /** Resolves once the time is up; never after `clear`. */
  readonly expired: Promise<void>;
  clear(): void;
}

/** @throws RangeError for what is no number: a timer would take it for a millisecond, with a warning that names nobody. */
export function startTimeLimit(limitMs: number): TimeLimit {
  if (!(limitMs >= 0))
    throw new RangeError(`A time limit is a number of milliseconds; got ${String(limitMs)}.`);
  let leftMs = limitMs;
  let lookedAt = performance.now();
  let timer: NodeJS.Timeout;
  const expired = new Promise<void>((resolve) => {
    const wait = (): void => {
      const stepMs = Math.min(leftMs, lookMs);
      lookedAt = performance.now();
      timer = setTimeout(() => {
        leftMs -= stepMs;
        if (leftMs > 0) wait();
        else resolve();
      }, stepMs);
    };
    wait();
  });
  return {
    remainingMs: () => Math.max(0, leftMs - Math.min(performance.now() - lookedAt, lookMs)),
    expired,
    clear: () => clearTimeout(timer),
  };
}

/** What `work` resolves to, or what `late` gives or throws when the limit comes first. The work itself goes on. */
export async function withinTime<Value, Late>(
  limit: TimeLimit,
  work: Promise<Value>,
  late: () => Late,
): Promise<Value | Late> {
  try {
    return await Promise.race([work, limit.expired.then(late)]);
  } finally {
    limit.clear();
  }
}
