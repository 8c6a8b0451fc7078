/**
 * Loads a part of this package when it is first used, and once. A load that failed is forgotten: a page that was offline when it
 * needed the code may get it the next time.
 */
export function lazy<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loaded: Promise<Part> | undefined;
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    }));
}
