/** What a controller may do at the broker, and what it may not. */
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceCredentials } from '../../src/services/iot/devices.ts';
import { startIot, type Iot } from '../../src/services/iot/start.ts';
import { commandsTopic, eventsTopic } from '../../src/wiring/device-topics.ts';

let iot: Iot;
const received: Record<string, unknown>[] = [];
const open: MqttClient[] = [];
const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'of this test' };

/** As `locker-command` sends a command. */
async function publishAsService(
  signer: { accessKeyId: string; secretAccessKey: string },
  topic: string,
): Promise<void> {
  const client = new IoTDataPlaneClient({ endpoint: iot.dataUrl, region: 'us-east-1', credentials: signer });
  try {
    await client.send(new PublishCommand({ topic, qos: 1, payload: Buffer.from('{"open":true}') }));
  } finally {
    client.destroy();
  }
}
const device = (number: number): DeviceCredentials =>
  iot.credentialsOf(`lkr_01K6F0A000000000000000000${number}`);

beforeAll(async () => {
  iot = await startIot({
    port: 0,
    key: 'a key that only this test knows',
    secretOf: (id) => (id === credentials.accessKeyId ? credentials.secretAccessKey : undefined),
    policy: { publishesTo: eventsTopic, subscribesTo: commandsTopic },
    rules: [
      {
        sql: "SELECT *, topic(3) AS thingName FROM 'northwind/lockers/+/events'",
        action: (message) => Promise.resolve(void received.push(message)),
      },
    ],
    failed: () => undefined,
  });
});
afterAll(() => iot.close());
afterEach(() => {
  received.length = 0;
  for (const client of open.splice(0)) client.end(true);
});

const connect = async (credentials: Partial<DeviceCredentials>): Promise<MqttClient> => {
  const { clientId, username, password } = credentials;
  const client = await connectAsync(
    iot.mqttUrl,
    {
      reconnectPeriod: 0,
      ...(clientId === undefined ? {} : { clientId }),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
    false,
  );
  open.push(client);
  return client;
};

const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));

describe('a controller', () => {
  it('publishes to its own topic, and the rule gets what the broker vouches for', async () => {
    const client = await connect(device(1));
    await client.publishAsync(eventsTopic(device(1).lockerId), '{"a":1}', { qos: 1 });
    expect(received).toEqual([{ a: 1, thingName: device(1).lockerId }]);
  });

  it('gets the commands of its own topic, sent to it over HTTPS', async () => {
    const { lockerId } = device(1);
    const client = await connect(device(1));
    await client.subscribeAsync(commandsTopic(lockerId), { qos: 1 });
    const message = new Promise<string>((resolve) =>
      client.once('message', (_topic, payload) => resolve(String(payload))),
    );
    await publishAsService(credentials, commandsTopic(lockerId));
    expect(await message).toBe('{"open":true}');
  });

  it.each([
    ['unsigned', { headers: {} }, 403],
    ['signed by nobody', { headers: { authorization: 'AWS4-HMAC-SHA256 of nobody' } }, 403],
  ])('gets none that is sent %s, as a page of any web site could', async (_name, init, status) => {
    const topic = encodeURIComponent(commandsTopic(device(1).lockerId));
    const response = await fetch(`${iot.dataUrl}/topics/${topic}?qos=1`, {
      method: 'POST',
      body: '{}',
      ...init,
    });
    expect(response.status).toBe(status);
  });

  it('gets none that is signed with a wrong secret', async () => {
    const wrong = { ...credentials, secretAccessKey: 'guessed' };
    await expect(publishAsService(wrong, commandsTopic(device(1).lockerId))).rejects.toThrow(/signature/);
  });

  it.each([
    ['without credentials', () => ({ clientId: device(1).clientId })],
    ['with a wrong password', () => ({ ...device(1), password: 'guess' })],
    ["with another controller's password", () => ({ ...device(1), password: device(2).password })],
    ["under another controller's client id", () => ({ ...device(1), clientId: device(2).clientId })],
  ])('is not let in %s', async (_name, credentials) => {
    await expect(connect(credentials())).rejects.toThrow(/Not authorized/i);
  });

  it.each([
    ["another controller's events", () => eventsTopic(device(2).lockerId)],
    ['its own commands', () => commandsTopic(device(1).lockerId)],
    ["another controller's commands", () => commandsTopic(device(2).lockerId)],
    ['a topic of AWS', () => '$aws/things/anything/shadow/update'],
  ])('is disconnected when it publishes to %s', async (_name, topic) => {
    const client = await connect(device(1));
    const end = closed(client);
    client.publish(topic(), '{}', { qos: 1 });
    await end;
    expect(received).toEqual([]);
  });

  it.each([
    ["another controller's commands", () => commandsTopic(device(2).lockerId)],
    ["all controllers' commands", () => 'northwind/lockers/+/commands'],
    ['its own events', () => eventsTopic(device(1).lockerId)],
    ['everything', () => '#'],
  ])('is refused a subscription to %s', async (_name, topic) => {
    const client = await connect(device(1));
    await expect(client.subscribeAsync(topic(), { qos: 1 })).rejects.toThrow(/Unspecified error|0x80|128/i);
  });

  it('is disconnected when a message is larger than IoT Core takes', async () => {
    const client = await connect(device(1));
    const end = closed(client);
    client.publish(eventsTopic(device(1).lockerId), Buffer.alloc(128 * 1024 + 1, 0x20), { qos: 1 });
    await end;
    expect(received).toEqual([]);
  });
});
