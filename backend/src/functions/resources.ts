/**
 * What functions use beside the table, as data: the sandbox starts these and Terraform creates them. Names are logical; a
 * deployment prefixes them with its environment.
 */

export interface QueueDefinition {
  readonly description: string;
  /** A FIFO queue keeps the order within a message group and drops repeats of one deduplication id for five minutes. */
  readonly fifo: boolean;
  /** Six times the timeout of the consuming function, as AWS asks ("Using Lambda with Amazon SQS"). Seconds. */
  readonly visibilityTimeout: number;
  /** Seconds. */
  readonly messageRetention: number;
  /** After this many receives a message moves to the dead-letter queue, which is named `<queue>-dlq` and of the same kind. */
  readonly maxReceiveCount: number;
}

export interface BucketDefinition {
  readonly description: string;
  /** Days after which an object is deleted; absent means never. */
  readonly expireAfterDays?: number;
}

/** A standard SNS topic: phones' push endpoints cannot subscribe to a FIFO one (Amazon SNS, "FIFO topic message delivery"). */
export interface TopicDefinition {
  readonly description: string;
}

export interface SecretDefinition {
  readonly description: string;
}

export const queues = {
  exports: {
    description: 'Invoice exports to write, grouped by partner.',
    fifo: true,
    visibilityTimeout: 360,
    messageRetention: 345_600,
    maxReceiveCount: 3,
  },
  'device-messages': {
    description: 'What lockers report, from the event bus to sensor-projector.',
    fifo: false,
    visibilityTimeout: 120,
    messageRetention: 345_600,
    maxReceiveCount: 4,
  },
  'stream-fanout-failures': {
    description:
      'Stretches of the stream that stream-fanout could not publish: where in the stream, not what. Live clients have filled the hole from listLockerEvents.',
    fifo: false,
    visibilityTimeout: 60,
    messageRetention: 1_209_600,
    maxReceiveCount: 10,
  },
  'push-notifier-failures': {
    description: 'Stretches of the stream that push-notifier could not hand to SNS: where in the stream.',
    fifo: false,
    visibilityTimeout: 60,
    messageRetention: 1_209_600,
    maxReceiveCount: 10,
  },
} as const satisfies Record<string, QueueDefinition>;

export const buckets = {
  exports: {
    description: 'Finished invoice exports, below partners/<partnerId>/exports/.',
    expireAfterDays: 7,
  },
  signatures: {
    description:
      "Recipients' signatures, below signatures/<partnerId>/<deliveryId>/: kept for two years, the time in which a delivery is disputed.",
    expireAfterDays: 730,
  },
} as const satisfies Record<string, BucketDefinition>;

export const topics = {
  'delivery-status': {
    description: "Each change of a delivery's status, for phones and partners that subscribe with a filter.",
  },
  'client-secrets': {
    description: 'Daily, whose client secret should be replaced, for partners that subscribe with a filter.',
  },
} as const satisfies Record<string, TopicDefinition>;

export const secrets = {
  'cursor-keys': {
    description:
      'Keys that seal pagination cursors: base64 of 32 random bytes each, separated by commas. The first seals, all open, so a new key is put in front.',
  },
} as const satisfies Record<string, SecretDefinition>;

export type QueueName = keyof typeof queues;
export type BucketName = keyof typeof buckets;
export type TopicName = keyof typeof topics;
export type SecretName = keyof typeof secrets;
