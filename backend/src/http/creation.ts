/** Calls that make something of their own. */
import { LIFETIME_SECONDS } from '../data/idempotency-record.ts';
import { ConditionFailed, writeConflict } from '../data/transaction.ts';
import { IDEMPOTENCY_LABEL } from '../data/writes.ts';
import { newIdentifier, type IdentifierPrefix } from '../domain/identifier.ts';
import type { RequestContext } from './request-context.ts';

/** For that long what has a request's identifier is that request's own: it must not be made again. Milliseconds. */
const KEY_LIFETIME_MS = LIFETIME_SECONDS * 1_000;

export interface Made {
  readonly createdAt: string;
}

/**
 * The identifier under which a call may make something: its request's, unless the key's time is over and the same was made with it before.
 *
 * @param known what has the request's identifier, if anything has
 */
export const freeIdentifier = <const Prefix extends IdentifierPrefix>(
  { identifier, now }: Pick<RequestContext, 'identifier' | 'now'>,
  prefix: Prefix,
  known: (id: string) => Made | undefined,
): `${Prefix}_${string}` => {
  const id = identifier(prefix);
  const made = known(id);
  const isOwn = made !== undefined && Date.parse(now) < Date.parse(made.createdAt) + KEY_LIFETIME_MS;
  return made === undefined || isOwn ? id : newIdentifier(prefix);
};

export interface Creation<Prefix extends IdentifierPrefix, Reply> {
  readonly prefix: Prefix;
  /** Of the write that puts it. */
  readonly label: string;
  /** What has that identifier. */
  find(id: string): Promise<Made | undefined>;
  make(id: `${Prefix}_${string}`): Promise<Reply>;
}

/**
 * Makes something once, also when the request is carried out again in another Region, which had not heard of the first time: both make the
 * same item, and of the same item one is left when the Regions meet again. Looks only when the identifier is taken: then the key's time is
 * over, or the item has arrived here and the answer that was written with it has not.
 *
 * @throws Refusal `write_conflict` in the latter case
 */
export const createOnce = async <const Prefix extends IdentifierPrefix, Reply>(
  context: RequestContext,
  { prefix, label, find, make }: Creation<Prefix, Reply>,
): Promise<Reply> => {
  const id = context.identifier(prefix);
  try {
    return await make(id);
  } catch (error) {
    const isTaken = error instanceof ConditionFailed && error.labels.includes(label);
    if (!isTaken || error.labels.includes(IDEMPOTENCY_LABEL)) throw error;
    const made = await find(id);
    const free = freeIdentifier(context, prefix, () => made);
    if (made !== undefined && free === id) throw writeConflict();
    return make(made === undefined ? newIdentifier(prefix) : free);
  }
};
