/** From the table's stream to subscribers: order, and what happens to an event that cannot be published. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventItem } from '../../../src/data/items.ts';
import type { LockerEvent } from '../../../src/domain/locker-event.ts';
import { startEvents, type Events } from './fixture.ts';

let events: Events;
beforeAll(async () => {
  events = await startEvents();
});
afterAll(() => events.close());

/** Puts events straight into the table, as the stream's only cause. Sequences far from those of the seed. */
async function put(lockerId: string, sequence: number, fields: Partial<LockerEvent> = {}): Promise<void> {
  const event: LockerEvent = {
    lockerId,
    buildingId: 'bld_01K6F0A0000000000000000001',
    sequence,
    type: 'battery',
    occurredAt: '2026-11-21T10:00:00.000Z',
    recordedAt: '2026-11-21T10:00:00.100Z',
    batteryPercent: 50,
    ...fields,
  };
  await events.table.send(new PutCommand({ TableName: events.sandbox.tableName, Item: eventItem(event) }));
}

/** The locker's own building, because subscriptions are authorized and filtered by it. */
const buildingOf = async (lockerId: string): Promise<string> => {
  const [event] = await events.eventsOf(lockerId, 0);
  if (!event) throw new Error(`The seed has no event of ${lockerId}.`);
  return event.buildingId;
};

describe('the stream', () => {
  it("is published in each locker's order, lockers beside each other", async () => {
    const lockers = [events.newDevice().lockerId, events.newDevice().lockerId, events.newDevice().lockerId];
    const watchers = await Promise.all(lockers.map((lockerId) => events.watch(lockerId)));
    const buildings = await Promise.all(lockers.map(buildingOf));
    const sequences = Array.from({ length: 60 }, (_, index) => 900_001 + index);
    for (const sequence of sequences) {
      await Promise.all(
        lockers.map((lockerId, index) => put(lockerId, sequence, { buildingId: buildings[index] ?? '' })),
      );
    }
    for (const watcher of watchers) {
      const pushed = await watcher.next(sequences.length);
      expect(pushed.map(({ sequence }) => sequence)).toEqual(sequences);
    }
  });

  it('goes on after an event that AppSync refuses: that one is found by bisection and reported', async () => {
    const { lockerId } = events.newDevice();
    const buildingId = await buildingOf(lockerId);
    const watcher = await events.watch(lockerId);
    const sequences = Array.from({ length: 12 }, (_, index) => 900_001 + index);
    await Promise.all(
      sequences.map((sequence) =>
        put(lockerId, sequence, {
          buildingId,
          // RFC 3339 lets a space stand for the T; AppSync does not.
          ...(sequence === 900_005 ? { occurredAt: '2026-11-21 08:00:00Z' } : {}),
        }),
      ),
    );

    const seen = new Set<unknown>();
    while (seen.size < sequences.length - 1) {
      const [event] = await watcher.next(1);
      seen.add(event?.['sequence']);
    }
    expect(seen).toEqual(new Set(sequences.filter((sequence) => sequence !== 900_005)));

    const [report = ''] = await events.messages('stream-fanout-failures', 1);
    expect(JSON.parse(report)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { batchSize: 1 },
    });
    expect(report).not.toContain(lockerId);
  });

  it('waits out a restart of the API', async () => {
    const { lockerId } = events.newDevice();
    const buildingId = await buildingOf(lockerId);
    const restarted = events.sandbox.appsync.restart({ downMs: 300 });
    await put(lockerId, 900_001, { buildingId });
    await restarted;
    const watcher = await events.watch(lockerId);
    // Whether the first one came before the subscription does not matter; that the stream moves on does.
    await put(lockerId, 900_002, { buildingId });
    let [event] = await watcher.next(1);
    if (event?.['sequence'] === 900_001) [event] = await watcher.next(1);
    expect(event).toMatchObject({ sequence: 900_002 });
  });
});
