/** What devices report: read, and written in one transaction for each message. */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Projection, ReportingLocker } from '../domain/device-report.ts';
import type { Compartment, Locker } from '../domain/locker.ts';
import { deviceMessageItem, entityOf, eventItem } from './items.ts';
import { compartmentKey, lockerKey, sequenceKey, type ItemKey } from './keys.ts';
import { sequenceWrites } from './sequence-writes.ts';
import type { TableClient } from './table-client.ts';
import { transact, type Write } from './transaction.ts';

/** Seconds a message's mark is kept: longer than all queues together keep a message (4 days, then 14 in the dead-letter queue). */
const MARK_LIFETIME_SECONDS = 30 * 24 * 3600;

/** Attributes that only grow: whoever brings less was overtaken by somebody who brought more. */
const growing: readonly string[] = ['doorSequence', 'occupiedSequence', 'batterySequence', 'lastSeenAt'];

/** Sets attributes of an item that is there, provided that those which only grow do grow. */
const setState = (
  label: string,
  key: ItemKey,
  state: Readonly<Record<string, unknown>>,
  further: { readonly condition: string; readonly values: Record<string, unknown> } | undefined,
): Write => {
  const names = Object.keys(state);
  const conditions = names
    .filter((name) => growing.includes(name))
    .map((name) => `(attribute_not_exists(#${name}) OR #${name} < :${name})`);
  return {
    label,
    Update: {
      Key: key,
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: [
        'attribute_exists(pk)',
        ...conditions,
        ...(further ? [further.condition] : []),
      ].join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(names.map((name) => [`:${name}`, state[name]])),
        ...further?.values,
      },
    },
  };
};

const stateWrites = (place: ReportingLocker, { compartment, locker }: Projection): readonly Write[] => {
  const { lockerId, version } = place.locker;
  const writes: Write[] = [];
  if (compartment && place.compartment) {
    const key = compartmentKey(lockerId, place.compartment.compartmentId);
    writes.push(setState('compartment', key, compartment, undefined));
  }
  if (locker) {
    const edit =
      locker.version === undefined
        ? undefined
        : { condition: '#version = :replaced', values: { ':replaced': version } };
    writes.push(setState('locker', lockerKey(lockerId), locker, edit));
  }
  return writes;
};

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
      lastSequence: Number(itemAt(wanted.sequence)?.['sequence'] ?? 0),
    };
  },

  /**
   * Writes the event with its sequence, the state, and the mark of the message: all or nothing.
   *
   * @throws ConditionFailed `once` when the message was worked off before, otherwise when somebody else was faster
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
      {
        label: 'once',
        Put: {
          Item: deviceMessageItem(place.locker.lockerId, deviceSequence, expiresAt),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      ...sequenceWrites(eventItem(event)),
      ...state,
    ]);
  },
});

export type DeviceRepository = ReturnType<typeof deviceRepository>;
