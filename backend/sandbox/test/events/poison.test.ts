/** Messages that can never be worked off: they end in the dead-letter queue, and nobody waits for them. */
import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsTopic } from '../../src/wiring/device-topics.ts';
import { startEvents, type Events } from './fixture.ts';

let events: Events;
beforeAll(async () => {
  events = await startEvents({ visibilityTimeout: 1 });
});
afterAll(() => events.close());

const battery = { type: 'battery', batteryPercent: 50 };

const record = (body: string) => ({ messageId: randomUUID(), receiptHandle: 'unused', body });
const recordOf = (lockerId: string, deviceSequence: number) =>
  record(
    JSON.stringify({
      detail: {
        ...battery,
        lockerId,
        thingName: lockerId,
        deviceSequence,
        occurredAt: '2026-11-21T10:00:00.000Z',
        receivedAt: 1_790_000_000_000,
      },
    }),
  );

describe('a poison message', () => {
  it('ends in the dead-letter queue, and other messages are worked off meanwhile', async () => {
    const device = events.newDevice();
    const other = events.newDevice();
    const controller = await events.controller(device);
    const watcher = await events.watch(device.lockerId);

    await controller.report(1, { type: 'battery', batteryPercent: 'full' });
    await controller.report(2, { ...battery, lockerId: other.lockerId });
    await controller.report(3, { type: 'door_opened', compartmentId: 'cmp_00000000000000000000000000' });
    await controller.report(4, battery);
    expect(await watcher.next(1)).toMatchObject([{ deviceSequence: 4 }]);

    // Received four times each, and then given up. On a slow machine others may be too: they are visible again while still worked on.
    const missing = new Set([1, 2, 3]);
    while (missing.size > 0) {
      for (const body of await events.deadLetters('device-messages', 1)) {
        const { detail } = JSON.parse(body) as { detail: { deviceSequence: number } };
        missing.delete(detail.deviceSequence);
      }
    }
    expect(
      (await events.eventsOf(other.lockerId, 0)).some(({ deviceSequence }) => deviceSequence === 2),
    ).toBe(false);

    // A log names the place and the rule, not the value.
    const logged = events.sandbox.logs().map(({ text }) => text);
    expect(logged.some((text) => text.includes('/batteryPercent must be integer'))).toBe(true);
    expect(logged.some((text) => text.includes('"full"'))).toBe(false);
  });

  it('that is no JSON stops at the rule, and the next one passes', async () => {
    const device = events.newDevice();
    const controller = await events.controller(device);
    const watcher = await events.watch(device.lockerId);
    await controller.client.publishAsync(eventsTopic(device.lockerId), '{"lockerId":', { qos: 1 });
    await controller.report(2, battery);
    expect(await watcher.next(1)).toMatchObject([{ deviceSequence: 2 }]);
    expect(events.sandbox.logs().some(({ text }) => text.includes('The payload is no JSON.'))).toBe(true);
  });

  it('in a batch is the only one that comes again; none of the others is lost', async () => {
    const device = events.newDevice();
    const before = await events.lastSequence(device.lockerId);
    const good = (deviceSequence: number) => recordOf(device.lockerId, deviceSequence);
    const bad = record('{');
    const Records = [good(3), good(1), bad, good(2), good(3), good(4)];

    const reply = (await events.sandbox.invoke('sensor-projector', { Records })) as SQSBatchResponse;

    expect(reply).toEqual({ batchItemFailures: [{ itemIdentifier: bad.messageId }] });
    const recorded = await events.eventsOf(device.lockerId, before);
    expect(recorded.map(({ sequence, deviceSequence }) => [sequence - before, deviceSequence])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    // The same batch once more changes nothing.
    await events.sandbox.invoke('sensor-projector', { Records });
    expect(await events.eventsOf(device.lockerId, before)).toHaveLength(4);
  });
});

describe('messages of one locker in several invocations', () => {
  it('race for its next sequence, and none is lost, doubled or numbered twice', async () => {
    const device = events.newDevice();
    const before = await events.lastSequence(device.lockerId);
    const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
    // Four invocations at once, each with every fourth message; and all of them again, as SQS may.
    const batches = [0, 1, 2, 3].map((start) => ({
      Records: numbers
        .filter((number) => number % 4 === start)
        .map((number) => recordOf(device.lockerId, number)),
    }));
    const replies = await Promise.all(
      [...batches, ...batches].map((batch) => events.sandbox.invoke('sensor-projector', batch)),
    );
    for (const reply of replies) expect(reply).toEqual({ batchItemFailures: [] });

    const recorded = await events.eventsOf(device.lockerId, before);
    expect(recorded.map(({ sequence }) => sequence)).toEqual(numbers.map((number) => before + number));
    expect(recorded.map(({ deviceSequence = 0 }) => deviceSequence).toSorted((a, b) => a - b)).toEqual(
      numbers,
    );
    expect(await events.lastSequence(device.lockerId)).toBe(before + numbers.length);
  });
});
