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

/** A disturbance and how often it comes, relative to the others. */
export interface Disturbance {
  readonly name: string;
  readonly weight: number;
  cause(): Promise<void> | void;
}

/** Causes one disturbance after another, chosen by chance, until it is stopped; returns how often each came. */
export function disturb(
  random: () => number,
  disturbances: readonly Disturbance[],
  pauseMs: readonly [least: number, most: number],
): { stop(): Promise<Record<string, number>> } {
  const counts: Record<string, number> = {};
  const total = disturbances.reduce((sum, { weight }) => sum + weight, 0);
  let stopped = false;
  const choose = (): Disturbance => {
    let point = random() * total;
    for (const disturbance of disturbances) {
      point -= disturbance.weight;
      if (point < 0) return disturbance;
    }
    throw new Error('there is nothing to choose from');
  };
  const running = (async () => {
    while (!stopped) {
      const [least, most] = pauseMs;
      await new Promise((resolve) => setTimeout(resolve, least + random() * (most - least)));
      if (stopped) return;
      const { name, cause } = choose();
      counts[name] = (counts[name] ?? 0) + 1;
      await cause();
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
      return counts;
    },
  };
}
