/**
 * The record of what a call with an `Idempotency-Key` was answered, written in the very transaction that does the call's work. So the two
 * cannot be told apart by a crash, and of two calls that race with one key the second fails on the record's condition: it reads the
 * record and answers the same.
 */
import { createHash } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '../domain/refusal.ts';
import { itemType } from './item-types.ts';
import { idempotencyKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import { IDEMPOTENCY_LABEL, type Write } from './writes.ts';

/** Seconds a response is kept: what the contract promises of an Idempotency-Key. */
export const LIFETIME_SECONDS = 86_400;

/** A response as it is stored: the body as text, so that it comes back byte for byte. */
export interface StoredResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A call that carries an `Idempotency-Key`. */
export interface KeyedRequest {
  /** Partition of the caller: partner or user. */
  readonly partition: string;
  readonly idempotencyKey: string;
  /** Digest of the request; the same key with another one is refused. */
  readonly fingerprint: string;
  /** What a response that holds a secret is kept under, so that nobody who reads the table learns it. */
  readonly seal?: Seal;
}

export interface Seal {
  seal(text: string): string;
  /** @throws Refusal `idempotency_key_reused` when it was sealed for another caller */
  open(sealed: string): string;
}

const epochSeconds = (): number => Math.floor(Date.now() / 1000);

const keyOf = (request: KeyedRequest) =>
  idempotencyKey(request.partition, createHash('sha256').update(request.idempotencyKey).digest('hex'));

/** The write that goes into the transaction of the work. A record whose time is over is replaced: deleting it may take days. */
export const recordResponse = (request: KeyedRequest, response: StoredResponse): Write => ({
  kind: 'put',
  label: IDEMPOTENCY_LABEL,
  item: {
    ...keyOf(request),
    entity: itemType.idempotencyRecord,
    fingerprint: request.fingerprint,
    response: request.seal ? { sealed: request.seal.seal(JSON.stringify(response)) } : response,
    expiresAt: epochSeconds() + LIFETIME_SECONDS,
  },
  conditions: [{ attribute: 'expiresAt', is: '<=', value: epochSeconds(), orAbsent: true }],
});

/**
 * What was answered to this request before, if its work was done.
 *
 * @throws Refusal `idempotency_key_reused` when the key came with another request
 */
export const findResponse = async (
  table: TableClient,
  request: KeyedRequest,
): Promise<StoredResponse | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyOf(request), ConsistentRead: true }),
  );
  if (!Item || Number(Item['expiresAt']) <= epochSeconds()) return undefined;
  if (Item['fingerprint'] !== request.fingerprint) {
    throw new Refusal('idempotency_key_reused', 'This key was used with a different request; use a new one.');
  }
  const { response } = Item as { response: StoredResponse | { readonly sealed: string } };
  if (!('sealed' in response)) return response;
  if (!request.seal) throw new Error('The response is sealed, and this call has nothing to open it with.');
  return JSON.parse(request.seal.open(response.sealed)) as StoredResponse;
};
