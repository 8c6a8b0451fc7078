/** One way in which programs, people and devices use Northwind, and what it promised them. */
import { isOutage } from '../clients.ts';

/** A write that somebody was told is done. */
export interface Acknowledged {
  /** What the write can be recognized by when it is read again. */
  readonly identity: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Channel {
  readonly name: string;
  /** Does the next thing, or once more what was not acknowledged. @returns whether it was @throws what is no outage */
  attempt(): Promise<boolean>;
  readonly acknowledged: readonly Acknowledged[];
  /** The identities of all writes that can be read through the doors now, each as often as it is there. */
  read(): Promise<readonly string[]>;
}

/**
 * Writes one thing after another. What was not acknowledged is written again with its key, as every program should: it may have been done.
 *
 * @param write does what the key stands for, or finds that it was done
 */
export function createWriter(
  now: () => number,
  nextKey: () => string,
  write: (key: string) => Promise<unknown>,
): Pick<Channel, 'acknowledged' | 'attempt'> {
  const acknowledged: Acknowledged[] = [];
  let pending: string | undefined;
  return {
    acknowledged,
    async attempt() {
      pending ??= nextKey();
      if (!(await succeeds(() => write(pending as string)))) return false;
      acknowledged.push({ identity: pending, at: now() });
      pending = undefined;
      return true;
    },
  };
}

/** @returns false where nobody was there @throws any refusal */
export async function succeeds(call: () => PromiseLike<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (isOutage(error)) return false;
    throw error;
  }
}
