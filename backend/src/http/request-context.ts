/** What a handler knows besides its request. */
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { recordResponse, type KeyedRequest, type StoredResponse } from '../data/idempotency-record.ts';
import type { Page, Position } from '../data/page.ts';
import type { Write } from '../data/writes.ts';
import type { CursorBinding, CursorCodec } from '../domain/cursor.ts';
import { identifierOf, newIdentifier, type IdentifierPrefix } from '../domain/identifier.ts';
import type { Caller, TenantId } from '../domain/principal.ts';
import { tenantOf } from './caller.ts';
import { HttpProblem } from './problem.ts';
import { toStoredResponse, type AnyReply } from './response.ts';

export interface RequestContext {
  /** RFC 3339 with milliseconds: the moment the request is judged by. */
  readonly now: string;
  /** Names the call in every log, message and event that comes of it: the gateway's request id. */
  readonly correlationId: string;
  readonly metrics: Metrics;
  /** @throws HttpProblem `unauthenticated` for an open operation called without a token */
  readonly caller: Caller;
  /** The caller's partner. @throws Refusal `access_denied` when the caller has none */
  readonly tenant: TenantId;
  /** Where the page begins; absent on the first. @throws Refusal `invalid_cursor` */
  readonly position: Position | undefined;
  /** The page's `nextCursor`. */
  nextCursor(page: Pick<Page<unknown>, 'next'>): string | null;
  /**
   * The idempotency record, which goes into the transaction of the work so that a repetition is answered by `reply`; nothing without an
   * `Idempotency-Key`.
   */
  record(reply: AnyReply): readonly Write[];
  /**
   * The identifier of what the call makes. With an `Idempotency-Key` it is the same whenever the call is carried out: one that was repeated
   * in another Region, which did not know of the first time yet, makes the same thing and not a second one.
   */
  identifier<const Prefix extends IdentifierPrefix>(prefix: Prefix): `${Prefix}_${string}`;
  /** What was answered to the same request before, if its work was done. */
  findResponse(): Promise<StoredResponse | undefined>;
}

export interface ContextParts {
  readonly now: string;
  readonly correlationId: string;
  readonly metrics: Metrics;
  readonly caller: Caller | undefined;
  readonly cursors: () => CursorCodec;
  readonly binding: CursorBinding;
  readonly cursor: string | undefined;
  readonly keyed: KeyedRequest | undefined;
  readonly findResponse: () => Promise<StoredResponse | undefined>;
}

export const requestContext = (parts: ContextParts): RequestContext => ({
  now: parts.now,
  correlationId: parts.correlationId,
  metrics: parts.metrics,
  get caller() {
    if (!parts.caller)
      throw new HttpProblem('unauthenticated', 'The access token is missing, not valid or expired.');
    return parts.caller;
  },
  get tenant() {
    return tenantOf(this.caller);
  },
  get position() {
    return parts.cursor === undefined ? undefined : parts.cursors().open(parts.binding, parts.cursor);
  },
  nextCursor: ({ next }) => (next === undefined ? null : parts.cursors().seal(parts.binding, next)),
  record: (reply) => (parts.keyed ? [recordResponse(parts.keyed, toStoredResponse(reply))] : []),
  identifier(prefix) {
    if (!parts.keyed) return newIdentifier(prefix);
    const { partition, idempotencyKey, fingerprint } = parts.keyed;
    return identifierOf(prefix, partition, idempotencyKey, fingerprint);
  },
  findResponse: parts.findResponse,
});
