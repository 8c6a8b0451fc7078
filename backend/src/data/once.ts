/**
 * The second net below idempotency. The first, Powertools', records an answer *after* the work; a function that dies in between
 * would leave the work done and the record unfinished. So the answer is also written in the very transaction that does the work:
 * however often a call is repeated, the work happens once, and the repeat finds the first answer.
 */
import { createHash } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { itemType } from './item-types.ts';
import { onceKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import type { Write } from './transaction.ts';

/** Seconds an answer is kept: what the contract promises of an Idempotency-Key. */
export const ANSWER_KEPT_SECONDS = 86_400;

/** An answer as it is kept: the body as text, so that it comes back byte for byte. */
export interface KeptReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What names one intention of one caller. */
export interface Intention {
  /** Partition of the caller: partner or user. */
  readonly partition: string;
  readonly idempotencyKey: string;
  /** Digest of the request; the same key with another one is refused. */
  readonly fingerprint: string;
}

const epochSeconds = (): number => Math.floor(Date.now() / 1000);

const keyOf = ({ partition, idempotencyKey }: Intention) =>
  onceKey(partition, createHash('sha256').update(idempotencyKey).digest('hex'));

/** The write that goes into the transaction of the work; none where the caller gave no key. */
export const onceWrites = (intention: Intention | undefined, reply: KeptReply): readonly Write[] => {
  if (!intention) return [];
  return [
    {
      label: 'once',
      Put: {
        Item: {
          ...keyOf(intention),
          type: itemType.once,
          fingerprint: intention.fingerprint,
          reply,
          expiresAt: epochSeconds() + ANSWER_KEPT_SECONDS,
        },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': epochSeconds() },
      },
    },
  ];
};

export interface OnceRecord {
  readonly fingerprint: string;
  readonly reply: KeptReply;
}

/** What was answered to this intention, if its work was done. */
export const findOnce = async (table: TableClient, intention: Intention): Promise<OnceRecord | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyOf(intention), ConsistentRead: true }),
  );
  // DynamoDB deletes what has expired within days, not at once.
  return Item && Number(Item['expiresAt']) > epochSeconds() ? (Item as unknown as OnceRecord) : undefined;
};
