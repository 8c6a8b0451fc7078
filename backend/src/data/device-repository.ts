/** What devices report: read, and written in one transaction for each message. */
import type { Projection, ReportingLocker } from '../domain/device-report.ts';
import type { Compartment, Locker, Progress } from '../domain/locker.ts';
import type { LockerEvent } from '../domain/locker-event.ts';
import { readTogether } from './batch-read.ts';
import { recordEvent } from './changes.ts';
import { entityOf } from './items.ts';
import {
  compartmentKey,
  eventsAfter,
  lockerKey,
  lockerPartition,
  sequenceKey,
  type ItemKey,
} from './keys.ts';
import { queryAll } from './page.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import { isPresent, isVersion, type Attributes, type Condition, type Write } from './writes.ts';

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

/** The event and its sequence, and beside the sequence which message it was and what that reported of the locker. */
const eventWrites = (
  event: LockerEvent,
  { reported = {}, recorded }: Pick<Projection, 'reported' | 'recorded'>,
): readonly Write[] =>
  recordEvent(event).map((write) =>
    write.kind === 'update'
      ? {
          ...write,
          set: { ...write.set, ...reported, recorded },
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
    const items = await readTogether(table, Object.values(wanted), { consistent: true });
    const itemAt = (key: ItemKey | undefined) => items.find((item) => item['sk'] === key?.sk);
    const locker = itemAt(wanted.locker);
    if (!locker) return undefined;
    const compartment = itemAt(wanted.compartment);
    return {
      locker: entityOf<Locker>(locker),
      compartment: compartment && entityOf<Compartment>(compartment),
      progress: { sequence: 0, ...entityOf<Partial<Progress>>(itemAt(wanted.sequence) ?? {}) },
    };
  },

  /** Numbers of the messages that became events after a time, in UTC: what the sequence does not say any more. */
  async recordedSince(lockerId: string, time: string): Promise<readonly number[]> {
    const numbers: number[] = [];
    const newestFirst = { ...eventsAfter(0), descending: true, consistent: true };
    for await (const item of queryAll(table, { partition: lockerPartition(lockerId), ...newestFirst })) {
      const { recordedAt, deviceSequence } = entityOf<LockerEvent>(item);
      if (recordedAt < time) break;
      if (deviceSequence !== undefined) numbers.push(deviceSequence);
    }
    return numbers;
  },

  /**
   * Writes the event with its sequence and the state: all or nothing.
   *
   * @throws ConditionFailed when somebody else was faster
   */
  async record(place: ReportingLocker, projection: Projection): Promise<void> {
    const { event } = projection;
    const writes = [...(event ? eventWrites(event, projection) : []), ...stateWrites(place, projection)];
    if (writes.length > 0) await transact(table, writes);
  },
});

export type DeviceRepository = ReturnType<typeof deviceRepository>;
