/**
 * The seconds of the game. In each, every channel makes one attempt, the table's lag passes, and what follows the health checks does; nothing
 * waits for a clock on the wall, so a game takes as long as its work.
 */
import type { Channel } from './channels/channel.ts';
import type { Regions } from './regions.ts';

export interface Timeline {
  /** Seconds since the beginning. */
  readonly second: number;
  /** By channel: the first second in which an attempt succeeded since `startCounting` was called. */
  readonly firstSuccess: ReadonlyMap<string, number>;
  startCounting(): void;
  run(seconds: number): Promise<void>;
  /** @throws Error where it does not hold after so many seconds */
  until(what: string, holds: () => boolean, seconds: number): Promise<void>;
}

export interface TimelineOptions {
  readonly regions: Pick<Regions, 'globalTable' | 'primary'>;
  /** In the order in which they make their attempts. */
  readonly channels: readonly Channel[];
  /** Called at the end of each second: what follows the health checks does. */
  readonly follow: (second: number) => Promise<void>;
}

export function createTimeline({ regions, channels, follow }: TimelineOptions): Timeline {
  const { globalTable } = regions;
  const firstSuccess = new Map<string, number>();
  let second = 0;

  async function tick(): Promise<void> {
    for (const channel of channels) {
      const isDone = await channel.attempt();
      if (isDone && !firstSuccess.has(channel.name)) firstSuccess.set(channel.name, second);
    }
    second += 1;
    regions.primary.clock.advance(1_000);
    globalTable.replicate();
    await follow(second);
  }

  return {
    get second() {
      return second;
    },
    firstSuccess,
    startCounting: () => firstSuccess.clear(),
    async run(seconds) {
      for (const end = second + seconds; second < end;) await tick();
    },
    async until(what, holds, seconds) {
      for (const end = second + seconds; !holds();) {
        if (second >= end) throw new Error(`After ${seconds} s still not: ${what}.`);
        await tick();
      }
    },
  };
}
