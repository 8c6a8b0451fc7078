import { isRecord } from '../support/is-record.ts';
import { UsageError } from './usage-error.ts';

/** Throws a {@link UsageError} that names the nearest known key, for the first key of `object` that is not known. */
export function assertKnownKeys(what: string, object: object, known: readonly string[]): void {
  if (!isRecord(object)) {
    throw new UsageError(
      `The ${what}s must be an object with ${known.map((name) => `\`${name}\``).join(', ')}.`,
    );
  }
  for (const key of Object.keys(object)) {
    if (!known.includes(key)) throw new UsageError(`Unknown ${what} \`${key}\`. ${didYouMean(key, known)}`);
  }
}

/** Characters of a word that are compared. */
const MAX_LENGTH = 100;

/** "Did you mean `x`?" where one of `known` is near `word`, else the list of all. */
export function didYouMean(word: unknown, known: readonly string[]): string {
  const near = nearest(typeof word === 'string' ? word : '', known);
  return near.distance <= Math.max(2, near.length / 3)
    ? `Did you mean \`${near.word}\`?`
    : `Known: ${known.map((name) => `\`${name}\``).join(', ')}.`;
}

/** The one of `known` that is nearest to `word`, without regard to case, and its distance: letters to change, add or leave out. */
export function nearest(
  word: string,
  known: readonly string[],
): { word: string; distance: number; length: number } {
  // A long word is not a misspelling, and comparing it would take long.
  const wanted = word.slice(0, MAX_LENGTH).toLowerCase();
  const { length } = wanted;
  return known
    .map((candidate) => ({
      word: candidate,
      distance: editDistance(wanted, candidate.toLowerCase()),
      length,
    }))
    .reduce((left, right) => (right.distance < left.distance ? right : left));
}

/** Levenshtein distance, one row at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const substitution = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[right.length]!;
}
