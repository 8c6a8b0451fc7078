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
} as const satisfies Record<string, QueueDefinition>;

export const buckets = {
  exports: {
    description: 'Finished invoice exports, below partners/<partnerId>/exports/.',
    expireAfterDays: 7,
  },
} as const satisfies Record<string, BucketDefinition>;

export const secrets = {
  'cursor-keys': {
    description:
      'Keys that seal pagination cursors: base64 of 32 random bytes each, separated by commas. The first seals, all open, so a new key is put in front.',
  },
} as const satisfies Record<string, SecretDefinition>;

export type QueueName = keyof typeof queues;
export type BucketName = keyof typeof buckets;
export type SecretName = keyof typeof secrets;
