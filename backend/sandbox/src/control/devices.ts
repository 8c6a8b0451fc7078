/** What a test has the controllers of lockers do. */
import { DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { lockerPartition, sequenceKey, sortPrefix } from '../../../src/data/keys.ts';
import { validateDeviceMessage } from '../../../src/generated/events/validators.js';
import { eventsTopic } from '../wiring/device-topics.ts';
import { account } from '../wiring/account.ts';
import type { Iot } from '../services/iot/start.ts';
import type { SandboxLocker } from '../world/tenants.ts';
import { ControlError } from './errors.ts';
import type { Control, EmittedEvent } from './types.ts';

export interface DevicesOptions {
  readonly iot: Pick<Iot, 'publish'>;
  readonly now: () => number;
  readonly dynamodb: { readonly url: string; readonly tableName: string };
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Devices extends Pick<Control, 'emit' | 'skipSequence'> {
  /** Learns which compartments a new locker has. */
  installed(locker: SandboxLocker): void;
}

export function createDevices({ iot, now, dynamodb, credentials }: DevicesOptions): Devices {
  const firstCompartments = new Map<string, string>();
  let lastSequence = 0;

  async function withTable<Answer>(work: (client: DynamoDBClient) => Promise<Answer>): Promise<Answer> {
    const client = new DynamoDBClient({ endpoint: dynamodb.url, region: account.region, credentials });
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }

  /** Of a locker that the control did not make, such as one of the seed: its compartment number 1. */
  async function readFirstCompartment(lockerId: string): Promise<string | undefined> {
    const { Items: items = [] } = await withTable((client) =>
      client.send(
        new QueryCommand({
          TableName: dynamodb.tableName,
          KeyConditionExpression: 'pk = :locker AND begins_with(sk, :compartments)',
          ExpressionAttributeValues: {
            ':locker': { S: lockerPartition(lockerId) },
            ':compartments': { S: sortPrefix.compartment },
          },
        }),
      ),
    );
    const numberOf = (item: (typeof items)[number]): number => Number(item['number']?.N);
    return items.sort((one, other) => numberOf(one) - numberOf(other))[0]?.['id']?.S;
  }

  async function messageOf(event: EmittedEvent): Promise<object> {
    const { lockerId, type, compartmentId: named, ...fields } = event;
    // Counts on from the machine's clock, so that a sandbox that keeps its data never repeats a number; GraphQL’s Int ends in 2038.
    lastSequence = Math.max(lastSequence + 1, Math.floor(Date.now() / 1000));
    const deviceType = String(type).toLowerCase();
    const ofCompartment = deviceType !== 'battery' && deviceType !== 'heartbeat';
    const compartmentId =
      named ??
      firstCompartments.get(lockerId) ??
      (ofCompartment ? await readFirstCompartment(lockerId) : undefined);
    if (ofCompartment && compartmentId === undefined)
      throw new ControlError(`emit(): locker ${lockerId} not found, or it has no compartment.`);
    return {
      ...fields,
      lockerId,
      deviceSequence: fields.deviceSequence ?? lastSequence,
      type: deviceType,
      occurredAt: fields.occurredAt ?? new Date(now()).toISOString(),
      ...(ofCompartment ? { compartmentId } : {}),
    };
  }

  return {
    installed({ lockerId, compartments: [first] }) {
      if (first) firstCompartments.set(lockerId, first.compartmentId);
    },

    async emit(event) {
      const message = await messageOf(event);
      if (!validateDeviceMessage(message)) {
        const [violation] = validateDeviceMessage.errors ?? [];
        const { instancePath = '', message: wrong = 'is not valid' } = violation ?? {};
        throw new ControlError(
          `emit(): the device message ${JSON.stringify(message)} is not one of the contract: ${instancePath} ${wrong}.`,
        );
      }
      await iot.publish(eventsTopic(event.lockerId), Buffer.from(JSON.stringify(message)), 1);
      return { deviceSequence: message.deviceSequence };
    },

    async skipSequence(lockerId, count = 1) {
      if (!Number.isInteger(count) || count < 1 || count > 1_000_000)
        throw new ControlError(`skipSequence(): count must be a positive integer; got ${String(count)}.`);
      const { pk, sk } = sequenceKey(lockerId);
      const command = new UpdateItemCommand({
        TableName: dynamodb.tableName,
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: 'ADD #sequence :count',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#sequence': 'sequence' },
        ExpressionAttributeValues: { ':count': { N: String(count) } },
      });
      await withTable((client) => client.send(command)).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException')
          throw new ControlError(`skipSequence(): locker ${lockerId} not found.`, { cause: error });
        throw error;
      });
    },
  };
}
