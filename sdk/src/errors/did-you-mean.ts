import { UsageError } from './usage-error.ts';

/** Throws a {@link UsageError} that names the nearest known key, for the first key of `object` that is not known. */
export function assertKnownKeys(what: string, object: object, known: readonly string[]): void {
  for (const key of Object.keys(object)) {
    if (!known.includes(key)) throw new UsageError(`Unknown ${what} \`${key}\`. ${didYouMean(key, known)}`);
  }
}

/** "Did you mean `x`?" where one of `known` is near `word`, else the list of all. */
export function didYouMean(word: string, known: readonly string[]): string {
  const wanted = word.toLowerCase();
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
