/** The services that hold and carry things, and call nobody of the backend: S3, SQS, SNS, and the devices' path. */
import path from 'node:path';
import { buckets, queues, topics } from '../../../src/functions/resources.ts';
import type { LogCapture } from '../services/lambda/log-capture.ts';
import { startS3, type S3 } from '../services/s3/start.ts';
import { startSns, type Sns } from '../services/sns/start.ts';
import { startSqs, type Sqs } from '../services/sqs/start.ts';
import type { World } from '../world/open-world.ts';
import { account } from './account.ts';
import { deviceEventQueues, startDeviceEvents, type DeviceEvents } from './device-events.ts';
import type { Parts } from '../support/parts.ts';
import type { Ports } from './ports.ts';

export interface Services {
  readonly s3: S3;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly iot: DeviceEvents;
}

export interface ServicesOptions {
  readonly ports: Ports;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly world: World;
  readonly logs: LogCapture;
  readonly persistDirectory: string | undefined;
  /** Seconds. */
  readonly visibilityTimeout: number | undefined;
}

/** @throws PortInUseError */
export async function startServices(parts: Parts, options: ServicesOptions): Promise<Services> {
  const { ports, now, world, logs, persistDirectory, visibilityTimeout } = options;
  const { secretOf, authorize } = world.roles;
  const kept = (service: string): { persistDirectory?: string } =>
    persistDirectory === undefined ? {} : { persistDirectory: path.join(persistDirectory, service) };
  const s3 = await parts.open(
    startS3({ port: ports.s3, buckets, secretOf, authorize, clock: now, ...kept('s3') }),
  );
  const sqs = await parts.open(
    startSqs({
      ...account,
      port: ports.sqs,
      queues: { ...queues, ...deviceEventQueues },
      secretOf,
      authorize,
      now,
      ...(visibilityTimeout === undefined ? {} : { visibilityTimeout }),
      ...kept('sqs'),
    }),
  );
  const sns = await parts.open(
    startSns({
      ...account,
      port: ports.sns,
      topics: Object.keys(topics),
      secretOf,
      authorize,
      now,
      onMessage: ({ topic, message }) => logs.add('sns', '-', `to ${topic}: ${message}`),
    }),
  );
  const iot = await parts.open(
    startDeviceEvents({
      ...account,
      port: ports.mqtt,
      key: world.deviceKey,
      secretOf,
      authorize,
      now,
      sqs,
      logs,
    }),
  );
  return { s3, sqs, sns, iot };
}
