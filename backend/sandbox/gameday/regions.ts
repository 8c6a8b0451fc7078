/** Two Regions of this process as they are on AWS: a global table, one user pool, one address for each door. */
import { table } from '../../src/data/table.ts';
import { startRegion, type Region } from '../src/sandbox.ts';
import { createGlobalTable, type GlobalTable } from '../src/services/dynamodb/global-table.ts';
import type { ItemWrite } from '../src/services/dynamodb/replication.ts';
import type { Dynamodb } from '../src/services/dynamodb/start.ts';
import { createParts } from '../src/support/parts.ts';
import { createRandom } from '../src/world/seed/random.ts';
import { createCast, type Cast } from './cast.ts';
import type { FailoverTimes } from './failover-times.ts';
import { startSwitch, type Switch } from './switch.ts';

export type RegionName = 'primary' | 'secondary';
export type Door = 'graphql' | 'rest';

export interface Regions {
  readonly cast: Cast;
  readonly primary: Region;
  readonly secondary: Region;
  readonly globalTable: GlobalTable;
  readonly theSwitch: Switch<Door, RegionName>;
  /** Items that are not the same in both tables, by key. */
  differences(): readonly string[];
  close(): Promise<void>;
}

export interface RegionsOptions {
  /** Of the lag of each write. */
  readonly seed: number;
  /** The most that a write takes to the other Region, milliseconds. */
  readonly lagMs: number;
  readonly times: FailoverTimes;
  /** Seconds in which programs and phones reach somebody, at most. */
  readonly busySeconds: number;
}

export async function openRegions({ seed, lagMs, times, busySeconds }: RegionsOptions): Promise<Regions> {
  const parts = createParts();
  const start = async (home?: Region): Promise<Region> => {
    const region = await startRegion({ port: 0, seed: null, timeLimitFactor: 20 }, home);
    await parts.open(region.sandbox);
    return region;
  };
  try {
    const primary = await start();
    // Made before there is a replica: a new one gets a copy of what is there.
    const cast = await createCast(primary.sandbox, busySeconds);
    const secondary = await start(primary);
    for (const { clientId, name, apiKey } of [cast.partner])
      secondary.addApiKey({ id: clientId.slice(0, 10), name, value: apiKey });
    const globalTable = await parts.open(
      createGlobalTable({
        stores: { primary: storeOf(primary), secondary: storeOf(secondary) },
        lagMs: partitionLag(seed, lagMs),
        now: primary.clock.now,
      }),
    );
    const theSwitch = await parts.open(
      startSwitch<Door, RegionName>({
        regions: [addresses('primary', primary), addresses('secondary', secondary)],
        failureThreshold: times.failureThreshold,
      }),
    );
    return {
      cast,
      primary,
      secondary,
      globalTable,
      theSwitch,
      differences: () => differences(storeOf(primary), storeOf(secondary)),
      close: () => parts.close(),
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

/**
 * A lag for each write and each partition it writes to: what one transaction writes in two partitions arrives apart. Within a partition
 * everything arrives in order, which AWS does not promise; what happens to a history when it does not is tested where it is mended.
 */
function partitionLag(seed: number, mostMs: number): (write: ItemWrite) => number {
  const random = createRandom(seed);
  const newest = new Map<string, { readonly time: number; readonly due: number }>();
  return ({ item, key, time }) => {
    const partition = item?.[table.partitionKey]?.S ?? key;
    const before = newest.get(partition);
    const due =
      before?.time === time ? before.due : Math.max(before?.due ?? 0, time + random.integer(0, mostMs));
    newest.set(partition, { time, due });
    return due - time;
  };
}

function storeOf({ world }: Region): Dynamodb {
  if (!world.dynamodb.embedded) throw new Error('A Region of the game has a store of its own.');
  return world.dynamodb.embedded;
}

const addresses = (name: RegionName, { sandbox: { restUrl, graphqlUrl } }: Region) => ({
  name,
  doors: { rest: restUrl, graphql: graphqlUrl },
  healthUrl: `${restUrl}/health?deep=true`,
});

function differences(one: Dynamodb, other: Dynamodb): readonly string[] {
  const byKey = (store: Dynamodb) =>
    new Map(
      [...store.items(table.name)].map((item) => [
        `${item[table.partitionKey]?.S} ${item[table.sortKey]?.S}`,
        JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      ]),
    );
  const [here, there] = [byKey(one), byKey(other)];
  return [...new Set([...here.keys(), ...there.keys()])].filter((key) => here.get(key) !== there.get(key));
}
