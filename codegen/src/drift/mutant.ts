/** A small wrong change, and whether a gate sees it. */

export const kinds = [
  'contract',
  'rights',
  'events',
  'documents',
  'stale',
  'generated',
  'history',
  'code',
  'values',
  'prose',
] as const;

export interface Mutant {
  readonly kind: (typeof kinds)[number];
  /** What was changed, by its place in the contracts. */
  readonly name: string;
  /** Whether it is seen; one that is not has survived. */
  readonly dies: () => boolean | Promise<boolean>;
}

/** An order that a seed decides (mulberry32), so that a run can be repeated. */
export function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [shuffled[index], shuffled[other]] = [shuffled[other] as Item, shuffled[index] as Item];
  }
  return shuffled;
}
