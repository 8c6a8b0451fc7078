/**
 * Lets calls of an iterator's `next` wait for each other, as those of an async generator do: each event goes to one of them, in
 * the order in which they were called, and none is forgotten.
 */
export function inTurn<Result>(next: () => Promise<Result>): () => Promise<Result> {
  let before: Promise<unknown> = Promise.resolve();
  return () => {
    const result = before.then(next, next);
    before = result;
    return result;
  };
}
