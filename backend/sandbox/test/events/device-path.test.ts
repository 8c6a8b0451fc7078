/** From a controller's message to a subscriber's screen, through every hop. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/world/seed/random.ts';
import { onHop, type HopName } from '../../src/support/trace.ts';
import { startEvents, type Events } from './fixture.ts';

let events: Events;
beforeAll(async () => {
  events = await startEvents();
});
afterAll(() => events.close());

describe('a message of a controller', () => {
  it('reaches a subscriber as the next event of the locker, and passes the hops that it passes on AWS', async () => {
    const device = events.newDevice();
    const [compartment] = await events.compartmentsOf(device.lockerId);
    const before = await events.lastSequence(device.lockerId);
    const watcher = await events.watch(device.lockerId);
    const controller = await events.controller(device);
    const hops: HopName[] = [];
    const functions = new Set<string>();
    const correlationId = `${device.lockerId}:901`;
    const unhook = onHop(({ hop, detail, correlationIds }) => {
      hops.push(hop);
      if (hop === 'lambda' && correlationIds?.includes(correlationId)) functions.add(detail);
    });
    const happened = Date.now() - 3_600_000;
    // The same moment as a clock an hour ahead of UTC writes it.
    const occurredAt = new Date(happened + 3_600_000).toISOString().replace('Z', '+01:00');

    await controller.report(901, {
      type: 'door_opened',
      compartmentId: compartment?.id,
      occurredAt,
      firmware: 'a field that the schema does not know',
    });
    const [event] = await watcher.next(1);

    expect(event).toEqual({
      lockerId: device.lockerId,
      buildingId: expect.stringMatching(/^bld_/) as unknown,
      sequence: before + 1,
      type: 'DOOR_OPENED',
      occurredAt: new Date(happened).toISOString(),
      recordedAt: expect.stringMatching(/Z$/) as unknown,
      compartmentId: compartment?.id,
      deliveryId: null,
      batteryPercent: null,
      deviceSequence: 901,
      correlationId,
    });
    // A hop is told of when it has ended: the push is seen before the function that caused it returns.
    const passed: HopName[] = ['iot', 'eventbridge', 'sqs', 'lambda', 'dynamodb-stream', 'appsync'];
    await expect.poll(() => hops).toEqual(expect.arrayContaining(passed));
    // One id leads from the message to the push. Which of the two ends first is open: the stream has the event before its writer returns.
    await expect.poll(() => functions).toEqual(new Set(['sensor-projector', 'stream-fanout']));
    unhook();
    const after = await events.compartmentsOf(device.lockerId);
    expect(after.find(({ id }) => id === compartment?.id)?.door).toBe('open');
  });

  it('may come over a WebSocket too', async () => {
    const device = events.newDevice();
    const watcher = await events.watch(device.lockerId);
    const controller = await events.controller(device, { protocol: 'ws', path: '/mqtt' });
    await controller.report(901, { type: 'battery', batteryPercent: 55 });
    expect(await watcher.next(1)).toMatchObject([{ type: 'BATTERY', batteryPercent: 55 }]);
  });

  it('is one event, however often and in whatever order the messages come, and the newest state is shown', async () => {
    const random = createRandom(20261121);
    const devices = [events.newDevice(), events.newDevice(), events.newDevice()];
    const numbers = Array.from({ length: 12 }, (_, index) => 1001 + index);
    await Promise.all(
      devices.map(async (device) => {
        const { lockerId } = device;
        const [compartment] = await events.compartmentsOf(lockerId);
        const before = await events.lastSequence(lockerId);
        const [watcher, controller] = [await events.watch(lockerId), await events.controller(device)];
        // Odd messages open the door and even ones close it: whatever is shown in the end tells which message was the newest.
        const reports = [...numbers, ...numbers].map((number) => ({ number, place: random.next() }));
        for (const { number } of reports.toSorted((a, b) => a.place - b.place)) {
          const type = number % 2 === 1 ? 'door_opened' : 'door_closed';
          await controller.report(number, { type, compartmentId: compartment?.id });
        }
        const pushed = await watcher.next(numbers.length);

        expect(pushed.map(({ sequence }) => sequence)).toEqual(numbers.map((_, index) => before + 1 + index));
        expect(pushed.map(({ deviceSequence }) => Number(deviceSequence)).toSorted()).toEqual(numbers);
        await expect.poll(() => events.eventsOf(lockerId, before)).toHaveLength(numbers.length);
        const after = await events.compartmentsOf(lockerId);
        expect(after.find(({ id }) => id === compartment?.id)).toMatchObject({
          door: 'closed',
          doorSequence: 1012,
        });
      }),
    );
  });

  it('that comes after hundreds of newer ones is an event once, too', async () => {
    const device = events.newDevice();
    const before = await events.lastSequence(device.lockerId);
    const watcher = await events.watch(device.lockerId);
    const controller = await events.controller(device);
    for (const number of [2001, 2501, 2001, 2000, 2501, 2000, 2502]) {
      await controller.report(number, { type: 'battery', batteryPercent: 60 });
      // Each by itself: what comes together is put in order first.
      await events.sandbox.settled();
    }
    const pushed = await watcher.next(4);
    expect(pushed.map(({ deviceSequence }) => deviceSequence)).toEqual([2001, 2501, 2000, 2502]);
    expect(await events.eventsOf(device.lockerId, before)).toHaveLength(4);
  });

  it('that is a heartbeat is no event', async () => {
    const device = events.newDevice();
    const watcher = await events.watch(device.lockerId);
    const controller = await events.controller(device);
    await controller.report(901, { type: 'heartbeat' });
    await controller.report(902, { type: 'battery', batteryPercent: 70 });
    expect(await watcher.next(1)).toMatchObject([{ type: 'BATTERY', deviceSequence: 902 }]);
  });
});
