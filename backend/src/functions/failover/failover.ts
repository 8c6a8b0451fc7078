/** What becomes of a look at which Region is active: the edge is told, and a primary Region that was left is held until a person ends it. */

/** The edge's store of one value: the Region that answers GraphQL. */
export interface EdgeStore {
  read(): Promise<string | undefined>;
  /** @throws Error also where somebody else has written since it was read */
  write(region: string): Promise<void>;
}

export interface FailoverParts {
  /** Route 53's answer: the Region that healthy checks lead to. */
  readonly activeRegion: () => Promise<string>;
  readonly primary: string;
  readonly store: EdgeStore;
  /** Has the primary Region count as unhealthy, whatever it answers. */
  readonly holdPrimary: () => Promise<void>;
  /** Told that the edge leads to another Region now. */
  readonly moved: (region: string) => void;
  readonly now: () => number;
}

/** How long the store is taken to have what was read there, milliseconds. A request costs USD 0.001, so not every look makes one. */
export const rereadMs = 3_600_000;

/**
 * @returns a look, to be repeated. It moves to the standby, and back when the name does, which after a hold is for a person to decide:
 *   a Region that was lost has to have its data before anybody writes there.
 */
export function createFailover(parts: FailoverParts): () => Promise<void> {
  const { activeRegion, primary, store, holdPrimary, moved, now } = parts;
  let known: { readonly region: string | undefined; readonly at: number } | undefined;
  let isHoldDue = false;
  return async () => {
    const region = await activeRegion();
    if (known === undefined || now() - known.at >= rereadMs)
      known = { region: await store.read(), at: now() };
    if (known.region !== region) {
      isHoldDue = region !== primary;
      // Not known any more if the write fails, as it does for the slower of two Regions.
      known = undefined;
      await store.write(region);
      known = { region, at: now() };
      moved(region);
    }
    if (!isHoldDue) return;
    // After the move, which does not need Route 53's control plane.
    await holdPrimary();
    isHoldDue = false;
  };
}

export const lookEveryMs = 2_000;
/** One run ends after the next has begun, however late in its minute that is. */
export const lookForMs = 115_000;

export interface LookoutParts {
  readonly look: () => Promise<void>;
  readonly everyMs: number;
  readonly forMs: number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly now: () => number;
  /** Told of a look that failed. */
  readonly failed: (error: unknown) => void;
}

/** Looks again and again. @throws Error where the last look failed, so that a run that ends blind is counted as one */
export async function lookOut({ look, everyMs, forMs, wait, now, failed }: LookoutParts): Promise<void> {
  const end = now() + forMs;
  for (;;) {
    const isLast = now() + everyMs > end;
    try {
      await look();
    } catch (error) {
      if (isLast) throw error;
      failed(error);
    }
    if (isLast) return;
    await wait(everyMs);
  }
}
