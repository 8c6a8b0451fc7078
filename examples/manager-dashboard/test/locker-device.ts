import { connectAsync } from 'mqtt';
import type { Ready } from './sandbox.ts';

/** Numbers of device messages; a controller counts its own. */
let deviceSequence = Math.floor(Date.now() / 1000);

/** Publishes what a locker's controller would about one door (schema/events/device-message.schema.json). */
export async function reportDoor(
  { mqttUrl, devices }: Ready,
  lockerId: string,
  compartmentId: string,
  type: 'door_closed' | 'door_opened',
): Promise<void> {
  const device = devices.find((candidate) => candidate.lockerId === lockerId);
  if (!device) throw new Error(`the sandbox has no device for ${lockerId}`);
  const client = await connectAsync(mqttUrl, {
    clientId: lockerId,
    username: lockerId,
    password: device.password,
  });
  const occurredAt = new Date().toISOString();
  const message = { lockerId, deviceSequence: ++deviceSequence, occurredAt, type, compartmentId };
  await client.publishAsync(`northwind/lockers/${lockerId}/events`, JSON.stringify(message), { qos: 1 });
  await client.endAsync();
}
