/**
 * The tour, `npm start`: starts the sandbox, runs the examples against it as a stranger would (processes with NORTHWIND_* in their
 * environment), shows what happened at each hop, and exits 0 if all went well.
 */
import { styleText } from 'node:util';
import { summarize } from './hop-report.ts';
import { announceParcel, watchLocker } from './parcel.ts';
import { runExample, startExample } from './run-example.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox-process.ts';
import { formatTable } from './table.ts';

const heading = (text: string): void => console.log(`\n${styleText('bold', text)}`);

async function billing(sandbox: SandboxProcess): Promise<void> {
  heading('An invoice: partner-billing, by way of @northwind/sdk');
  await runExample('partner-billing', sandbox.envFile);
  heading('What happened at each hop');
  console.log(formatTable(summarize(sandbox.takeHops())));
}

async function parcel(sandbox: SandboxProcess): Promise<void> {
  heading('A parcel: announced by a partner, delivered by a courier, watched by a manager');
  const [device] = sandbox.devices;
  const courier = sandbox.users.find(({ groups }) => groups.includes('courier'));
  const manager = sandbox.users.find(({ groups }) => groups.includes('manager'));
  if (!device || !courier || !manager) throw new Error('the sandbox has no locker, no courier or no manager');

  const locker = await startExample('locker-sensor', sandbox.envFile);
  const watch = await watchLocker(sandbox, manager, device.lockerId);
  try {
    const deliveryId = await announceParcel(sandbox, { lockerId: device.lockerId, courierId: courier.sub });
    console.log(`  the partner has announced ${deliveryId} to ${device.lockerId}`);
    await watch.until('DELIVERY_ANNOUNCED');
    await runExample('courier-mobile', sandbox.envFile);
    for (const type of ['DELIVERY_DELIVERED', 'DOOR_OPENED', 'PARCEL_IN', 'DOOR_CLOSED'] as const)
      await watch.until(type);
  } finally {
    await locker.stop();
    const seen = await watch.end();
    heading('What the manager’s program saw, live: every event once, in order');
    console.log(
      formatTable(
        seen.map(({ event, latency }) => ({
          sequence: event.sequence,
          type: event.type,
          compartment: event.compartmentId ?? '',
          'ms after it was recorded': latency,
        })),
      ),
    );
  }
  heading('What happened at each hop');
  console.log(formatTable(summarize(sandbox.takeHops())));
}

heading('Northwind partner kit: the tour');
const sandbox = await startSandboxProcess();
try {
  const seconds = (sandbox.startedIn / 1000).toFixed(1);
  console.log(`The sandbox, the real backend on this machine, was ready after ${seconds} s.`);
  console.log(`REST ${sandbox.restUrl} · GraphQL ${sandbox.graphqlUrl} · MQTT ${sandbox.mqttUrl}`);
  await billing(sandbox);
  await parcel(sandbox);
} finally {
  await sandbox.stop();
}

heading('Next');
console.log('  npm run sandbox   keep the sandbox running, with credentials to copy');
console.log('  examples/         the programs that just ran, and a dashboard for managers');
console.log('  sdk/README.md     the SDK, from sign-in to recipes');
