/**
 * How a device's message reaches `sensor-projector`, as data for the sandbox and for Terraform:
 *
 *     MQTT → IoT rule → ingest queue → pipe → event bus → event rule → queue `device-messages`
 *
 * IoT rules have no action for EventBridge ("AWS IoT rule actions", AWS IoT Core), so a rule's queue and a pipe stand between the
 * broker and the bus. Topics, source and detail type are those that schema/events names.
 */
import { channels } from '../generated/events/channels.ts';
import type { QueueDefinition, QueueName } from './resources.ts';

/** An IoT topic rule: what of which messages goes where. */
export interface TopicRule {
  /** "AWS IoT SQL reference"; `topic(n)` counts from 1, `timestamp()` is in milliseconds. */
  readonly sql: string;
  readonly sqlVersion: '2016-03-23';
}

/** An EventBridge rule and the queue it sends what matches to. */
export interface EventRule {
  readonly pattern: {
    readonly source: readonly [string, ...string[]];
    readonly 'detail-type': readonly [string, ...string[]];
  };
  readonly queue: QueueName;
  /** After that many attempts, or when the event is this old, it moves to the queue's dead-letter queue. */
  readonly maximumRetryAttempts: number;
  /** Seconds. */
  readonly maximumEventAge: number;
}

export interface DeviceEventPath {
  readonly topicRule: TopicRule;
  readonly ingestQueue: QueueDefinition;
  /** The queue's message body becomes the detail of an event of this source and type (EventBridge, "Pipes input transformation"). */
  readonly pipe: { readonly source: string; readonly detailType: string; readonly batchSize: number };
  readonly eventRule: EventRule;
}

const segments = channels.deviceMessage.mqttTopic.split('/');
const lockerLevel = segments.indexOf('{lockerId}') + 1;
const topicFilter = segments.map((segment) => (segment === '{lockerId}' ? '+' : segment)).join('/');
const { eventbridgeSource: source, eventbridgeDetailType: detailType } = channels.deviceEventDetail;

/** What only the broker can vouch for. */
const vouchedFor = { thingName: `topic(${lockerLevel})`, receivedAt: 'timestamp()' };
const selected = Object.entries(vouchedFor).map(([name, call]) => `${call} AS ${name}`);
/** AWS does not say which of two values of one name would win, so a message that brings its own goes no further. */
const notClaimed = Object.keys(vouchedFor).map((name) => `isUndefined(${name})`);

export const deviceEventPath = {
  topicRule: {
    sql: `SELECT *, ${selected.join(', ')} FROM '${topicFilter}' WHERE ${notClaimed.join(' AND ')}`,
    sqlVersion: '2016-03-23',
  },
  ingestQueue: {
    description: 'From the IoT rule to the pipe.',
    fifo: false,
    visibilityTimeout: 60,
    messageRetention: 345_600,
    maxReceiveCount: 5,
  },
  pipe: { source, detailType, batchSize: 10 },
  eventRule: {
    pattern: { source: [source], 'detail-type': [detailType] },
    queue: 'device-messages',
    maximumRetryAttempts: 20,
    maximumEventAge: 3600,
  },
} as const satisfies DeviceEventPath;
