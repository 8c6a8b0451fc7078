import { vi } from 'vitest';

/**
 * Runs timers at once and remembers for how long each was set, in milliseconds. Chance always says 0.5. `vi.restoreAllMocks` ends it.
 */
export function capturedTimers(): number[] {
  const delays: number[] = [];
  const original = globalThis.setTimeout;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, delay = 0) => {
    // Limits of an attempt are left alone; only waits between attempts are hurried.
    if (delay >= 29_000) return original(callback, delay);
    delays.push(delay);
    return original(callback, 0);
  }) as typeof setTimeout);
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  return delays;
}
