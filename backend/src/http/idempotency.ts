/**
 * `Idempotency-Key`: the first call does the work, every other call with the same key and the same request gets its response. Work and
 * response are written in one transaction (data/idempotency-record.ts), so a call that finds its work done, or is stopped by what its own
 * first attempt has changed, reads the record. Only work that was done is recorded: after a refusal the same key may be tried again.
 */
import { createHash } from 'node:crypto';
import {
  findResponse,
  type KeyedRequest,
  type Seal,
  type StoredResponse,
} from '../data/idempotency-record.ts';
import type { TableClient } from '../data/table-client.ts';
import type { CursorBinding, CursorCodec } from '../domain/cursor.ts';
import { Refusal } from '../domain/refusal.ts';
import type { OperationDescription } from '../generated/manifest.ts';
import type { AnyRequest } from './request.ts';
import { asReplay } from './response.ts';

/** The same JSON value always gives the same text, in whatever order its keys came. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Digest of what a request asks for. */
const fingerprintOf = (operationId: string, request: object): string =>
  createHash('sha256')
    .update(canonical([operationId, request]))
    .digest('hex');

/** A call's `Idempotency-Key`, with whose it is and what it was sent with; undefined where the call has none. */
export const keyedRequestOf = (
  { operationId, idempotent }: OperationDescription,
  request: AnyRequest,
  partition: string | undefined,
): KeyedRequest | undefined => {
  const { idempotencyKey, ...header } = request.header as { idempotencyKey?: string };
  if (!idempotent || idempotencyKey === undefined || partition === undefined) return undefined;
  return { partition, idempotencyKey, fingerprint: fingerprintOf(operationId, { ...request, header }) };
};

/** Seals a response with the keys of the cursors, for the very caller and operation that it is for. */
export const sealFor = (cursors: CursorCodec, binding: CursorBinding): Seal => ({
  seal: (text) => cursors.seal(binding, { text }) ?? '',
  open(sealed) {
    try {
      return cursors.open(binding, sealed)?.['text'] ?? '';
    } catch {
      throw new Refusal('idempotency_key_reused', 'This key was used by another client; use a new one.');
    }
  },
});

/** Does the work, or answers what it was answered before: whatever stopped the work now, what is done is not done again. */
export const idempotently = async (
  table: TableClient,
  keyed: KeyedRequest,
  work: () => Promise<StoredResponse>,
): Promise<StoredResponse> => {
  try {
    return await work();
  } catch (error) {
    const stored = await findResponse(table, keyed).catch((failure: unknown) => {
      if (failure instanceof Refusal) throw failure;
      // When the table cannot be asked either, the first error says more.
      return undefined;
    });
    if (!stored) throw error;
    return asReplay(stored);
  }
};
