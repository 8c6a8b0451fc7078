/** How many events a second go the whole way when controllers always have as many on the way as they may. */
import { createArrivals } from './arrivals.ts';
import { followWithSdk } from './followers.ts';
import { cpuSecondsOf } from './machine.ts';
import { connectController, type Administrator } from './parties.ts';
import type { SandboxProcess } from './sandbox-process.ts';

export interface ThroughputMeasurement {
  readonly lockers: number;
  readonly onTheWay: number;
  readonly eventsPerSecond: number;
  /** Milliseconds of CPU that an event costs the sandbox; NaN where the system does not tell. */
  readonly sandboxCpuPerEvent: number;
  /** The same of this process: all controllers and all programs. */
  readonly ownCpuPerEvent: number;
  /** Milliseconds from publish to the event in hand, of each event. */
  readonly latencies: readonly number[];
}

export interface ThroughputOptions {
  readonly lockers: number;
  /** Reports that a locker has sent and whose events have not arrived, at most. */
  readonly onTheWayPerLocker: number;
  readonly eventsPerLocker: number;
}

export async function measureThroughput(
  sandbox: SandboxProcess,
  administrator: Administrator,
  { lockers, onTheWayPerLocker, eventsPerLocker }: ThroughputOptions,
): Promise<ThroughputMeasurement> {
  const arrivals = createArrivals();
  // Not the first device: its reports have been counted already.
  const devices = sandbox.devices.slice(1, lockers + 1);
  const parties = await Promise.all(
    devices.map(async (device) => ({
      lockerId: device.lockerId,
      controller: await connectController(sandbox, device),
      follower: await followWithSdk(administrator, device.lockerId, arrivals.arrive),
    })),
  );
  const latencies: number[] = [];
  const send = async (first: number, count: number): Promise<void> => {
    await Promise.all(
      parties.map(async ({ lockerId, controller }) => {
        let next = first;
        const sender = async (): Promise<void> => {
          while (next < first + count) {
            const number = next++;
            const arrived = arrivals.leave(lockerId, number);
            await Promise.all([controller.report(number), arrived]);
            latencies.push(await arrived);
          }
        };
        await Promise.all(Array.from({ length: onTheWayPerLocker }, sender));
      }),
    );
  };
  try {
    const warmUp = onTheWayPerLocker * 2;
    await send(1, warmUp);
    latencies.length = 0;
    const started = performance.now();
    const sandboxCpu = sandboxCpuSeconds(sandbox);
    const ownCpu = process.cpuUsage();
    await send(1 + warmUp, eventsPerLocker);
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(ownCpu);
    const events = parties.length * eventsPerLocker;
    return {
      lockers: parties.length,
      onTheWay: parties.length * onTheWayPerLocker,
      eventsPerSecond: events / seconds,
      sandboxCpuPerEvent: ((sandboxCpuSeconds(sandbox) - sandboxCpu) * 1000) / events,
      ownCpuPerEvent: (user + system) / 1000 / events,
      latencies,
    };
  } finally {
    await Promise.all(
      parties.map(async ({ controller, follower }) => {
        await controller.close();
        await follower.close();
      }),
    );
  }
}

const sandboxCpuSeconds = ({ processId }: SandboxProcess): number => cpuSecondsOf(processId) ?? Number.NaN;
