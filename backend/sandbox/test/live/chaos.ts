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
 */
export function disturb(
  random: () => number,
  disturbances: readonly Disturbance[],
  pauseMs: readonly [least: number, most: number],
): { readonly firstRound: Promise<void>; stop(): Promise<Record<string, number>> } {
  const counts: Record<string, number> = {};
  let stopped = false;
  let round: Disturbance[] = [];
  const { promise: firstRound, resolve: endFirstRound } = Promise.withResolvers<void>();
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
      const [least, most] = pauseMs;
      await new Promise((resolve) => setTimeout(resolve, least + random() * (most - least)));
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
      await running;
      return counts;
    },
  };
}
