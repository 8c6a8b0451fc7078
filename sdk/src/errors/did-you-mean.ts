import { shown } from './shown.ts';
import { UsageError } from './usage-error.ts';

/** Throws a {@link UsageError} that names the nearest known key, for the first key of `object` that is not known. */
export function assertKnownKeys(what: string, object: object, known: readonly string[]): void {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
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
  // A long word is not a misspelling, and comparing it would take long.
  const wanted = shown(word).slice(0, MAX_LENGTH).toLowerCase();
  const [best, distance] = known
    .map((candidate) => [candidate, editDistance(wanted, candidate.toLowerCase())] as const)
    .reduce((left, right) => (right[1] < left[1] ? right : left));
  return distance <= Math.max(2, wanted.length / 3)
    ? `Did you mean \`${best}\`?`
    : `Known: ${known.map((name) => `\`${name}\``).join(', ')}.`;
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
