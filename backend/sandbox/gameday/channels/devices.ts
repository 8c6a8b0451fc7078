/**
 * A locker's controller reports over MQTT and keeps each report until the broker has acknowledged it. It has the endpoints of both Regions
 * in its settings and takes the other one when the one it uses does not answer.
 */
import type { Northwind } from '@northwind/sdk';
import { connectAsync, type MqttClient } from 'mqtt';
import { deviceCorrelationId } from '../../../src/domain/locker-event.ts';
import type { SandboxLocker } from '../../src/index.ts';
import { eventsTopic } from '../../src/wiring/device-topics.ts';
import type { Acknowledged, Channel } from './channel.ts';
import { historyOf } from './history.ts';

export interface DevicesOptions {
  readonly locker: SandboxLocker;
  /** In the order of preference. */
  readonly brokerUrls: readonly string[];
  readonly manager: Northwind;
  readonly now: () => number;
}

export interface DevicesChannel extends Channel {
  /** Ends the connection as a broker does; the next report goes to the first endpoint that answers. */
  disconnect(): void;
  close(): Promise<void>;
}

export function devicesChannel({ locker, brokerUrls, manager, now }: DevicesOptions): DevicesChannel {
  const { lockerId } = locker;
  const acknowledged: Acknowledged[] = [];
  let deviceSequence = 0;
  let pending: Record<string, unknown> | undefined;
  let connected: MqttClient | undefined;

  async function send(brokerUrl: string, message: object): Promise<boolean> {
    try {
      connected ??= await connect(brokerUrl, locker);
      await published(connected, eventsTopic(lockerId), JSON.stringify(message));
      return true;
    } catch {
      disconnect();
      return false;
    }
  }

  function disconnect(): void {
    connected?.end(true);
    connected = undefined;
  }

  return {
    name: 'devices',
    acknowledged,
    async attempt() {
      if (pending === undefined) {
        deviceSequence += 1;
        const [occurredAt, batteryPercent] = [new Date(now()).toISOString(), 50 + (deviceSequence % 50)];
        pending = { lockerId, deviceSequence, occurredAt, type: 'battery', batteryPercent };
      }
      for (const brokerUrl of brokerUrls) {
        if (!(await send(brokerUrl, pending))) continue;
        acknowledged.push({ identity: deviceCorrelationId(lockerId, deviceSequence), at: now() });
        pending = undefined;
        return true;
      }
      return false;
    },
    async read() {
      const events = await historyOf(manager, lockerId);
      return events.map(({ correlationId }) => correlationId ?? '');
    },
    disconnect,
    async close() {
      await connected?.endAsync(true);
    },
  };
}

async function connect(brokerUrl: string, { device }: SandboxLocker): Promise<MqttClient> {
  const { clientId, username, password } = device;
  const client = await connectAsync(brokerUrl, { clientId, username, password, reconnectPeriod: 0 }, false);
  client.on('error', () => undefined);
  return client;
}

/** Resolves when the broker has acknowledged it, rejects when the connection ends before. */
function published(client: MqttClient, topic: string, payload: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new Error('The connection was closed.'));
    if (!client.connected) return closed();
    client.once('close', closed);
    client.publish(topic, payload, { qos: 1 }, (error) => {
      client.off('close', closed);
      if (error) reject(error);
      else resolve();
    });
  });
}
