/** A whole sandbox, controllers that speak MQTT to it, and a subscriber at its live endpoint. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { lockerPartition } from '../../../src/data/keys.ts';
import type { LockerEvent } from '../../../src/domain/locker-event.ts';
import type { Compartment } from '../../../src/domain/locker.ts';
import { openUserPool } from '../../src/services/cognito/user-pool.ts';
import type { DeviceCredentials } from '../../src/services/iot/devices.ts';
import { eventsTopic } from '../../src/wiring/device-topics.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox.ts';
import { RealtimeClient } from '../appsync/realtime-client.ts';

export interface Controller {
  readonly lockerId: string;
  readonly client: MqttClient;
  /** Publishes with QoS 1 and waits for the broker's acknowledgement. `fields` may break the schema. */
  report(deviceSequence: number, fields: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

/** A field of a LockerEvent as it is pushed. */
export type PushedEvent = Readonly<Record<string, unknown>>;

export interface Events {
  readonly sandbox: Sandbox;
  readonly table: DynamoDBDocumentClient;
  controller(device: DeviceCredentials, options?: IClientOptions): Promise<Controller>;
  /** A device of the seed; each call gives another one. */
  newDevice(): DeviceCredentials;
  compartmentsOf(lockerId: string): Promise<Compartment[]>;
  /** The locker's events with a sequence above `after`. */
  eventsOf(lockerId: string, after: number): Promise<LockerEvent[]>;
  lastSequence(lockerId: string): Promise<number>;
  /** Subscribes and returns what is pushed, as it comes. */
  watch(lockerId: string): Promise<Watcher>;
  accessToken(subject: string, groups: readonly string[]): Promise<string>;
  graphql<Data>(token: string, query: string, variables?: object): Promise<{ data: Data; errors?: unknown }>;
  /** Takes messages from a queue's dead letters until there are that many. */
  deadLetters(queue: string, count: number): Promise<string[]>;
  /** The same of a queue. */
  messages(queue: string, count: number): Promise<string[]>;
  close(): Promise<void>;
}

export interface Watcher {
  /** The next events, exactly that many. One that is published again, because its publisher got no answer in time, is not a next one. */
  next(count: number): Promise<PushedEvent[]>;
  close(): void;
}

const subscription = `subscription ($lockerId: ID) { onLockerEvent(lockerId: $lockerId) {
  lockerId buildingId sequence type occurredAt recordedAt compartmentId deliveryId batteryPercent deviceSequence
  correlationId
} }`;

export async function startEvents(options: { visibilityTimeout?: number } = {}): Promise<Events> {
  const directory = await mkdtemp(path.join(tmpdir(), 'northwind-events-'));
  const sandbox = await startSandbox({ port: 0, persistDirectory: directory, ...options });
  // The same keys that the sandbox's user pool signs with.
  const { signingKeys } = await openUserPool(directory);
  const credentials = sandbox.awsCredentials;
  const region = 'us-east-1';
  const table = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: sandbox.dynamodbUrl, region, credentials }),
  );
  const sqs = new SQSClient({ endpoint: sandbox.sqsUrl, region, credentials });
  const open: (() => unknown)[] = [];
  let used = 0;

  const query = async (lockerId: string, from: string, to: string) => {
    const { Items = [] } = await table.send(
      new QueryCommand({
        TableName: sandbox.tableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': lockerPartition(lockerId), ':from': from, ':to': to },
        ConsistentRead: true,
      }),
    );
    return Items;
  };

  const accessToken: Events['accessToken'] = (subject, groups) => {
    const now = Math.floor(Date.now() / 1000);
    return signingKeys.sign('access', {
      sub: subject,
      username: subject,
      'cognito:groups': groups,
      token_use: 'access',
      iss: sandbox.issuer,
      client_id: sandbox.webClientId,
      iat: now,
      exp: now + 3600,
    });
  };

  const receive = async (url: string, count: number): Promise<string[]> => {
    const bodies: string[] = [];
    while (bodies.length < count) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
      );
      bodies.push(...Messages.map(({ Body = '' }) => Body));
      if (Messages.length === 0) await sleep(50);
    }
    return bodies;
  };
  const queueUrl = (name: string) => `${sandbox.sqsUrl}/000000000000/${name}`;

  return {
    sandbox,
    table,
    accessToken,
    async controller(device, mqttOptions = {}) {
      const { lockerId, clientId, username, password } = device;
      const client = await connectAsync(sandbox.mqttUrl, {
        clientId,
        username,
        password,
        reconnectPeriod: 0,
        ...mqttOptions,
      });
      open.push(() => client.end(true));
      return {
        lockerId,
        client,
        async report(deviceSequence, fields) {
          const message = { lockerId, deviceSequence, occurredAt: new Date().toISOString(), ...fields };
          await client.publishAsync(eventsTopic(lockerId), JSON.stringify(message), { qos: 1 });
        },
        close: () => client.endAsync(),
      };
    },
    newDevice() {
      const device = sandbox.devices[used];
      used += 1;
      if (!device) throw new Error('The seed has no more devices.');
      return device;
    },
    compartmentsOf: async (lockerId) =>
      (await query(lockerId, 'LOCKER#COMPARTMENT#', 'LOCKER#COMPARTMENT#~')) as Compartment[],
    eventsOf: async (lockerId, after) =>
      (await query(
        lockerId,
        `EVENT#${String(after + 1).padStart(12, '0')}`,
        'EVENT#999999999999',
      )) as LockerEvent[],
    lastSequence: async (lockerId) =>
      Number((await query(lockerId, 'SEQUENCE', 'SEQUENCE'))[0]?.['sequence'] ?? 0),
    async watch(lockerId) {
      const authorization = {
        host: new URL(sandbox.graphqlUrl).host,
        Authorization: await accessToken('admin-1', ['admin']),
      };
      const client = await RealtimeClient.connect(sandbox.realtimeUrl, authorization);
      open.push(() => client.close());
      const frame = await client.subscribe('1', subscription, authorization, { lockerId });
      if (frame.type !== 'start_ack') throw new Error(`Not subscribed: ${JSON.stringify(frame)}`);
      const seen = new Set<unknown>();
      return {
        async next(count) {
          const events: PushedEvent[] = [];
          while (events.length < count) {
            const { payload } = await client.next('data', '1');
            const event = payload?.data?.['onLockerEvent'] as PushedEvent;
            if (!seen.has(event['sequence'])) events.push(event);
            seen.add(event['sequence']);
          }
          return events;
        },
        close: () => client.close(),
      };
    },
    async graphql(token, text, variables = {}) {
      const response = await fetch(sandbox.graphqlUrl, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify({ query: text, variables }),
      });
      return (await response.json()) as never;
    },
    deadLetters: (queue, count) => receive(queueUrl(`${queue}-dlq`), count),
    messages: (queue, count) => receive(queueUrl(queue), count),
    async close() {
      for (const close of open) close();
      sqs.destroy();
      table.destroy();
      await sandbox.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Waits until `look` finds something. */
export async function eventually<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(20);
  }
}
