/**
 * One address for each door, in front of several Regions: what Route 53 and CloudFront are to a program. It asks each Region's health route
 * when it is told to, and passes requests and WebSockets on to the Region that the name leads to.
 */
import {
  listenForProtocols,
  unboundHttpServer,
  type LoopbackServer,
} from '../src/support/loopback-server.ts';
import { createForwarder } from './forward.ts';
import { activeOf, createHealthCheck } from './health.ts';

/** A Region as the switch sees it. */
export interface RegionAddresses<Door extends string, Name extends string> {
  readonly name: Name;
  readonly doors: Readonly<Record<Door, string>>;
  readonly healthUrl: string;
}

export interface SwitchOptions<Door extends string, Name extends string> {
  /** In the order of preference. */
  readonly regions: readonly [RegionAddresses<Door, Name>, ...RegionAddresses<Door, Name>[]];
  /** Results in a row that change a Region's health. */
  readonly failureThreshold: number;
}

export interface Switch<Door extends string, Name extends string> {
  /** Where clients go, whichever Region answers. */
  readonly doors: Readonly<Record<Door, string>>;
  /** The Region that healthy checks lead to; clients follow when a door is led there. */
  readonly wanted: Name;
  /** The Region that clients of a door reach. */
  leads(door: Door): Name;
  /** Asks every Region once. */
  check(): Promise<void>;
  /** Has the clients of a door go to a Region: on AWS when their name's time to live is over, or the edge has heard of it. */
  lead(door: Door, region: Name): void;
  /** Has the doors answer 503, or no longer: nobody writes while the names move between Regions that both work. */
  pause(isPaused: boolean): void;
  /** Takes a Region out of service whatever its health, or puts it back. */
  hold(region: Name, isHeld: boolean): void;
  close(): Promise<void>;
}

/**
 * Milliseconds that an answer may take. Route 53 waits four seconds for a connection and two for the answer; here a Region that is lost ends
 * connections at once, and a slow machine is not to be taken for one.
 */
const healthTimeoutMs = 60_000;

export async function startSwitch<Door extends string, Name extends string>(
  options: SwitchOptions<Door, Name>,
): Promise<Switch<Door, Name>> {
  const { failureThreshold } = options;
  const [first, ...others] = options.regions.map((region) => ({
    ...region,
    health: createHealthCheck(failureThreshold),
  }));
  if (first === undefined) throw new Error('A switch needs a Region.');
  const regions: [typeof first, ...(typeof first)[]] = [first, ...others];
  const active = new Map<Door, typeof first>();
  const leading = (door: Door): typeof first => active.get(door) ?? first;
  let isPaused = false;
  const servers: LoopbackServer[] = [];
  const doors: Partial<Record<Door, string>> = {};
  for (const door of Object.keys(first.doors) as Door[]) {
    const { forward, forwardUpgrade } = createForwarder(() =>
      isPaused ? undefined : leading(door).doors[door],
    );
    const http = unboundHttpServer(`switch (${door})`, forward, forwardUpgrade);
    const server = await listenForProtocols(`switch (${door})`, 0, [
      { matches: () => true, handle: (socket) => http.emit('connection', socket) },
    ]);
    servers.push(server);
    doors[door] = `${server.url}${new URL(first.doors[door]).pathname}`;
  }
  return {
    doors: doors as Record<Door, string>,
    get wanted() {
      return activeOf(regions).name;
    },
    leads: (door) => leading(door).name,
    async check() {
      await Promise.all(regions.map(async ({ health, healthUrl }) => health.report(await isUp(healthUrl))));
    },
    lead(door, region) {
      const next = regions.find(({ name }) => name === region);
      if (next) active.set(door, next);
    },
    pause(value) {
      isPaused = value;
    },
    hold(region, isHeld) {
      regions.find(({ name }) => name === region)?.health.hold(isHeld);
    },
    async close() {
      await Promise.all(servers.map((server) => server.close(0)));
    },
  };
}

/** 2xx and 3xx are healthy; anything else, and silence, is not. */
async function isUp(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(healthTimeoutMs) });
    await response.arrayBuffer();
    return response.status < 400;
  } catch {
    return false;
  }
}
