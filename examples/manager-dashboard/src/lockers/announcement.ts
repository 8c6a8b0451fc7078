/** What a screen reader is told about changes: each of a few, the number of many. */

/** One change that was seen live. */
export interface Change {
  readonly locker: string;
  readonly text: string;
}

/** More than this at a time would still be spoken when they are long past. */
const SPOKEN_ONE_BY_ONE = 3;

/** @param changes - at least one. */
export function announcementOf(changes: readonly Change[]): string {
  if (changes.length <= SPOKEN_ONE_BY_ONE) {
    return changes.map(({ locker, text }) => `${locker}: ${text}.`).join(' ');
  }
  const lockers = new Set(changes.map(({ locker }) => locker));
  const where = lockers.size === 1 ? [...lockers][0] : `${lockers.size} lockers`;
  return `${changes.length} changes at ${where}.`;
}

/** Collects changes and says them together once it has been quiet, or at the latest after a while. Times in milliseconds. */
export function createAnnouncer(
  say: (text: string) => void,
  { quietFor = 700, atLatest = 4000 } = {},
): { add(change: Change): void; stop(): void } {
  let changes: Change[] = [];
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let latest: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(quiet);
    clearTimeout(latest);
    latest = undefined;
    changes = [];
  };
  const flush = (): void => {
    const text = announcementOf(changes);
    stop();
    say(text);
  };
  return {
    add(change) {
      changes.push(change);
      clearTimeout(quiet);
      quiet = setTimeout(flush, quietFor);
      latest ??= setTimeout(flush, atLatest);
    },
    stop,
  };
}
