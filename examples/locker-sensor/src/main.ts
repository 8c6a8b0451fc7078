/**
 * A locker on a bad line: opens doors on command, and reports doors, parcels and its battery over MQTT, late, twice and out of order.
 * Takes its settings from NORTHWIND_* (the sandbox's `--env-file` writes them). Runs until Ctrl-C.
 */
import { seededRandom } from './line.ts';
import { connectLocker } from './locker.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`The environment variable ${name} is not set; the sandbox's --env-file writes it.`);
  return value;
}

const lockerId = setting('NORTHWIND_LOCKER_ID');
const locker = await connectLocker({
  mqttUrl: setting('NORTHWIND_MQTT_URL'),
  lockerId,
  password: setting('NORTHWIND_LOCKER_PASSWORD'),
  line: {
    jitter: 80,
    duplicates: 0.2,
    random: seededRandom(Number(process.env['NORTHWIND_LOCKER_SEED'] ?? 1)),
  },
  // A real controller keeps its count in flash; this one begins where no earlier run can have been.
  lastSequence: Number(process.env['NORTHWIND_LOCKER_SEQUENCE'] ?? Math.floor(Date.now() / 1000)),
  onOpen: (compartmentId) => console.log(`opened ${compartmentId} on command`),
});
console.log(`locker ${lockerId} is connected; Ctrl-C stops it`);

await locker.report({ type: 'battery', batteryPercent: 87 });
const heartbeat = setInterval(() => void locker.report({ type: 'heartbeat' }), 10_000);

process.once('SIGINT', () => {
  clearInterval(heartbeat);
  void locker.close();
});
