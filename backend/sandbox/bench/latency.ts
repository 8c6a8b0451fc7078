/** How long an event takes from the locker's controller to a program, one event at a time, so that nothing waits for anything else. */
import { createArrivals } from './arrivals.ts';
import { followWithSdk, followWithWebSocket } from './followers.ts';
import { connectController, type Administrator } from './parties.ts';
import type { Hop, SandboxProcess } from './sandbox-process.ts';

export interface LatencyMeasurement {
  /** Milliseconds from the controller's publish to the event in the loop over the SDK's stream. */
  readonly sdk: readonly number[];
  /** The same events' milliseconds to a bare WebSocket's parsed frame. */
  readonly webSocket: readonly number[];
  /** What the sandbox traced meanwhile; empty unless it traces. */
  readonly hops: readonly Hop[];
}

/** Events that come first and are not counted: functions start cold, and code is not yet compiled. */
const WARM_UP = 50;

export async function measureLatency(
  sandbox: SandboxProcess,
  administrator: Administrator,
  events: number,
): Promise<LatencyMeasurement> {
  const [device] = sandbox.devices;
  if (!device) throw new Error('the seed has no devices');
  const { lockerId } = device;
  const [toSdk, toWebSocket] = [createArrivals(), createArrivals()];
  const followers = [
    await followWithSdk(administrator, lockerId, toSdk.arrive),
    await followWithWebSocket(sandbox, administrator, lockerId, toWebSocket.arrive),
  ];
  const controller = await connectController(sandbox, device);
  const sdk: number[] = [];
  const webSocket: number[] = [];
  try {
    for (let number = 1; number <= WARM_UP + events; number += 1) {
      if (number === WARM_UP + 1) sandbox.takeHops();
      const both = Promise.all([toSdk.leave(lockerId, number), toWebSocket.leave(lockerId, number)]);
      await Promise.all([controller.report(number), both]);
      const [untilSdk, untilWebSocket] = await both;
      if (number <= WARM_UP) continue;
      sdk.push(untilSdk);
      webSocket.push(untilWebSocket);
    }
  } finally {
    await controller.close();
    for (const follower of followers) await follower.close();
  }
  return { sdk, webSocket, hops: sandbox.takeHops() };
}
