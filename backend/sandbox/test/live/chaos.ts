/** Numbers from 0 to 1 that are the same for the same seed (mulberry32), so that a run can be replayed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A disturbance and how often it comes in a round. */
export interface Disturbance {
  readonly name: string;
  readonly weight: number;
  cause(): Promise<void> | void;
}

/**
 * Causes one disturbance after another until it is stopped; returns how often each came. In every round each comes as often as its
 * weight says, in an order that chance decides; `firstRound` resolves when each has come.
 *
 * @param pause - resolves when it is time for the next one. It should wait for progress and not for time: on a slow machine a
 * disturbance every so many milliseconds would leave no room for any progress at all.
 */
export function disturb(
  random: () => number,
  disturbances: readonly Disturbance[],
  pause: () => Promise<void>,
): { readonly firstRound: Promise<void>; stop(): Promise<Record<string, number>> } {
  const counts: Record<string, number> = {};
  let stopped = false;
  let endPause: () => void = () => undefined;
  const stop = new Promise<void>((resolve) => (endPause = resolve));
  let round: Disturbance[] = [];
  let endFirstRound: () => void = () => undefined;
  const firstRound = new Promise<void>((resolve) => (endFirstRound = resolve));
  const next = (): Disturbance => {
    if (round.length === 0) {
      round = disturbances.flatMap((disturbance) => Array<Disturbance>(disturbance.weight).fill(disturbance));
    }
    const [chosen] = round.splice(Math.floor(random() * round.length), 1);
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  };
  const running = (async () => {
    while (!stopped) {
      await Promise.race([pause(), stop]);
      if (stopped) return;
      const { name, cause } = next();
      counts[name] = (counts[name] ?? 0) + 1;
      await cause();
      if (round.length === 0) endFirstRound();
    }
  })();
  // Whoever waits for the round hears of a disturbance that failed.
  running.catch(() => endFirstRound());
  return {
    firstRound,
    async stop() {
      stopped = true;
      endPause();
      await running;
      return counts;
    },
  };
}
