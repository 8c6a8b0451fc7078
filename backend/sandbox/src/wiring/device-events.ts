/**
 * The hops of `backend/src/functions/device-event-path.ts` in one process: MQTT → IoT rule → ingest queue → pipe → event bus → event
 * rule → queue `device-messages`, where `sensor-projector`'s event source takes over.
 */
import { deviceEventPath } from '../../../src/functions/device-event-path.ts';
import { createEventBus, type EventBus, type EventEntry } from '../services/eventbridge/event-bus.ts';
import { startIot, type Iot } from '../services/iot/start.ts';
import type { LogCapture } from '../services/lambda/log-capture.ts';
import { startQueueEventSource, type SqsEventRecord } from '../services/sqs/event-source.ts';
import type { Sqs } from '../services/sqs/start.ts';
import type { Authorize } from '../support/access.ts';
import type { SecretOf } from '../support/signature-v4.ts';
import type { Port } from '../support/ports.ts';
import { commandsTopic, eventsTopic } from './device-topics.ts';

/** Logical name of the queue between the IoT rule and the pipe. */
export const ingestQueueName = 'device-ingest';

/** The queues that this path needs besides those of the functions. */
export const deviceEventQueues = { [ingestQueueName]: deviceEventPath.ingestQueue };

export interface DeviceEventsOptions {
  /** The broker's; 0 takes any free port. */
  readonly port: Port;
  /** What the devices' passwords are derived from. */
  readonly key: string;
  readonly secretOf: SecretOf;
  readonly authorize?: Authorize;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sqs: Sqs;
  readonly region: string;
  readonly accountId: string;
  readonly logs: LogCapture;
}

/** The broker, and the pipe behind it. */
export interface DeviceEvents extends Iot {
  /** Whether no message is on its way through the pipe. */
  readonly idle: boolean;
}

/** @throws PortInUseError */
export async function startDeviceEvents(options: DeviceEventsOptions): Promise<DeviceEvents> {
  const { sqs, logs } = options;
  const failedIn = (service: string) => (error: unknown) => {
    logs.add(service, '-', `ERROR ${error instanceof Error ? error.message : String(error)}`);
  };
  const ingest = queueOf(sqs, ingestQueueName);
  const bus = deviceBus(options, failedIn('eventbridge'));
  const pipe = startQueueEventSource({
    sqs,
    queue: ingest,
    batchSize: deviceEventPath.pipe.batchSize,
    partialBatchResponse: true,
    concurrency: 2,
    invoke: ({ Records }) => pipeToBus(bus, Records),
    failed: failedIn('pipe'),
  });
  try {
    const iot = await startIot({
      port: options.port,
      key: options.key,
      secretOf: options.secretOf,
      ...(options.authorize ? { authorize: options.authorize } : {}),
      now: options.now,
      policy: { publishesTo: eventsTopic, subscribesTo: commandsTopic },
      rules: [
        {
          sql: deviceEventPath.topicRule.sql,
          action: (message) => sqs.requests.send(ingest.url, JSON.stringify(message)),
        },
      ],
      failed: failedIn('iot'),
    });
    return {
      ...iot,
      get idle() {
        return pipe.idle;
      },
      async close() {
        // The source of messages first, so that the pipe ends with an empty queue.
        await iot.close();
        await pipe.close();
      },
    };
  } catch (error) {
    await pipe.close();
    throw error;
  }
}

function deviceBus(
  { sqs, region, accountId, now }: DeviceEventsOptions,
  failed: (error: unknown) => void,
): EventBus {
  const { pattern, queue: target, maximumRetryAttempts, maximumEventAge } = deviceEventPath.eventRule;
  const queue = queueOf(sqs, target);
  return createEventBus({
    region,
    accountId,
    now,
    failed,
    rules: [
      {
        name: target,
        pattern,
        target: (event) => sqs.requests.send(queue.url, JSON.stringify(event)),
        deadLetter: (event) => sqs.requests.send(queue.deadLetterQueue.url, JSON.stringify(event)),
        maximumRetryAttempts,
        maximumEventAge,
      },
    ],
  });
}

/** A message whose body is no JSON object cannot be an event's detail: it comes again and ends in the ingest queue's dead letters. */
async function pipeToBus(bus: EventBus, records: readonly SqsEventRecord[]) {
  const { source, detailType } = deviceEventPath.pipe;
  const entries: EventEntry[] = [];
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of records) {
    const detail = parseObject(body);
    if (detail) entries.push({ source, detailType, detail });
    else batchItemFailures.push({ itemIdentifier: messageId });
  }
  await bus.putEvents(entries);
  return { batchItemFailures };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function queueOf(sqs: Sqs, name: string) {
  const queue = sqs.queues[name];
  if (!queue) throw new Error(`The device event path names an unknown queue, ${name}.`);
  return queue;
}
