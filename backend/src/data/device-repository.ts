/** What devices report: read, and written in one transaction for each message. */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Projection, ReportingLocker } from '../domain/device-report.ts';
import type { Compartment, Locker, Progress, Reported } from '../domain/locker.ts';
import type { LockerEvent } from '../domain/locker-event.ts';
import { recordEvent } from './changes.ts';
import { deviceMessageItem, entityOf } from './items.ts';
import { compartmentKey, lockerKey, sequenceKey, type ItemKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import {
  IDEMPOTENCY_LABEL,
  isPresent,
  isVersion,
  putNew,
  type Attributes,
  type Condition,
  type Write,
} from './writes.ts';

/** Seconds a message's mark is kept: longer than all queues together keep a message (4 days, then 14 in the dead-letter queue). */
const MARK_LIFETIME_SECONDS = 30 * 24 * 3600;

/** Attributes that only grow: whoever brings less was overtaken by somebody who brought more. */
const growing: readonly string[] = ['doorSequence', 'occupiedSequence', 'batterySequence', 'lastSeenAt'];

const onlyGrowing = (state: Attributes): readonly Condition[] =>
  growing
    .filter((attribute) => attribute in state)
    .map((attribute) => ({ attribute, is: '<', value: state[attribute], orAbsent: true }));

/** Sets attributes of an item that is there, provided that those which only grow do grow. */
const setState = (
  label: string,
  key: ItemKey,
  state: Attributes,
  conditions: readonly Condition[] = [],
): Write => ({
  kind: 'update',
  label,
  key,
  set: state,
  conditions: [isPresent, ...onlyGrowing(state), ...conditions],
});

const stateWrites = (
  place: ReportingLocker,
  { compartment, locker, reported, event }: Projection,
): readonly Write[] => {
  const { id: lockerId, version } = place.locker;
  const writes: Write[] = [];
  // With an event it is written with the event's sequence.
  if (reported && !event) writes.push(setState('sequence', sequenceKey(lockerId), { ...reported }));
  if (compartment && place.compartment) {
    writes.push(setState('compartment', compartmentKey(lockerId, place.compartment.id), compartment));
  }
  if (locker) writes.push(setState('locker', lockerKey(lockerId), locker, [isVersion(version)]));
  return writes;
};

/** The event and its sequence, and beside the sequence what the message reported of the locker. */
const eventWrites = (event: LockerEvent, reported: Reported = {}): readonly Write[] =>
  recordEvent(event).map((write) =>
    write.kind === 'update'
      ? {
          ...write,
          set: { ...write.set, ...reported },
          conditions: [...(write.conditions ?? []), ...onlyGrowing({ ...reported })],
        }
      : write,
  );

export const deviceRepository = (table: TableClient) => ({
  /** The locker, the compartment a message names, and the last sequence, each as it is now; undefined when there is no such locker. */
  async find(lockerId: string, compartmentId: string | undefined): Promise<ReportingLocker | undefined> {
    const wanted = {
      locker: lockerKey(lockerId),
      sequence: sequenceKey(lockerId),
      ...(compartmentId === undefined ? {} : { compartment: compartmentKey(lockerId, compartmentId) }),
    };
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({
        RequestItems: { [table.name]: { Keys: Object.values(wanted), ConsistentRead: true } },
      }),
    );
    if ((UnprocessedKeys?.[table.name]?.Keys ?? []).length > 0) throw new Error('The table is busy.');
    const itemAt = (key: ItemKey | undefined) =>
      Responses?.[table.name]?.find((item) => item['sk'] === key?.sk);
    const locker = itemAt(wanted.locker);
    if (!locker) return undefined;
    const compartment = itemAt(wanted.compartment);
    return {
      locker: entityOf<Locker>(locker),
      compartment: compartment && entityOf<Compartment>(compartment),
      progress: { sequence: 0, ...entityOf<Partial<Progress>>(itemAt(wanted.sequence) ?? {}) },
    };
  },

  /**
   * Writes the event with its sequence, the state, and the mark of the message: all or nothing.
   *
   * @throws ConditionFailed `idempotency` when the message was worked off before, otherwise when somebody else was faster
   */
  async record(place: ReportingLocker, deviceSequence: number, projection: Projection): Promise<void> {
    const { event } = projection;
    const state = stateWrites(place, projection);
    // A heartbeat only moves forward what it writes: it needs no mark, and there are many.
    if (!event) {
      if (state.length > 0) await transact(table, state);
      return;
    }
    const expiresAt = Math.floor(Date.now() / 1000) + MARK_LIFETIME_SECONDS;
    await transact(table, [
      putNew(IDEMPOTENCY_LABEL, deviceMessageItem(place.locker.id, deviceSequence, expiresAt)),
      ...eventWrites(event, projection.reported),
      ...state,
    ]);
  },
});

export type DeviceRepository = ReturnType<typeof deviceRepository>;
