import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LockerEvent } from '@northwind/sdk';
import {
  countDoors,
  HISTORY_LIMIT,
  lockerFrom,
  withEvent,
  withOlder,
  withSnapshot,
  type LockerState,
} from './locker-state.ts';
import { eventOf, minutes, snapshotOf } from './test-data.ts';

const after = (events: readonly LockerEvent[], snapshot = snapshotOf()): LockerState =>
  events.reduce(withEvent, lockerFrom(snapshot));
const doorOne = (state: LockerState) => state.doors.find(({ id }) => id === 'cmp_1');

describe('the state of a locker', () => {
  it('begins as the snapshot, its doors by number', () => {
    expect(lockerFrom(snapshotOf()).doors.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('follows a delivery from reservation to the next free door', () => {
    const delivery = { deliveryId: 'dlv_a' };
    const life = [
      eventOf(11, 'DELIVERY_ANNOUNCED', delivery),
      eventOf(12, 'DELIVERY_DELIVERED', delivery),
      eventOf(13, 'DELIVERY_PICKED_UP', delivery),
    ];
    const states = life.map((_, index) => doorOne(after(life.slice(0, index + 1))));
    expect(states).toMatchObject([
      { status: 'RESERVED', deliveryId: 'dlv_a', changedBy: 11 },
      { status: 'OCCUPIED', deliveryId: 'dlv_a', changedBy: 12 },
      { status: 'FREE', deliveryId: null, changedBy: 13 },
    ]);
  });

  it('keeps events that the snapshot already shows for the history only', () => {
    const state = after([eventOf(9, 'DOOR_OPENED', { deviceSequence: 4 })]);
    expect(doorOne(state)).toMatchObject({ door: null });
    expect(state.history).toHaveLength(1);
  });

  it('does not open a door for a message that was overtaken by that of its closing', () => {
    const state = after([
      eventOf(11, 'DOOR_CLOSED', { deviceSequence: 8 }),
      eventOf(12, 'DOOR_OPENED', { deviceSequence: 7 }),
    ]);
    expect(doorOne(state)).toMatchObject({ door: 'CLOSED', changedBy: 11 });
    expect(state.history).toHaveLength(2);
  });

  it('knows from the history how new the message behind the snapshot was', () => {
    const state = after(
      [
        eventOf(10, 'DOOR_CLOSED', { compartmentId: 'cmp_2', deviceSequence: 8 }),
        eventOf(11, 'DOOR_OPENED', { compartmentId: 'cmp_2', deviceSequence: 7 }),
      ],
      snapshotOf({ sequence: 10 }),
    );
    expect(state.doors[1]).toMatchObject({ door: 'CLOSED' });
  });

  it('does not free a door for a delivery that the snapshot has seen replaced', () => {
    const state = after([
      eventOf(11, 'DELIVERY_PICKED_UP', { compartmentId: 'cmp_2', deliveryId: 'dlv_old' }),
    ]);
    expect(state.doors[1]).toMatchObject({ status: 'OCCUPIED', deliveryId: 'dlv_b' });
  });

  it('brings an offline locker online when its controller speaks, and leaves maintenance alone', () => {
    const events = [eventOf(11, 'BATTERY', { deviceSequence: 1, batteryPercent: 79, compartmentId: null })];
    expect(after(events, snapshotOf({ status: 'OFFLINE' }))).toMatchObject({
      status: 'ONLINE',
      batteryPercent: 79,
      lastSeenAt: minutes(11),
    });
    expect(after(events, snapshotOf({ status: 'MAINTENANCE' })).status).toBe('MAINTENANCE');
  });

  it('lets the oldest events go when there are too many, and then takes no snapshot from before them', () => {
    const events = Array.from({ length: HISTORY_LIMIT + 5 }, (_, index) =>
      eventOf(11 + index, 'DOOR_OPENED'),
    );
    const state = after(events);
    expect(state.history).toHaveLength(HISTORY_LIMIT);
    expect(withSnapshot(state, snapshotOf({ sequence: 12 }))).toBe(state);
  });

  it('counts its doors', () => {
    expect(countDoors(after([eventOf(11, 'DOOR_OPENED')]).doors)).toEqual({
      open: 1,
      free: 1,
      reserved: 0,
      occupied: 1,
      outOfService: 0,
    });
  });
});

const types: readonly LockerEvent['type'][] = [
  'DOOR_OPENED',
  'DOOR_CLOSED',
  'PARCEL_IN',
  'PARCEL_OUT',
  'BATTERY',
  'DELIVERY_ANNOUNCED',
  'DELIVERY_DELIVERED',
  'DELIVERY_PICKED_UP',
  'DELIVERY_PROBLEM',
  'DELIVERY_CANCELLED',
];
/** What can happen at the locker, sequences 1, 2, 3 …, device messages in any order. */
const lives = fc
  .array(
    fc.record({
      type: fc.constantFrom(...types),
      compartmentId: fc.constantFrom('cmp_1', 'cmp_2'),
      deliveryId: fc.constantFrom('dlv_a', 'dlv_b'),
      deviceSequence: fc.integer({ min: 1, max: 30 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((events) =>
    events.map(({ type, ...fields }, index) =>
      eventOf(index + 1, type, {
        ...fields,
        deviceSequence: type.startsWith('DELIVERY') ? null : fields.deviceSequence,
        batteryPercent: type === 'BATTERY' ? fields.deviceSequence : null,
      }),
    ),
  );
const installed = snapshotOf({ sequence: 0 });
const seen = ({ doors, status, batteryPercent, lastSeenAt }: LockerState) => ({
  doors: doors.map(({ changedBy: _changedBy, ...door }) => door),
  status,
  batteryPercent,
  lastSeenAt,
});
/** The snapshot that the query would give when the locker is at a sequence. */
function snapshotAt(life: readonly LockerEvent[], sequence: number) {
  const state = life.slice(0, sequence).reduce(withEvent, lockerFrom(installed));
  const { doors, ...rest } = seen(state);
  return { ...installed, ...rest, sequence, compartments: doors };
}

describe('whatever happens at a locker', () => {
  it('shows the same, on whichever snapshot the events are folded', () => {
    fc.assert(
      fc.property(lives, fc.nat(40), (life, at) => {
        const state = life.reduce(withEvent, lockerFrom(snapshotAt(life, Math.min(at, life.length))));
        expect(seen(state)).toEqual(seen(life.reduce(withEvent, lockerFrom(installed))));
      }),
    );
  });

  it('shows the same, whenever a newer snapshot or a page of history comes in between', () => {
    fc.assert(
      fc.property(lives, fc.nat(40), fc.nat(40), (life, first, when) => {
        const begin = Math.min(first, life.length);
        let state = lockerFrom(snapshotAt(life, begin));
        for (const event of life.slice(begin)) {
          state = withEvent(state, event);
          if (event.sequence === when) state = withSnapshot(state, snapshotAt(life, life.length));
        }
        state = withOlder(state, life.slice(0, begin));
        expect(seen(state)).toEqual(seen(life.reduce(withEvent, lockerFrom(installed))));
        expect(state.history).toEqual(life);
      }),
    );
  });

  it('changes nothing when events come again', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const state = life.reduce(withEvent, lockerFrom(installed));
        expect(life.reduce(withEvent, state)).toBe(state);
      }),
    );
  });
});
