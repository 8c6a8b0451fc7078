import { isNorthwindError, NorthwindError } from './northwind-error.ts';

/**
 * Loads a part of this package when it is first used, and once. A load that failed is forgotten: a page that was offline when it
 * needed the code may get it the next time.
 *
 * @throws `NorthwindError` with the code `'connection'` for a part that cannot be loaded; what `load` itself throws of this package as it is.
 */
export function lazy<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loaded: Promise<Part> | undefined;
  return () =>
    (loaded ??= load().catch((cause: unknown) => {
      loaded = undefined;
      if (isNorthwindError(cause)) throw cause;
      throw new NorthwindError('Part of this package did not load.', { code: 'connection', cause });
    }));
}
