/**
 * `Idempotency-Key`: the first call does the work, every other call with the same key and the same request gets its answer.
 *
 * Powertools records the call before the work and the answer after it, under the caller's own partition of the table. Only answers are
 * recorded: a refusal or a failure takes the record back, so that the same key may be tried again. What a crash could leave undone is
 * caught by data/once.ts.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { ANSWER_KEPT_SECONDS, type Intention, type KeptReply } from '../data/once.ts';
import type { TableClient } from '../data/table-client.ts';
import { Refusal } from '../domain/refusal.ts';
import { asReplay } from './reply.ts';

/** How long a repeated call waits for the first one's answer before it is told to come again. Milliseconds. */
const MAX_WAIT_MS = 5_000;
/** Left for answering before Lambda ends the invocation. Milliseconds. */
const TIME_TO_ANSWER = 1_000;

/** The same JSON value always gives the same text, in whatever order its keys came. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Digest of what a request asks for. */
export const fingerprintOf = (operationId: string, request: object): string =>
  createHash('sha256')
    .update(canonical([operationId, request]))
    .digest('hex');

export const keyReused = (): Refusal =>
  new Refusal('idempotency_key_reused', 'This key was used with a different request; use a new one.');

const persistenceFor = (table: TableClient, partition: string): DynamoDBPersistenceLayer =>
  new DynamoDBPersistenceLayer({
    tableName: table.name,
    awsSdkV3Client: table.client,
    keyAttr: 'pk',
    sortKeyAttr: 'sk',
    staticPkValue: partition,
    expiryAttr: 'expiresAt',
    inProgressExpiryAttr: 'inProgressExpiresAt',
    dataAttr: 'reply',
    validationKeyAttr: 'fingerprint',
  });

/**
 * Answers with the work's reply, done now or before. A call that meets the first one still running waits for its answer, at
 * most {@link MAX_WAIT_MS}; then it is a 409 `idempotency_in_progress` with `Retry-After`.
 */
export const idempotently = async (
  table: TableClient,
  intention: Intention,
  context: Context,
  work: () => Promise<KeptReply>,
): Promise<KeptReply> => {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'idempotencyKey',
    payloadValidationJmesPath: 'fingerprint',
    expiresAfterSeconds: ANSWER_KEPT_SECONDS,
    hashFunction: 'sha256',
    responseHook: (reply) => ({ ...asReplay(reply as unknown as KeptReply) }),
  });
  config.registerLambdaContext(context);
  const call = makeIdempotent(async (_intention: Intention) => ({ ...(await work()) }), {
    persistenceStore: persistenceFor(table, intention.partition),
    config,
    keyPrefix: 'IDEMPOTENCY',
    dataIndexArgument: 0,
  });
  const deadline = Date.now() + Math.min(MAX_WAIT_MS, context.getRemainingTimeInMillis() - TIME_TO_ANSWER);
  for (let wait = 25; ; wait = Math.min(wait * 2, 400)) {
    try {
      return await call(intention);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'IdempotencyValidationError') throw keyReused();
      if (name !== 'IdempotencyAlreadyInProgressError') throw error;
      if (Date.now() + wait > deadline) {
        throw new Refusal('idempotency_in_progress', 'Repeat the call with the same key in a moment.', {
          retryAfter: 1,
        });
      }
      await sleep(wait);
    }
  }
};
