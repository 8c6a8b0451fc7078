/**
 * Lockers' histories after a Region was lost. In a replica of a global table the items of one transaction may arrive apart (DynamoDB
 * Developer Guide, "Global tables: How it works"), so what was under way at that moment may be there in part: an event without the sequence
 * that counts it, after which no further event could be written, or a sequence whose event is missing, which no follower gets past.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Locker, Progress } from '../domain/locker.ts';
import type { LockerEvent } from '../domain/locker-event.ts';
import { allLockersPartitions, lockerIndex } from './index-keys.ts';
import { entityOf, eventItem } from './items.ts';
import { eventsAfter, lockerPartition, sequenceKey } from './keys.ts';
import { queryAll } from './page.ts';
import type { TableClient } from './table-client.ts';
import { retryWhenOvertaken, transact } from './transaction.ts';
import { putNew } from './writes.ts';

/** Events looked at, the newest: more than a locker makes from a loss until somebody mends. */
const LOOK_BACK = 1_000;

export interface MendedHistory {
  readonly lockerId: string;
  /** What was counted as the last event, and what is now. */
  readonly before: number;
  readonly after: number;
  /** Sequences whose events were missing. */
  readonly filled: readonly number[];
}

/** What takes a lost event's place: nothing that anybody did, but what is known of the locker all the same. */
const placeholder = (
  { id, buildingId, batteryPercent }: Pick<Locker, 'id' | 'buildingId' | 'batteryPercent'>,
  sequence: number,
  now: string,
): LockerEvent => ({
  lockerId: id,
  buildingId,
  sequence,
  type: 'battery',
  occurredAt: now,
  recordedAt: now,
  ...(batteryPercent === undefined ? {} : { batteryPercent }),
  correlationId: `mended:${id}:${sequence}`,
});

/**
 * Makes a history whole: every event is counted, and where one is missing there is a placeholder.
 *
 * @returns undefined for a history that is whole
 */
export const mendHistory = (table: TableClient, locker: Locker): Promise<MendedHistory | undefined> =>
  retryWhenOvertaken(async () => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: sequenceKey(locker.id), ConsistentRead: true }),
    );
    const before = Number(Item?.['sequence'] ?? 0);
    const from = Math.max(0, before - LOOK_BACK);
    const present = new Set<number>();
    const range = { partition: lockerPartition(locker.id), ...eventsAfter(from), consistent: true };
    for await (const item of queryAll(table, range)) present.add(entityOf<LockerEvent>(item).sequence);
    const after = Math.max(before, ...present);
    const filled: number[] = [];
    for (let sequence = from + 1; sequence <= after; sequence += 1)
      if (!present.has(sequence)) filled.push(sequence);
    if (after === before && filled.length === 0) return undefined;
    const now = new Date().toISOString();
    const known = { ...locker, ...(Item as Progress | undefined) };
    for (const sequence of filled)
      await transact(table, [putNew('event', eventItem(placeholder(known, sequence, now)))]);
    if (after > before)
      await transact(table, [
        {
          kind: 'update',
          label: 'sequence',
          key: sequenceKey(locker.id),
          set: { sequence: after },
          // It does not know of the messages that are counted now.
          remove: ['recorded'],
          conditions: [{ attribute: 'sequence', is: '=', value: before }],
        },
      ]);
    return { lockerId: locker.id, before, after, filled };
  });

/** Mends the histories of all lockers, in the Region that is written to. */
export const mendHistories = async (table: TableClient): Promise<readonly MendedHistory[]> => {
  const mended: MendedHistory[] = [];
  for (const partition of allLockersPartitions())
    for await (const item of queryAll(table, { index: lockerIndex.all, partition })) {
      const history = await mendHistory(table, entityOf<Locker>(item));
      if (history) mended.push(history);
    }
  return mended;
};
