import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks. */
const interval = 2;

/**
 * Waits until all of them are idle at two looks in a row: what one hands to the next is with neither for the length of a promise.
 */
export async function settled(sources: readonly { readonly idle: boolean }[]): Promise<void> {
  for (let calm = 0; calm < 2;) {
    await sleep(interval);
    calm = sources.every(({ idle }) => idle) ? calm + 1 : 0;
  }
}
