/**
 * What follows Route 53's answer, and how late: REST by its name; GraphQL by the failover functions, whose own code looks and writes to the
 * edge's store; and the functions that read the table's stream, whose own code asks whether they publish.
 */
import { publishes } from '../../src/functions/active-region.ts';
import { createFailover } from '../../src/functions/failover/failover.ts';
import type { FailoverTimes } from './failover-times.ts';
import type { RegionName, Regions } from './regions.ts';

export interface FollowingOptions {
  readonly regions: Pick<Regions, 'primary' | 'secondary' | 'theSwitch'>;
  readonly times: FailoverTimes;
  /** Told what leads where now. */
  readonly onMove: (what: 'GraphQL' | 'REST', to: RegionName) => Promise<void>;
}

const regionNames = ['primary', 'secondary'] as const;

/** What was answered first is kept for so many seconds after the answer has changed: the worst case of a cache. */
function kept<Value>(seconds: number, first: Value): (second: number, answer: Value) => Value {
  let seen = first;
  let changesAt: number | undefined;
  return (second, answer) => {
    if (answer === seen) changesAt = undefined;
    else changesAt ??= second + seconds;
    if (changesAt !== undefined && second >= changesAt) {
      seen = answer;
      changesAt = undefined;
    }
    return seen;
  };
}

/** @returns to be called once a second */
export function createFollowing({
  regions,
  times,
  onMove,
}: FollowingOptions): (second: number) => Promise<void> {
  const { theSwitch } = regions;
  const restName = kept<RegionName>(times.timeToLiveSeconds.rest, 'primary');
  const activeName = kept<RegionName>(times.timeToLiveSeconds.active, 'primary');
  const edge = kept<RegionName>(times.edgeSeconds, 'primary');
  let active: RegionName = 'primary';
  let stored: RegionName = 'primary';
  let nowMs = 0;
  const parts = { activeRegion: async () => active, now: () => nowMs };
  const looks = regionNames.map((name) => ({
    isThere: () => regions[name].power.isOn,
    look: createFailover({
      ...parts,
      primary: 'primary',
      store: {
        read: async () => stored,
        write: async (region) => void (stored = region as RegionName),
      },
      holdPrimary: async () => theSwitch.hold('primary', true),
      moved: () => undefined,
    }),
  }));
  const readers = regionNames.map((own) => ({
    region: regions[own],
    isActive: publishes({ ...parts, own }),
  }));

  async function lead(door: 'graphql' | 'rest', to: RegionName): Promise<void> {
    if (theSwitch.leads(door) === to) return;
    theSwitch.lead(door, to);
    await onMove(door === 'rest' ? 'REST' : 'GraphQL', to);
  }

  return async (second) => {
    nowMs = second * 1_000;
    if (second % times.checkSeconds === 0) await theSwitch.check();
    active = activeName(second, theSwitch.wanted);
    if (second % times.lookSeconds === 0) for (const { isThere, look } of looks) if (isThere()) await look();
    // A Region that was lost asks when it is back, before it publishes anything; so it is asked all the time.
    for (const { region, isActive } of readers) await region.readStream(await isActive());
    await lead('rest', restName(second, theSwitch.wanted));
    await lead('graphql', edge(second, stored));
  };
}
